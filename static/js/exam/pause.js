/** The exam stands still: the paper is covered, and the page says why. */

import { say } from "./notices.js";
import { words } from "./words.js";

export class Pause {
  #cover = document.getElementById("paused");
  #timer;
  isOn = false;

  constructor(timer) {
    this.#timer = timer;
  }

  /** Gives whether this is news. */
  see(isPaused) {
    this.#cover.querySelector("[data-value=left]").textContent = this.#timer.face;
    if (isPaused === this.isOn) return false;
    this.isOn = isPaused;
    document.body.classList.toggle("room--paused", isPaused);
    this.#cover.hidden = !isPaused;
    for (const part of document.querySelectorAll("[data-under-pause]")) {
      part.inert = isPaused;
    }
    for (const dialog of document.querySelectorAll("dialog[open]")) {
      if (isPaused && dialog.id !== "sign-in") dialog.close();
    }
    if (isPaused) this.#cover.querySelector("h2").focus();
    else say(words("goesOn", { time: this.#timer.face }));
    return true;
  }
}
