/** Says how far something in the background is; loads the page anew once it is over. */

const EVERY = 1500;

const root = document.querySelector("[data-follow]");
const bar = root.querySelector("progress");
const words = root.querySelector('[data-part="words"]');

async function look() {
  const answer = await fetch(root.dataset.follow).catch(() => null);
  if (!answer) return wait(); // no line: the work goes on without this page
  if (!answer.ok) return location.reload(); // signed out meanwhile: the page says it
  const { done, words: said, goes_on: goesOn } = await answer.json();
  bar.value = done;
  if (words.textContent !== said) words.textContent = said;
  if (goesOn) wait();
  else location.reload();
}

function wait() {
  setTimeout(look, EVERY);
}

wait();
