/** A place on an image: clicked, tapped, or found with the arrow keys. */

import { words } from "../words.js";

const EDGE = 1000; // thousandths of the image's width and height
const STEP = 10;
const LONG_STEP = 50;
const WAYS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const MOVED_MS = 400; // a walk with the arrow keys is one answer

export class Hotspot {
  #field;
  #mark;
  #state;
  #place = null;
  #deed = () => {};

  constructor(section) {
    this.#field = section.querySelector(".spot__field");
    this.#mark = section.querySelector(".spot__mark");
    this.#state = section.querySelector(".spot__state");
    this.#field.addEventListener("click", (event) => this.#clicked(event));
    this.#field.addEventListener("keydown", (event) => this.#pressed(event));
    section.querySelector("[data-deed=clear]").addEventListener("click", () => this.#put(null));
  }

  get response() {
    return this.#place ? { ...this.#place } : {};
  }

  show(response) {
    this.#place = "x" in response ? { x: response.x, y: response.y } : null;
    this.#draw();
  }

  normal({ x, y }) {
    return [x, y];
  }

  text(response) {
    return "x" in response ? words("place", percent(response)) : "";
  }

  onInput(deed) {
    this.#deed = deed;
  }

  #clicked({ clientX, clientY }) {
    if (this.#isLocked) return;
    const { left, top, width, height } = this.#field.getBoundingClientRect();
    this.#put({
      x: within(((clientX - left) / width) * EDGE),
      y: within(((clientY - top) / height) * EDGE),
    });
  }

  #pressed(event) {
    const way = WAYS[event.code];
    const isClear = event.code === "Delete" || event.code === "Backspace";
    const isForOthers = event.ctrlKey || event.altKey || event.metaKey;
    if (this.#isLocked || isForOthers || (!way && !isClear)) return;
    event.preventDefault();
    if (isClear) return void this.#put(null);
    // The first arrow brings the mark to the middle.
    const from = this.#place ?? { x: EDGE / 2, y: EDGE / 2 };
    const step = this.#place ? (event.shiftKey ? LONG_STEP : STEP) : 0;
    this.#put({ x: within(from.x + way[0] * step), y: within(from.y + way[1] * step) });
  }

  #put(place) {
    this.#place = place;
    this.#draw();
    this.#deed(MOVED_MS);
  }

  #draw() {
    this.#mark.hidden = !this.#place;
    const said = this.#place ? this.text(this.#place) : words("noPlace");
    if (this.#state.textContent !== said) this.#state.textContent = said;
    if (!this.#place) return;
    this.#mark.style.left = `${this.#place.x / 10}%`;
    this.#mark.style.top = `${this.#place.y / 10}%`;
  }

  get #isLocked() {
    return this.#field.matches(":disabled *");
  }
}

function within(thousandths) {
  return Math.round(Math.min(EDGE, Math.max(0, thousandths)));
}

function percent({ x, y }) {
  return { x: Math.round(x / 10), y: Math.round(y / 10) };
}
