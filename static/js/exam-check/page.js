/** The parts of the page of the check, as they are drawn. */

import { hour, words } from "../exam/words.js";

const STEPS = ["answer", "cut", "reload", "join", "done"];

/** One line of "This computer". */
export function drawFact(name, [state, values]) {
  const row = document.querySelector(`[data-fact=${name}]`);
  const capital = state[0].toUpperCase() + state.slice(1);
  show(row, state);
  part(row, "state").textContent = words(`is${capital}`);
  part(row, "text").textContent = words(`${name}${capital}`, values);
}

/** Where the rehearsal stands; one button at a time. */
export function drawSteps(rehearsal, line) {
  const now = STEPS.indexOf(rehearsal.step);
  for (const row of document.querySelectorAll("[data-step]")) {
    const place = STEPS.indexOf(row.dataset.step);
    show(row, place < now ? "good" : "ahead");
    if (place === now) row.setAttribute("aria-current", "step");
    else row.removeAttribute("aria-current");
    const button = row.querySelector("[data-deed]");
    if (button) button.hidden = place !== now || (row.dataset.step === "cut" && line.isCut);
  }
  show(document.querySelector("[data-part=line]"), line.isCut ? "cut" : "whole");
  for (const choice of document.querySelectorAll("[name=sample]")) {
    choice.checked = choice.value === rehearsal.chosen;
  }
  drawKept(rehearsal, line);
}

export function found(step, text) {
  const place = part(document.querySelector(`[data-step=${step}]`), "found");
  place.hidden = false;
  place.textContent = text;
  say(text);
}

export function fail(step, why) {
  const row = document.querySelector(`[data-step=${step}]`);
  if (row) show(row, "bad");
  part(document, "why").textContent = words(why);
  end("bad");
}

export function end(how) {
  const place = document.querySelector(`[data-end=${how}]`);
  place.hidden = false;
  place.querySelector("h2").focus();
}

export function say(text) {
  part(document, "say").textContent = text;
}

export function savedAt(receipt) {
  return hour(new Date(receipt.saved_at), { second: "2-digit" });
}

function drawKept(rehearsal, line) {
  const { receipt } = rehearsal;
  const text = rehearsal.isWaiting
    ? words(line.isCut ? "waits" : "chosen")
    : receipt && words("saved", { time: savedAt(receipt) });
  const place = part(document, "kept");
  if (text && place.textContent !== text) place.textContent = text;
}

function show(place, state) {
  place.dataset.state = state;
  for (const each of place.querySelectorAll("[data-when]")) {
    each.hidden = each.dataset.when !== state;
  }
}

function part(place, name) {
  return place.querySelector(`[data-part=${name}]`);
}
