// The page works without this. With it, printing is a button, and what the model says loads last.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
// A browser that can't show what is folded by its style alone opens it before it prints.
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details.more")) fold.open = true;
});
for (const place of document.querySelectorAll("[data-later]")) {
  fetch(place.dataset.later, { credentials: "same-origin" })
    .then((answer) => (answer.ok && !answer.redirected ? answer.text() : Promise.reject()))
    .then((html) => {
      const part = new DOMParser().parseFromString(html, "text/html").querySelector("section");
      if (part) place.replaceWith(part);
    })
    .catch(() => {}); // The link in its place does the same.
}
