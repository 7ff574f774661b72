/* What only a script can: hand the page to the system's own sharing, copy its address, print it. */
"use strict";

const share = document.querySelector(".share");

function button(label, act) {
  const made = document.createElement("button");
  const place = document.createElement("li");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", () => act(made));
  place.append(made);
  share.querySelector("ul").append(place);
}

if (share) {
  const { title, address } = share.dataset;
  if (navigator.share) {
    button(share.dataset.share, () => navigator.share({ title, url: address }).catch(() => {}));
  }
  if (navigator.clipboard) {
    button(share.dataset.copy, async (made) => {
      await navigator.clipboard.writeText(address);
      made.textContent = share.dataset.copied;
    });
  }
  button(share.dataset.print, () => window.print());
}
