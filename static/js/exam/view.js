/** How the page looks on this computer: size of the text, contrast, single keys. */

const SIZE = "text-size";
const CONTRAST = "contrast";
const KEYS = "keys";

export class View extends EventTarget {
  #shelf;
  #dialog = document.getElementById("view");

  constructor(shelf) {
    super();
    this.#shelf = shelf;
    const size = shelf.get(SIZE) ?? "1";
    for (const choice of this.#dialog.querySelectorAll("[name=text-size]")) {
      choice.checked = choice.value === size;
      choice.addEventListener("change", () => this.#put(SIZE, choice.value));
    }
    this.#remember("contrast", CONTRAST, false);
    this.#remember("keys-on", KEYS, true);
    this.#draw();
  }

  get areKeysOn() {
    return this.#shelf.get(KEYS) !== false;
  }

  #remember(id, key, byDefault) {
    const box = document.getElementById(id);
    box.checked = this.#shelf.get(key) ?? byDefault;
    box.addEventListener("change", () => this.#put(key, box.checked));
  }

  #put(key, value) {
    this.#shelf.put(key, value);
    this.#draw();
    this.dispatchEvent(new Event("change"));
  }

  #draw() {
    const page = document.documentElement.dataset;
    page.text = this.#shelf.get(SIZE) ?? "1";
    if (this.#shelf.get(CONTRAST)) page.contrast = "more";
    else delete page.contrast;
  }
}
