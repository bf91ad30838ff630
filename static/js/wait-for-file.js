/** Asks every few seconds whether a file is there, and says so once it is. */

const EVERY = 3000;
const LONGEST = 10 * 60 * 1000;
const UNAVAILABLE = 503;

const root = document.querySelector("[data-wait-for]");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const begun = Date.now();

async function look() {
  const answer = await fetch(root.dataset.waitFor, { method: "HEAD" }).catch(() => null);
  if (answer?.ok) {
    part("waiting").hidden = true;
    part("ready").hidden = false;
    part("link").focus();
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
