// In the shop: makes a photo smaller before it is sent, shows that something is being read, and reads
// a barcode with the camera where the browser can. Without it every form works as it stands.
"use strict";

async function smaller(file, longest) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const data = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.88));
  const lighter = data && (scale < 1 || data.size < file.size);
  return { canvas, file: lighter ? new File([data], "photo.jpg", { type: "image/jpeg" }) : file };
}

async function choose(input) {
  const form = input.form;
  const chosen = form.querySelector(".chosen");
  const original = input.files[0];
  offer(form);
  if (!original) { chosen.replaceChildren(); return; }
  // Of several ways to give a photo the last counts.
  for (const other of form.querySelectorAll("input.file")) if (other !== input) other.value = "";
  chosen.textContent = `${chosen.dataset.words} ${original.name}`;
  try {
    const made = await smaller(original, Number(form.dataset.shrink));
    const files = new DataTransfer();
    files.items.add(made.file);
    input.files = files.files;
    made.canvas.setAttribute("aria-hidden", "true");
    chosen.prepend(made.canvas);
  } catch {
    // Not a picture that this browser knows: it goes as it is, and the answer says what is wrong.
  }
}

// With a photo there is something to send; until then the button would only be in the way.
function offer(form) {
  const send = form.querySelector("button.send");
  if (send) send.hidden = ![...form.querySelectorAll("input.file")].some((one) => one.files.length);
}

function wait(form, submitter) {
  const busy = form.querySelector(".busy");
  if (!busy) return;
  busy.hidden = false;
  const words = busy.querySelector("[role=status]");
  words.textContent = words.dataset.words;
  form.setAttribute("aria-busy", "true");
  if (submitter) submitter.disabled = true;
}

function rest() {
  for (const form of document.querySelectorAll("form.way")) {
    form.removeAttribute("aria-busy");
    const busy = form.querySelector(".busy");
    if (busy) { busy.hidden = true; busy.querySelector("[role=status]").textContent = ""; }
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    offer(form);
  }
}

// The last digit of a barcode must fit the others (GS1), or the camera misread it.
function fits(code) {
  if (!/^(\d{8}|\d{12,14})$/.test(code)) return false;
  const sum = [...code].reverse().reduce((all, digit, n) => all + Number(digit) * (n % 2 ? 3 : 1), 0);
  return sum % 10 === 0;
}

async function scan(form) {
  const button = form.querySelector(".scan button");
  const finder = form.querySelector(".finder");
  const video = finder.querySelector("video");
  const seen = form.querySelector(".seen");
  const words = button.textContent;
  let stream;
  const stop = () => {
    for (const track of stream ? stream.getTracks() : []) track.stop();
    stream = null;
    video.srcObject = null;
    finder.hidden = true;
    button.textContent = words;
  };
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    finder.hidden = false;
    await video.play();
  } catch {
    stop();
    seen.textContent = seen.dataset.refused;
    return;
  }
  button.textContent = button.dataset.stop;
  button.addEventListener("click", stop, { once: true });
  addEventListener("pagehide", stop, { once: true });
  seen.textContent = seen.dataset.looking;
  const reader = new BarcodeDetector({ formats: ["ean_13", "ean_8", "upc_a"] });
  while (stream) {
    const found = (await reader.detect(video).catch(() => [])).find((one) => fits(one.rawValue));
    if (found && stream) {
      stop();
      form.querySelector("#code").value = found.rawValue;
      seen.textContent = seen.dataset.found + found.rawValue;
      form.querySelector("button:not([type=button])").focus();
    }
    await new Promise((done) => setTimeout(done, 150));
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("form.way input.file")) choose(event.target);
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("form.way")) wait(event.target, event.submitter);
});
addEventListener("pageshow", rest);
if ("BarcodeDetector" in window && navigator.mediaDevices && navigator.mediaDevices.getUserMedia) {
  for (const holder of document.querySelectorAll(".scan")) {
    holder.hidden = false;
    holder.firstElementChild.addEventListener("click", (event) => {
      if (event.target.form.querySelector(".finder").hidden) scan(event.target.form);
    });
  }
}
