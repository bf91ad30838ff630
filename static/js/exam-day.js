/** Keeps the page of the exam day fresh without moving what one is doing: parts
 *  are exchanged only when they changed, focus and open lists stay. */

const EVERY_MS = 10_000;
const button = document.querySelector("[data-refresh]");
let isHeld = false;

button.hidden = false;
button.addEventListener("click", () => {
  isHeld = !isHeld;
  button.setAttribute("aria-pressed", String(isHeld));
  button.textContent = isHeld ? button.dataset.go : button.dataset.stop;
  if (!isHeld) refresh();
});
setInterval(refresh, EVERY_MS);

async function refresh() {
  if (isHeld || document.hidden) return;
  try {
    const response = await fetch(location.pathname, { cache: "no-store" });
    if (response.ok && !response.redirected) exchange(await response.text());
  } catch {
    // The time on the page says how old it is; the next round tries again.
  }
}

function exchange(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    if (next) replace(part, next);
  }
}

function replace(part, next) {
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const open = [...part.querySelectorAll("details[open]")].map((list) => list.id);
  for (const id of open) next.querySelector(`#${id}`)?.setAttribute("open", "");
  if (part.innerHTML === next.innerHTML) return;
  part.replaceChildren(...next.childNodes);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
