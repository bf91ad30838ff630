/** Beside an address, a button that copies it, where the browser can. */

for (const box of document.querySelectorAll("[data-copy]")) {
  const field = box.querySelector("input");
  const button = box.querySelector('[data-part="copy"]');
  const said = box.querySelector('[data-part="copied"]');
  field.addEventListener("focus", () => field.select());
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    said.textContent = said.dataset.words;
  });
}
