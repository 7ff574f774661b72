// The desk's keys, its questions before decisions, and the bar that tells of what arrived. Every page works without.
"use strict";
(() => {
  const OFF = "desk-keys-off";
  const keys = document.getElementById("keys");
  const ask = document.getElementById("ask");
  const rows = () => [...document.querySelectorAll("[data-row]")];
  let confirmed = null;

  // Questions

  function question(title, about, act, reasonFor) {
    const reason = ask.querySelector("[data-reason]");
    document.getElementById("ask-title").textContent = title;
    ask.querySelector("[data-asked]").textContent = about;
    reason.hidden = !reasonFor;
    reason.querySelector("input").value = "";
    confirmed = act;
    ask.showModal();
    (reasonFor ? reason.querySelector("input") : ask.querySelector("[data-yes]")).focus();
  }

  function headline(element) {
    const row = element.closest("[data-row]") || document;
    const told = row.querySelector(".what") || row.querySelector("h1");
    return told ? told.textContent.trim() : "";
  }

  if (ask) {
    const form = document.getElementById("ask-form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const act = confirmed;
      confirmed = null;
      ask.close();
      if (act) act(form);
    });
    ask.addEventListener("close", () => { confirmed = null; });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-post]");
    if (link && ask && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      question(link.textContent.replace("…", "").trim() + "?", headline(link), (form) => {
        form.action = link.dataset.post;
        form.submit();
      }, true);
      return;
    }
    const button = event.target.closest("button[data-ask]");
    if (button && ask && button.dataset.sure !== "yes") {
      event.preventDefault();
      const about = button.form && button.form.id === "merge" ? marked().map(headline).join(" + ") : headline(button);
      question(button.dataset.ask, about, () => {
        button.dataset.sure = "yes";
        button.click();
        delete button.dataset.sure;
      }, false);
      return;
    }
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens).showModal();
    const closer = event.target.closest("[data-closes]");
    if (closer) closer.closest("dialog").close();
  });

  // Keys

  function current() {
    const within = document.activeElement && document.activeElement.closest("[data-row]");
    return within || document.querySelector("[data-row].current");
  }

  function go(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(current());
    const next = all[Math.min(Math.max(at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step, 0), all.length - 1)];
    all.forEach((row) => row.classList.toggle("current", row === next));
    const link = next.querySelector(".what a");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  function target(key) {
    const wanted = [...document.querySelectorAll("[data-key]")].filter((one) => one.dataset.key.split(" ").includes(key));
    const row = current();
    if (row) {
      const own = wanted.find((one) => row.contains(one));
      if (own) return own;
    }
    return wanted.find((one) => !one.closest("[data-row]"));
  }

  function marked() {
    return [...document.querySelectorAll("input[form=merge]:checked")];
  }

  function press(key) {
    const one = target(key);
    if (!one) return false;
    if (one.matches("summary")) {
      one.parentElement.open = true;
      const field = one.parentElement.querySelector("select, input:not([type=hidden])");
      (field || one).focus();
    } else if (one.matches("input[type=search], input[inputmode]")) {
      one.focus();
    } else {
      one.click();
      if (key === "m" && one.checked && marked().length === 2) askToMerge();
    }
    return true;
  }

  function askToMerge() {
    const form = document.getElementById("merge");
    const button = form.querySelector("button");
    question(button.dataset.ask, marked().map(headline).join(" + "), () => form.submit(), false);
  }

  const help = document.querySelector("[data-opens=keys]");
  const off = keys.querySelector("[data-keys-off]");
  help.hidden = false;
  try { off.checked = localStorage.getItem(OFF) === "yes"; } catch { off.checked = false; }
  off.addEventListener("change", () => {
    try { localStorage.setItem(OFF, off.checked ? "yes" : "no"); } catch { /* it holds for this page, then */ }
  });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || off.checked) return;
    if (document.querySelector("dialog[open]")) return;
    const writes = event.target.closest("textarea, select, input:not([type=checkbox]):not([type=radio]), [contenteditable]");
    if (writes) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "j" || event.key === "k") go(event.key === "j" ? 1 : -1);
    else if (event.key === "?") keys.showModal();
    else if (!"rhxtmsp/".includes(event.key) || !press(event.key)) return;
    event.preventDefault();
  });

  // A link to a form that is folded up unfolds it.

  function unfold() {
    const named = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (named && named.matches("details")) {
      named.open = true;
      const field = named.querySelector("select, input:not([type=hidden])");
      if (field) field.focus();
    }
  }
  addEventListener("hashchange", unfold);
  addEventListener("load", unfold);

  // What arrived meanwhile: it is told, and moves nothing that a person is reading.

  const bar = document.querySelector("[data-live]");
  if (bar && "EventSource" in window) {
    const query = new URLSearchParams(location.search);
    ["before", "done", "lang"].forEach((name) => query.delete(name));
    query.set("after", bar.dataset.after);
    const told = { new: new Set(), changed: new Set() };
    const stream = new EventSource(`${bar.dataset.live}?${query}`);
    const show = () => {
      for (const [name, some] of Object.entries(told)) {
        const part = bar.querySelector(`[data-${name}]`);
        part.hidden = some.size === 0;
        part.querySelector("b").textContent = some.size;
      }
      bar.hidden = told.new.size + told.changed.size === 0;
    };
    const hear = (event) => {
      const one = JSON.parse(event.data);
      const row = document.querySelector(`[data-row][data-story="${Number(one.story)}"]`);
      if (row && row.dataset.state !== one.state) {
        row.classList.add("stale");
        told.changed.add(one.story);
      } else if (!row && one.fits && (event.type === "arrived" || query.has("state"))) {
        told.new.add(one.story);
      }
      show();
    };
    stream.addEventListener("arrived", hear);
    stream.addEventListener("changed", hear);
    stream.addEventListener("reset", () => { bar.hidden = false; });
    stream.addEventListener("error", () => { bar.hidden = stream.readyState !== EventSource.CLOSED && bar.hidden; });
    addEventListener("pagehide", () => stream.close());
  }
})();
