/** A number or a few words, as typed. */

const TYPED_MS = 800;
const NUMBER = /^[+\-−]?(\d[\d\s]*([.,]\d*)?|[.,]\d+)$/;

export class Field {
  #input;
  #hint;

  constructor(section) {
    this.#input = section.querySelector(".answer input");
    this.#hint = section.querySelector(".answer__hint");
  }

  get response() {
    return this.#input.value.trim();
  }

  show(response) {
    if (this.#input.value.trim() !== response) this.#input.value = response;
    this.#judge();
  }

  normal(response) {
    return response.trim();
  }

  text(response) {
    return response;
  }

  onInput(deed) {
    this.#input.addEventListener("input", () => deed(TYPED_MS));
    this.#input.addEventListener("change", () => this.#judge());
  }

  /** What is no number is kept as well, and said: it cannot be right. */
  #judge() {
    if (!this.#hint) return;
    const isWrong = this.response !== "" && !NUMBER.test(this.response);
    this.#hint.hidden = !isWrong;
    this.#input.setAttribute("aria-invalid", isWrong);
  }
}
