// Counts what is typed as the service would, and shows the post beside it. The server counts: it is what sends.
"use strict";

const WAIT_MS = 400;

function watch(form) {
  const field = form.querySelector("textarea");
  const beside = form.parentElement.querySelector(".slip-post");
  const told = beside.querySelector("[data-length]");
  const label = beside.querySelector(".slip-label");
  let timer = 0;
  let asked = 0;

  function show(answer) {
    told.textContent = answer.fault || answer.told;
    told.classList.toggle("length-cut", Boolean(answer.cut));
    field.setAttribute("aria-invalid", answer.cut ? "true" : "false");
    label.textContent = told.dataset.unsaved;
    const words = beside.querySelector("[data-words]");
    if (words) {
      words.textContent = answer.text;
    }
  }

  async function count() {
    asked += 1;
    const mine = asked;
    const body = new URLSearchParams(new FormData(form));
    try {
      const response = await fetch(form.dataset.count, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      if (response.ok && mine === asked) {
        show(await response.json());
      }
    } catch {
      told.textContent = "";
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(count, WAIT_MS);
  });
}

for (const form of document.querySelectorAll("form[data-count]")) {
  watch(form);
}
