/** A small calculator that stands beside the paper and never in its way. */

import { calculated } from "./decimals.js";
import { words } from "./words.js";

export class Calculator {
  #dialog = document.getElementById("calculator");
  #button = document.querySelector("[data-deed=calculator]");
  #input;
  #result;
  #point;

  constructor() {
    if (!this.#dialog) return;
    this.#input = this.#dialog.querySelector("input");
    this.#result = this.#dialog.querySelector("output");
    this.#button.addEventListener("click", () => this.toggle());
    this.#dialog.addEventListener("click", ({ target }) => this.#pressed(target));
    this.#dialog.addEventListener("keydown", (event) => this.#typed(event));
  }

  toggle() {
    if (!this.#dialog) return;
    if (this.#dialog.open) this.#close();
    else {
      this.#point ??= this.#drawnPoint();
      this.#dialog.show();
      this.#button.setAttribute("aria-expanded", true);
      this.#input.focus();
    }
  }

  /** Only when it is wanted: on a slow phone its language takes a quarter of a second. */
  #drawnPoint() {
    const point = new Intl.NumberFormat(document.documentElement.lang).format(0.5)[1];
    this.#dialog.querySelector("[data-part=point]").textContent = point;
    return point;
  }

  #close() {
    this.#dialog.close();
    this.#button.setAttribute("aria-expanded", false);
    this.#button.focus();
  }

  #typed(event) {
    if (event.code === "Escape") this.#close();
    else if (event.target === this.#input && event.key === "Enter") this.#work();
    else return;
    event.preventDefault();
  }

  #pressed(target) {
    const button = target.closest("button");
    if (!button) return;
    const deeds = {
      close: () => this.#close(),
      clear: () => this.#put("", 0, Infinity),
      back: () => this.#put("", Math.max(0, this.#from - (this.#isCaret ? 1 : 0)), this.#to),
      work: () => this.#work(),
    };
    const deed = deeds[button.value];
    if (deed) deed();
    else this.#put(button.textContent.trim(), this.#from, this.#to);
  }

  #put(text, from, to) {
    this.#input.setRangeText(text, from, Math.min(to, this.#input.value.length), "end");
    this.#result.value = "";
  }

  #work() {
    if (this.#input.value.trim() === "") return;
    const value = calculated(this.#input.value, this.#point);
    this.#result.value = value === null ? words("noSum") : value.replace(/^(?!≈)/, "= ");
  }

  get #from() {
    return this.#input.selectionStart;
  }

  get #to() {
    return this.#input.selectionEnd;
  }

  get #isCaret() {
    return this.#from === this.#to;
  }
}
