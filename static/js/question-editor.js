// The question editor: one language at a time, findings while typing, and
// options added or removed without losing what is typed. All of it works on the
// same addresses without this script.

const PAUSE = 500;
const form = document.getElementById("editor");
const aside = document.getElementById("aside");
let shown = document.querySelector("[data-shows][aria-pressed=true]").dataset.shows;
let typed = false;
let waiting = 0;
let asked = 0;

function show(language) {
  shown = language;
  for (const pane of form.querySelectorAll("[data-pane]")) {
    pane.hidden = pane.dataset.pane !== language;
  }
  for (const button of form.querySelectorAll("[data-shows]")) {
    button.setAttribute("aria-pressed", String(button.dataset.shows === language));
  }
}

function fields(more = {}) {
  const data = new FormData(form);
  data.set("shown", shown);
  for (const [name, value] of Object.entries(more)) data.set(name, value);
  return data;
}

async function ask(address, body) {
  const answer = await fetch(address, { method: "POST", body });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function refresh() {
  const turn = ++asked;
  const page = await ask(form.dataset.editor, fields()).catch(() => null);
  // An answer that was overtaken by a later one is old news.
  if (page && turn === asked) aside.replaceChildren(...page.body.childNodes);
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, PAUSE);
}

function touched() {
  if (typed) return;
  typed = true;
  const saved = form.querySelector("[data-saved]");
  saved.textContent = saved.dataset.unsaved;
}

function markKey(option) {
  option.classList.toggle("is-key", option.querySelector("[type=checkbox]").checked);
}

function keepOne(box) {
  if (!box.checked || form.elements.kind.value !== "single") return;
  for (const other of form.querySelectorAll("[data-option] [type=checkbox]")) {
    if (other !== box) other.checked = false;
  }
}

async function change(button) {
  const page = await ask(form.action, fields({ change: button.value })).catch(() => null);
  const options = page?.getElementById("options");
  if (!options) return form.requestSubmit(button);
  document.getElementById("options").replaceWith(options);
  show(shown);
  touched();
  refresh();
  const last = options.querySelector("[data-option]:last-child [data-pane]:not([hidden]) textarea");
  (button.value === "add" ? last : options.querySelector("[value=add]") ?? last)?.focus();
}

form.addEventListener("input", (event) => {
  touched();
  if (event.target.type === "checkbox") {
    keepOne(event.target);
    form.querySelectorAll("[data-option]").forEach(markKey);
  }
  soon();
});

form.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-shows]");
  if (tab) {
    show(tab.dataset.shows);
    refresh();
  }
  const button = event.target.closest("[name=change]");
  if (button) {
    event.preventDefault();
    change(button);
  }
});

// A finding may lie in the language that is not shown.
aside.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const pane = target.closest("[data-pane]");
  if (pane) show(pane.dataset.pane);
  target.scrollIntoView({ block: "center" });
  target.focus({ preventScroll: true });
});

form.addEventListener("submit", () => {
  typed = false;
});
window.addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});

form.querySelector("[data-languages]").hidden = false;
show(form.querySelector(".field--error[data-pane]")?.dataset.pane ?? shown);
