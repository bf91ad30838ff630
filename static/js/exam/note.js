/** A candidate's note to themselves on one question: kept, never marked. */

const TYPED_MS = 800;

export class Note {
  #box;
  #part;

  constructor(section) {
    this.#part = section.querySelector(".q-own");
    this.#box = this.#part.querySelector("textarea");
    this.#part.open = this.text !== "";
  }

  get text() {
    return this.#box.value;
  }

  set text(text) {
    if (this.#box.value === text) return;
    this.#box.value = text;
    this.#part.open ||= text !== "";
  }

  open() {
    this.#part.open = true;
    this.#box.focus();
  }

  onInput(deed) {
    this.#box.addEventListener("input", () => deed(TYPED_MS));
  }
}
