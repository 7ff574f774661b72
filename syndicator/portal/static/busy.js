/* Forms that take long: their button says so, and is not pressed twice. Without scripts they work all the same. */
"use strict";

for (const form of document.querySelectorAll("form[data-busy]")) {
  const button = form.querySelector("button[type=submit]");
  const told = document.createElement("span");
  told.className = "busy";
  told.setAttribute("role", "status");
  button.after(told);
  form.addEventListener("submit", (event) => {
    if (form.classList.contains("is-busy")) {
      event.preventDefault();
      return;
    }
    form.classList.add("is-busy");
    button.setAttribute("aria-disabled", "true");
    told.textContent = form.dataset.busy;
  });
  window.addEventListener("pageshow", () => {
    form.classList.remove("is-busy");
    button.removeAttribute("aria-disabled");
    told.textContent = "";
  });
}
