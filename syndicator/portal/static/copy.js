/* Texts that are to be copied get a button for it. Without scripts they are marked and copied by hand. */
"use strict";

if (navigator.clipboard) {
  for (const text of document.querySelectorAll("pre[data-copy]")) {
    const code = text.querySelector("code");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text.dataset.copy;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = text.dataset.copied;
      setTimeout(() => { button.textContent = text.dataset.copy; }, 2000);
    });
    text.classList.add("has-button");
    text.prepend(button);
  }
}
