// Shows the number beside a slider while it moves; everything else works without it.
document.addEventListener("input", (event) => {
  const slider = event.target;
  if (slider.type !== "range") return;
  const output = document.querySelector(`output[for="${slider.id}"]`);
  if (output) output.textContent = `${slider.value} ${slider.dataset.unit}`;
});
