// Sliders that answer while they move. Everything works without it: the form asks for a whole page.
(() => {
  const form = document.getElementById("sliders");
  if (!form || !window.EventSource) return;
  const page = Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
  const part = (id) => document.getElementById(id);
  let source = null;
  let timer = 0;
  let moved = "";
  let turn = 0;

  // What is asked, without sliders that stand at nothing; a food that was added keeps its place.
  const asked = () => {
    const query = new URLSearchParams();
    for (const [key, value] of new FormData(form)) {
      const own = form.elements[key];
      const still = own && own.type === "range" && value === "0" && own.defaultValue === "0" && !own.dataset.kept;
      if (value !== "" && key !== "add" && !still) query.append(key, value);
    }
    return query;
  };

  const ask = () => {
    const query = asked();
    history.replaceState(null, "", `${form.action}?${query}`);
    const link = part("download");
    link.href = `${form.action}/simulation.json?${query}`;
    const other = document.querySelector("a.lang");
    if (other) other.href = `${form.action}?${query}&lang=${other.lang}`;
    query.set("page", page);
    query.set("turn", String(++turn));
    if (moved) query.set("moved", moved);
    if (source) source.close();
    const now = (source = new EventSource(`${form.dataset.stream}?${query}`));
    part("summary").classList.add("busy");
    for (const id of ["summary", "answer", "careful", "doses"]) {
      now.addEventListener(id, (event) => {
        if (now !== source) return;
        keepOpen(part(id), event.data);
        if (id === "summary") part(id).classList.remove("busy");
      });
    }
    const end = () => {
      now.close();
      if (now === source) source = null;
    };
    now.addEventListener("end", end);
    for (const trouble of ["error", "trouble"]) now.addEventListener(trouble, () => {
      if (now === source) part("summary").append(Object.assign(document.createElement("p"), { className: "trouble", textContent: form.dataset.trouble }));
      end();
    });
  };

  // New contents, with what was folded open still open and the focus where it was.
  const keepOpen = (box, html) => {
    const open = Array.from(box.querySelectorAll("details"), (one) => one.open);
    const folds = Array.from(box.querySelectorAll("summary"));
    const focus = folds.indexOf(document.activeElement);
    box.innerHTML = html;
    const now = box.querySelectorAll("details");
    if (now.length === open.length) now.forEach((one, i) => { one.open = open[i]; });
    if (focus >= 0) box.querySelectorAll("summary")[focus]?.focus();
  };

  const soon = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  };

  form.addEventListener("input", (event) => {
    const field = event.target;
    if (field.type === "range") {
      moved = field.name;
      const output = form.querySelector(`output[for="${field.id}"]`);
      const local = Number(field.value).toLocaleString(document.documentElement.lang);
      output.textContent = `${local} ${field.dataset.unit}`;
      soon(50);
    } else if (field.name !== "add") soon(0);
  });

  // The page came with what is soon known; the rest follows.
  if ("later" in form.dataset) soon(0);

  // A food that is added: fetch the form with its slider, and stay where we are.
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const add = form.elements.add;
    if (!add || !add.value) return ask();
    const key = add.value;
    const query = asked();
    query.set("add", key);
    const answer = await fetch(`${form.action}?${query}`);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("sliders");
    if (!answer.ok || !fresh) return form.submit();
    form.replaceChildren(...fresh.childNodes);
    moved = key;
    const slider = form.elements[key];
    if (slider) {
      slider.dataset.kept = "1";
      slider.focus();
      slider.scrollIntoView({ block: "center" });
    }
    ask();
  });
})();
