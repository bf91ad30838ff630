/** The exam room: joins the paper, the server, the clock and the parts of the page. */

import { Answers } from "./answers.js";
import { Calculator } from "./calculator.js";
import { Cases } from "./cases.js";
import { Channel } from "./channel.js";
import { Desk } from "./desk.js";
import { Ending } from "./ending.js";
import { HandIn } from "./handin.js";
import { listen } from "./keys.js";
import { clearLeftovers } from "./leftovers.js";
import { Navigator } from "./navigator.js";
import { banner, SaveState, say } from "./notices.js";
import { Paper } from "./paper.js";
import { Pause } from "./pause.js";
import { Pen } from "./pen.js";
import { Places } from "./places.js";
import { Queue } from "./queue.js";
import { Renewal } from "./renewal.js";
import { Review } from "./review.js";
import { openSafe } from "./safe.js";
import { Server } from "./server.js";
import { Shelf } from "./shelf.js";
import { Signals } from "./signals.js";
import { letKeysStrike, rememberStrikes } from "./strikes.js";
import { Timer } from "./timer.js";
import { View } from "./view.js";
import { Watch } from "./watch.js";
import { words } from "./words.js";

const REPLACED = "replaced";

const room = document.body.dataset;
const shelf = new Shelf(`attempt.${room.attempt}`);
const safe = openSafe(room.attempt);
const queue = new Queue(safe);
const server = new Server(room.attempt);
const channel = new Channel(room.attempt);
const paper = new Paper();
const answers = new Answers(paper, server, queue);
const { outbox } = answers;
const signals = new Signals(server);
const pen = new Pen(room.attempt, server, shelf);
const desk = new Desk({ pen, channel, queue, answers, paper, signals });
const ending = new Ending(server, outbox, channel, async () => {
  shelf.clear();
  await queue.clear();
});
const timer = new Timer(shelf, () => ending.atZero(timer));
const pause = new Pause(timer);
const places = new Places(paper, shelf, new Cases(paper));
const renewal = new Renewal(server);
const view = new View(new Shelf("room"));
const calculator = new Calculator();
const saveState = new SaveState();
const navigator = new Navigator();
const review = new Review();
const handIn = new HandIn(outbox, () => server.handIn());
let isLeaving = false;
let told = Number(room.unsent); // how many answers the server thinks wait here

listenToServer();
listenToBrowser();
if (paper.size) open();
else listenToPause();

async function open() {
  rememberStrikes(shelf);
  listenToPerson();
  listenToPaper();
  places.open();
  // Twice: the first frame is being made ready, the second one follows its paint.
  requestAnimationFrame(() => requestAnimationFrame(painted));
  if (shelf.get(REPLACED)) say(words("replaced"));
  shelf.put(REPLACED, false);
  await desk.begin(Number(room.writerEpoch));
  await clearLeftovers(await safe);
}

function painted() {
  if (room.writerEpoch === "0") server.painted();
  paper.fetchPictures();
}

/** While the clock stands still there is no paper; it comes with the next page. */
function listenToPause() {
  pause.see(true);
}

function listenToPerson() {
  const onClick = (deed, act) => {
    for (const button of document.querySelectorAll(`[data-deed=${deed}]`)) {
      button.addEventListener("click", act);
    }
  };
  onClick("flag", () => flag(current()));
  onClick("hand-in", askToHandIn);
  onClick("help", () => turn("help"));
  onClick("view", () => turn("view"));
  for (const question of paper.questions) question.onFlag(() => flag(question));
  const onQuestion = (deed) => () => places.view === "question" && deed(current());
  listen(
    {
      choose: (place) => onQuestion((question) => question.choose(place))(),
      strike: (place) => onQuestion((question) => question.strike(place))(),
      next: () => places.next(),
      previous: () => places.previous(),
      flag: onQuestion((question) => desk.isWriting && flag(question)),
      note: onQuestion((question) => question.openNote()),
      time: () => say(words("timeLeft", { time: timer.face })),
      calculator: () => calculator.toggle(),
      help: () => turn("help"),
    },
    () => view.areKeysOn,
  );
  view.addEventListener("change", () => letKeysStrike(view.areKeysOn));
  letKeysStrike(view.areKeysOn);
}

