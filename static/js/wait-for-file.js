/** Asks every few seconds whether a file is there, and says so once it is. */

const EVERY = 3000;
const LONGEST = 10 * 60 * 1000;
const UNAVAILABLE = 503;

const root = document.querySelector("[data-wait-for]");
const parts = (name) => root.querySelectorAll(`[data-part="${name}"]`);
const begun = Date.now();

async function look() {
  const answer = await fetch(root.dataset.waitFor, { method: "HEAD" }).catch(() => null);
  if (answer?.ok) {
    for (const part of parts("waiting")) part.hidden = true;
    for (const part of parts("ready")) part.hidden = false;
  } else if (!answer || answer.status === UNAVAILABLE) {
    wait();
  } else {
    location.reload(); // revoked or signed out meanwhile: the page says it
  }
}

function wait() {
  if (Date.now() - begun < LONGEST) setTimeout(look, EVERY);
}

wait();
