/** The clock on the page: seldom loud, hidden on wish, never the judge. */

import { Clock, face, milestone } from "./clock.js";
import { say } from "./notices.js";
import { counted, words } from "./words.js";

const LOOK_MS = 250;
const SOON_MS = 10 * 60_000;
const MINUTE = 60_000;
const HIDDEN = "clock-hidden";

export class Timer {
  #clock = new Clock();
  #box = document.querySelector(".clock");
  #face = document.querySelector(".clock__time");
  #before = Infinity;
  #shelf;
  #onZero;

  constructor(shelf, onZero) {
    this.#shelf = shelf;
    this.#onZero = onZero;
    const toggle = this.#box.querySelector("button");
    toggle.addEventListener("click", () => {
      this.#hide(!this.#isHidden);
      shelf.put(HIDDEN, this.#isHidden);
    });
    this.#hide(shelf.get(HIDDEN) === true);
    setInterval(() => this.#look(), LOOK_MS);
  }

  sync(said) {
    const moved = this.#clock.sync(said);
    if (Math.abs(moved) > MINUTE / 2) this.#sayMoved(moved);
    this.#look();
  }

  get left() {
    return this.#clock.left(performance.now());
  }

  get face() {
    return face(this.left);
  }

  get #isHidden() {
    return this.#box.classList.contains("clock--hidden");
  }

  #sayMoved(moved) {
    const minutes = Math.max(1, Math.round(moved / MINUTE));
    if (moved > 0) say(counted("given", minutes));
    else say(words("endMoved", { time: this.face }));
    this.#before = Infinity; // no milestone is passed by being moved
  }

  #look() {
    const left = this.left;
    const shown = face(left);
    if (this.#face.textContent !== shown) this.#face.textContent = shown;
    this.#box.classList.toggle("clock--soon", left < SOON_MS);
    const passed = milestone(this.#before, left);
    if (passed && this.#before !== Infinity) say(words(`left${passed}`));
    this.#before = left;
    if (left === 0) this.#onZero();
  }

  #hide(isHidden) {
    this.#box.classList.toggle("clock--hidden", isHidden);
    for (const part of this.#box.querySelectorAll("[data-when]")) {
      part.hidden = (part.dataset.when === "hidden") !== isHidden;
    }
  }
}
