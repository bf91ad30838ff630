/** The exam room: joins the paper, the server, the clock and the parts of the page. */

import { Answers } from "./answers.js";
import { Ending } from "./ending.js";
import { HandIn } from "./handin.js";
import { listen } from "./keys.js";
import { Navigator } from "./navigator.js";
import { SaveState, say } from "./notices.js";
import { Paper } from "./paper.js";
import { Places } from "./places.js";
import { Review } from "./review.js";
import { Server } from "./server.js";
import { Shelf } from "./shelf.js";
import { rememberStrikes } from "./strikes.js";
import { Timer } from "./timer.js";
import { words } from "./words.js";

const LOOK_AGAIN_MS = 5 * 60_000; // a deadline may have been moved meanwhile

const room = document.body.dataset;
const shelf = new Shelf(room.attempt);
const server = new Server(room.attempt);
const paper = new Paper();
const answers = new Answers(paper, server, shelf);
const { outbox } = answers;
const ending = new Ending(server, shelf, outbox);
const timer = new Timer(shelf, () => ending.atZero(timer));
const places = new Places(paper, shelf);
const saveState = new SaveState();
const navigator = new Navigator();
const review = new Review();
const handIn = new HandIn(outbox, () => server.handIn());

rememberStrikes(shelf);
listenToPerson();
listenToServer();
listenToBrowser();
places.open();
outbox.work();

function listenToPerson() {
  document.querySelector("[data-deed=flag]").addEventListener("click", flag);
  document.querySelector("[data-deed=hand-in]").addEventListener("click", async () => {
    await answers.refresh();
    if (answers.isFresh) handIn.ask(answers.open, timer.face);
  });
  const help = document.getElementById("help");
  for (const button of document.querySelectorAll("[data-deed=help]")) {
    button.addEventListener("click", () => (help.open ? help.close() : help.showModal()));
  }
  const keysOn = document.getElementById("keys-on");
  keysOn.checked = shelf.get("keys") !== false;
  keysOn.addEventListener("change", () => shelf.put("keys", keysOn.checked));
  listen(
    {
      choose: (place) => places.view === "question" && current().choose(place),
      next: () => places.next(),
      previous: () => places.previous(),
      flag: () => places.view === "question" && flag(),
      time: () => say(words("timeLeft", { time: timer.face })),
    },
    () => keysOn.checked,
  );
}

function listenToServer() {
  for (const source of [outbox, places]) {
    source.addEventListener("change", () => {
      draw();
      if (places.view === "review") answers.refresh();
    });
  }
  answers.addEventListener("saved", ({ detail }) => saveState.saved(detail.at));
  answers.addEventListener("taken", ({ detail }) => {
    say(words("changedElsewhere", { n: detail.position }));
  });
  answers.addEventListener("held", () => {
    if (answers.isFresh) review.draw(paper, answers.held, outbox.waiting);
    else review.wait();
    draw();
  });
  server.addEventListener("time", ({ detail }) => timer.sync(detail));
  // The page was asked for at 0 of performance.now().
  timer.sync({
    left: Number(room.remainingMs),
    version: Number(room.deadlineVersion),
    sent: 0,
    received: performance.now(),
  });
  setInterval(() => answers.refresh(), LOOK_AGAIN_MS);
}

function listenToBrowser() {
  addEventListener("online", () => outbox.hurry());
  document.addEventListener("visibilitychange", () => {
    // A computer that slept may have stopped our clock.
    if (document.visibilityState === "visible") answers.refresh();
    else outbox.work();
  });
  addEventListener("beforeunload", (event) => {
    if (outbox.waiting.size) event.preventDefault();
  });
}

function flag() {
  answers.flag(current());
}

function current() {
  return paper.at(places.position);
}

function draw() {
  const { waiting, isStuck, isSignedOut } = outbox;
  navigator.draw(paper, { current: places.position, waiting });
  saveState.draw({ waiting: waiting.size, isStuck, isSignedOut });
  const button = document.querySelector("[data-deed=flag]");
  button.setAttribute("aria-pressed", current().flagged);
}
