// A plan: drag to reorder, print, and where the focus goes. All of it works without this file.
const moved = (list) => [...list.children].map((row) => row.dataset.id).join(" ");

function handles() {
  const list = document.querySelector("ol.plan");
  const words = document.querySelector("#drag-words");
  if (!list || !words) return;
  for (const row of list.children) {
    if (row.querySelector(".grip")) continue;
    const grip = document.createElement("span");
    grip.className = "grip";
    grip.title = words.textContent;
    grip.setAttribute("aria-hidden", "true");
    row.querySelector(".moves").prepend(grip);
    grip.addEventListener("pointerdown", (event) => drag(event, list, row, grip));
  }
}

function drag(event, list, row, grip) {
  event.preventDefault();
  const before = moved(list);
  grip.setPointerCapture(event.pointerId);
  row.classList.add("dragged");
  const move = (at) => {
    for (const other of list.children) {
      if (other === row) continue;
      const box = other.getBoundingClientRect();
      if (at.clientY < box.top || at.clientY > box.bottom) continue;
      const below = other.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_PRECEDING;
      const middle = box.top + box.height / 2;
      if (below && at.clientY > middle) other.after(row);
      if (!below && at.clientY < middle) other.before(row);
      break;
    }
    if (at.clientY < 60) window.scrollBy(0, -12);
    if (at.clientY > window.innerHeight - 60) window.scrollBy(0, 12);
  };
  const end = () => {
    grip.removeEventListener("pointermove", move);
    grip.removeEventListener("pointerup", end);
    grip.removeEventListener("pointercancel", end);
    row.classList.remove("dragged");
    const order = moved(list);
    if (order !== before) send(order);
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
  if (window.htmx) for (const button of document.querySelectorAll("[data-save]")) button.hidden = true;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// What was pressed may be gone after a change; then the sentence that says what was done is next.
document.addEventListener("htmx:afterSettle", () => {
  ready();
  if (document.activeElement === document.body) document.querySelector("#said")?.focus();
});

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
else ready();
