/** What the room says beside the questions: save state, banner, spoken words. */

import { counted, hour, words } from "./words.js";

const SPOKEN_MS = 8000;
const SECONDS = { second: "2-digit" };

/** The three states of saving, and only these; "saved" only with a receipt. */
export class SaveState {
  #line = document.querySelector(".save");
  #savedAt;
  #downSince = null;

  constructor() {
    const at = this.#line.dataset.savedAt;
    this.#savedAt = at ? new Date(at) : null;
  }

  saved(at) {
    this.#savedAt = new Date(at);
  }

  draw({ waiting, isStuck, isAway, isReading }) {
    const isDown = (waiting > 0 && isStuck) || isAway;
    const state = waiting === 0 ? "saved" : isStuck || isReading ? "local" : "busy";
    this.#show(isReading && waiting === 0 ? "reading" : state, waiting, isReading);
    this.#downSince = isDown ? (this.#downSince ?? new Date()) : null;
    const isSignedOut = !document.querySelector("[data-banner=signed-out]").hidden;
    banner("offline", isDown && !isSignedOut && !isReading, {
      time: this.#downSince && hour(this.#downSince),
    });
  }

  #show(state, waiting, isReading) {
    this.#line.hidden = state === "saved" && this.#savedAt === null;
    for (const icon of this.#line.querySelectorAll("[data-when]")) {
      icon.hidden = icon.dataset.when !== state;
    }
    this.#line.classList.toggle("save--busy", state === "busy");
    this.#line.classList.toggle("save--local", state === "local");
    const text = {
      saved: () => words("saved", { time: this.#savedAt && hour(this.#savedAt, SECONDS) }),
      busy: () => words("saving"),
      local: () => counted(isReading ? "waiting" : "reconnecting", waiting),
      reading: () => words("reading"),
    }[state]();
    const place = this.#line.querySelector(".save__word");
    if (place.textContent !== text) place.textContent = text;
  }
}

/** Show or take away one of the banners; its {words} are filled in. */
export function banner(name, isShown, values = {}) {
  const part = document.querySelector(`[data-banner=${name}]`);
  if (part.hidden === !isShown) return;
  for (const place of part.querySelectorAll("[data-value]")) {
    place.textContent = values[place.dataset.value];
  }
  part.hidden = !isShown;
}

let quiet;

/** Say something once, on the screen and to a screen reader. */
export function say(text) {
  const place = document.querySelector(".room-say");
  place.textContent = text;
  clearTimeout(quiet);
  quiet = setTimeout(() => (place.textContent = ""), SPOKEN_MS);
}
