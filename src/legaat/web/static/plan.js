// A plan: drag to reorder, print, and where the focus goes. All of it works without this file.
const moved = (list) => [...list.children].map((row) => row.dataset.id).join(" ");

function handles() {
  const list = document.querySelector("ol.plan");
  const words = document.querySelector("#drag-words");
  if (!list || !words) return;
  for (const row of list.children) {
    const moves = row.querySelector(".moves");
    if (!moves || row.querySelector(".grip")) continue;
    const grip = document.createElement("span");
    grip.className = "grip";
    grip.title = words.textContent;
    grip.setAttribute("aria-hidden", "true");
    moves.prepend(grip);
    grip.addEventListener("pointerdown", (event) => drag(event, list, row, grip));
  }
}

// No style attribute is used: the security policy of the pages refuses it. The row follows the pointer; it takes its new place when it is let go, where the line stands.
function drag(event, list, row, grip) {
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  row.classList.add("dragged");
  const from = event.clientY + window.scrollY;
  let before, shift;
  const move = (at) => {
    shift?.cancel();
    const by = `translateY(${at.clientY + window.scrollY - from}px)`;
    shift = row.animate({ transform: [by, by] }, { duration: 1, fill: "forwards" });
    const others = [...list.children].filter((other) => other !== row);
    before = others.find((other) => {
      const box = other.getBoundingClientRect();
      return at.clientY < box.top + box.height / 2;
    }) ?? null;
    for (const other of others) {
      other.classList.toggle("drop-before", other === before);
      other.classList.toggle("drop-after", !before && other === others.at(-1));
    }
    if (at.clientY < 60) window.scrollBy(0, -12);
    if (at.clientY > window.innerHeight - 60) window.scrollBy(0, 12);
  };
  const end = (at) => {
    for (const name of ["pointermove", "pointerup", "pointercancel"]) {
      grip.removeEventListener(name, name === "pointermove" ? move : end);
    }
    row.classList.remove("dragged");
    shift?.cancel();
    for (const other of list.children) other.classList.remove("drop-before", "drop-after");
    if (at.type !== "pointerup" || before === undefined) return;
    const was = moved(list);
    list.insertBefore(row, before);
    if (moved(list) !== was) send(moved(list));
  };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("pointerup", end);
  grip.addEventListener("pointercancel", end);
}

function send(order) {
  const form = document.querySelector("form[data-order]");
  form.elements.order.value = order;
  if (window.htmx) window.htmx.trigger(form, "reorder");
  else form.submit();
}

function ready() {
  handles();
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  // A browser copies only over HTTPS, and on this very computer.
  const copies = window.isSecureContext && navigator.clipboard;
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !copies;
  if (window.htmx) for (const button of document.querySelectorAll("[data-save]")) button.hidden = true;
}

async function copy(button) {
  const list = await (await fetch(button.dataset.copy)).text();
  await navigator.clipboard.writeText(list);
  const said = document.querySelector(".said");
  if (said) said.textContent = button.dataset.done;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});

// What was pressed may be gone after a change; then the sentence that says what was done is next.
document.addEventListener("htmx:afterSettle", () => {
  ready();
  if (document.activeElement === document.body) document.querySelector("#said")?.focus();
});

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
else ready();
