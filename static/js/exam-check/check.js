/** The check of a computer: joins its facts, the rehearsal and the page. */

import { Server } from "../exam/server.js";
import { Shelf } from "../exam/shelf.js";
import { words } from "../exam/words.js";
import * as facts from "./facts.js";
import { Line } from "./line.js";
import { drawFact, drawSteps, end, fail, found, savedAt, say } from "./page.js";
import { Rehearsal } from "./rehearsal.js";

const NEEDED = ["browser", "storage", "server"];

const shelf = new Shelf("rehearsal");
const line = new Line(shelf);
const server = new Server("rehearsal");
const rehearsal = new Rehearsal(server, line, shelf);
const states = {};
// Who comes back to a check that was finished begins anew.
if (rehearsal.step === "done") await rehearsal.begin();
let was = rehearsal.step;

listen();
await rehearsal.open();
await look();
draw();

async function look() {
  note({ browser: facts.browser(), screen: facts.screen() });
  note({ storage: await facts.storage(shelf) });
  // Without a line there is nothing to measure; it was measured before the cut.
  if (!line.isCut) note(await facts.line(server));
}

function listen() {
  for (const choice of document.querySelectorAll("[name=sample]")) {
    choice.addEventListener("change", () => rehearsal.choose(choice.value));
  }
  const deeds = { cut, reload, join: () => rehearsal.join(), again };
  for (const button of document.querySelectorAll("[data-deed]")) {
    button.addEventListener("click", deeds[button.dataset.deed]);
  }
  addEventListener("keydown", () => note({ keys: ["good", {}] }), { once: true });
  addEventListener("resize", () => note({ screen: facts.screen() }));
  rehearsal.addEventListener("change", draw);
  rehearsal.addEventListener("failed", ({ detail }) => fail(rehearsal.step, detail.why));
  server.addEventListener("shut-out", () => fail(rehearsal.step, "wasRefused"));
}

function note(list) {
  for (const [name, fact] of Object.entries(list)) {
    [states[name]] = fact;
    drawFact(name, fact);
  }
}

function cut() {
  rehearsal.cut();
  say(words("lineIsCut"));
  document.querySelector("[name=sample]:not(:checked)").focus();
}

async function reload() {
  await rehearsal.rest();
  location.reload();
}

async function again() {
  await rehearsal.begin();
  location.reload();
}

function draw() {
  drawSteps(rehearsal, line);
  const { step, receipt } = rehearsal;
  if (step === was) return;
  if (step === "cut") found("answer", words("saved", { time: savedAt(receipt) }));
  if (step === "reload") found("cut", words("waits"));
  if (step === "join") found("reload", words("outlived"));
  if (step === "done") finish(receipt);
  else document.querySelector(`[data-deed=${step}]`)?.focus();
  was = step;
}

async function finish(receipt) {
  const letter = receipt.response[0].toUpperCase();
  found("join", words("arrived", { time: savedAt(receipt), letter }));
  await look();
  if (NEEDED.some((name) => states[name] === "bad")) return fail("done", "computerFails");
  document.querySelector("[data-part=receipt]").textContent = receipt.receipt;
  new Shelf("check").put("done", { at: new Date().toISOString() });
  end("good");
}
