/** A file dropped anywhere on the page goes into the form that takes one, and off. */

const form = document.querySelector("form[data-drop]");
const field = form?.querySelector('input[type="file"]');
const said = form?.querySelector('[data-part="said"]');
let depth = 0;

const bringsFiles = (event) => event.dataTransfer?.types.includes("Files");

function mark(isOver) {
  form.classList.toggle("is-over", isOver);
}

function check() {
  const isTooLarge = field.files[0]?.size > Number(form.dataset.largest);
  said.textContent = isTooLarge ? form.dataset.tooLarge : "";
  return !isTooLarge;
}

function enter(event) {
  if (!bringsFiles(event)) return;
  depth += 1;
  mark(true);
}

function leave(event) {
  if (!bringsFiles(event)) return;
  depth -= 1;
  if (depth <= 0) mark(false);
}

function drop(event) {
  if (!bringsFiles(event)) return;
  event.preventDefault(); // else the browser opens the file in place of the page
  depth = 0;
  mark(false);
  field.files = event.dataTransfer.files;
  if (field.files.length > 0) form.requestSubmit();
}

if (form) {
  document.addEventListener("dragenter", enter);
  document.addEventListener("dragleave", leave);
  document.addEventListener("dragover", (event) => bringsFiles(event) && event.preventDefault());
  document.addEventListener("drop", drop);
  field.addEventListener("change", check);
  form.addEventListener("submit", (event) => {
    if (!check()) event.preventDefault();
    else said.textContent = form.dataset.checking;
  });
}