function listenToPaper() {
  for (const source of [outbox, places, desk]) {
    source.addEventListener("change", () => {
      draw();
      if (places.view === "review") answers.refresh();
    });
  }
  places.addEventListener("change", () => outbox.flush());
  answers.addEventListener("saved", ({ detail }) => saveState.saved(detail.at));
  answers.addEventListener("taken", ({ detail }) => {
    say(words("changedElsewhere", { n: detail.position }));
  });
  answers.addEventListener("held", () => {
    if (answers.isFresh) review.draw(paper, answers.held, outbox.waiting);
    else review.wait();
    draw();
  });
  outbox.addEventListener("attempt_paused", look);
  pen.addEventListener("moved", () => handIn.close());
  queue.addEventListener("unkept", () => banner("not-kept", !queue.isKept));
  server.addEventListener("heard", draw);
}

function listenToServer() {
  server.addEventListener("time", ({ detail }) => timer.sync(detail));
  server.addEventListener("state", ({ detail }) => {
    renewal.settle();
    pen.see(detail.writer_epoch);
    if (pause.see(detail.is_paused)) notePause();
    if (!detail.is_paused && detail.paper_version > Number(room.paperVersion)) renew();
  });
  server.addEventListener("shut-out", ({ detail }) => renewal.begin(detail.status));
  renewal.addEventListener("renewed", () => {
    outbox.release("signed-out");
    look();
  });
  // The page was asked for at 0 of performance.now().
  timer.sync({
    left: Number(room.remainingMs),
    version: Number(room.deadlineVersion),
    isStill: room.paused === "true",
    sent: 0,
    received: performance.now(),
  });
  new Watch(room.bell, server, look, () => outbox.waiting.size !== told);
}

function listenToBrowser() {
  addEventListener("hashchange", () => paper.fetchPictures());
  addEventListener("online", () => {
    paper.fetchPictures();
    outbox.hurry();
    look();
  });
  document.addEventListener("visibilitychange", () => {
    // A computer that slept may have stopped our clock.
    if (document.visibilityState === "visible") look();
    else outbox.flush();
  });
  addEventListener("pagehide", () => {
    outbox.leave();
    signals.send();
  });
  addEventListener("beforeunload", (event) => {
    if (outbox.waiting.size && !isLeaving) event.preventDefault();
  });
}

async function look() {
  const { status } = await server.state();
  const { size } = outbox.waiting;
  if (status !== 200) return false;
  if (size !== told && (await server.unsent(size)).status === 204) told = size;
  return true;
}

function notePause() {
  if (pause.isOn) outbox.hold("paused");
  else if (paper.size) outbox.release("paused");
  else renew();
}

/** Questions were replaced, or there were none: the page is made anew. */
function renew() {
  isLeaving = true;
  if (paper.size) shelf.put(REPLACED, true);
  location.reload();
}

async function askToHandIn() {
  outbox.flush();
  await answers.refresh();
  if (answers.isFresh && desk.isWriting) handIn.ask(answers.open, timer.face);
}

function turn(name) {
  const dialog = document.getElementById(name);
  if (dialog.open) dialog.close();
  else dialog.showModal();
}

function flag(question) {
  answers.flag(question);
}

function current() {
  return paper.at(places.position);
}

function draw() {
  const { waiting, isStuck } = outbox;
  navigator.draw(paper, { current: places.position, waiting });
  saveState.draw({
    waiting: waiting.size,
    isStuck,
    isAway: server.isAway,
    isReading: !desk.isWriting,
  });
  const button = document.querySelector("[data-deed=flag]");
  button.setAttribute("aria-pressed", current().flagged);
}
