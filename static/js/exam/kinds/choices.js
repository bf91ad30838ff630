/** One or several options: radio buttons and checkboxes. */

export class Choices {
  #inputs;

  constructor(section) {
    this.#inputs = [...section.querySelectorAll(".choice input")];
  }

  get response() {
    return this.#inputs.filter((input) => input.checked).map((input) => input.value);
  }

  show(response) {
    for (const input of this.#inputs) input.checked = response.includes(input.value);
  }

  normal(response) {
    return [...response].sort();
  }

  /** The letters beside the options: "B, D". */
  text(response) {
    return this.#inputs
      .filter((input) => response.includes(input.value))
      .map((input) => input.dataset.letter)
      .join(", ");
  }

  onInput(deed) {
    for (const input of this.#inputs) input.addEventListener("change", () => deed());
  }

  choose(place) {
    const input = this.#inputs[place];
    input?.focus();
    input?.click();
  }
}
