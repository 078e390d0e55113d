// Lets somebody drop a file anywhere on the box; choosing one and pressing the button works without.
const box = document.querySelector("form.drop");
if (box) {
  const input = box.querySelector("input[type=file]");
  const status = box.querySelector("[role=status]");
  const over = (on) => (event) => {
    event.preventDefault();
    box.classList.toggle("over", on);
  };
  box.addEventListener("dragenter", over(true));
  box.addEventListener("dragover", over(true));
  box.addEventListener("dragleave", over(false));
  box.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    box.requestSubmit();
  });
  box.addEventListener("submit", () => {
    status.textContent = status.dataset.busy;
  });
}
