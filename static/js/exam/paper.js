/** The questions on the page: what is chosen, flagged and known of each. */

export class Question {
  #section;
  #inputs;

  constructor(section) {
    this.#section = section;
    this.#inputs = [...section.querySelectorAll(".choice input")];
    this.position = Number(section.dataset.position);
    this.revision = Number(section.dataset.revision);
    this.flagged = section.dataset.flagged === "true";
    this.heading = section.querySelector("h2");
    // A browser may bring back ticks of an older page: the server's answer counts.
    this.show(section.dataset.response.split(" ").filter(Boolean));
  }

  get response() {
    return this.#inputs.filter((input) => input.checked).map((input) => input.value);
  }

  get isAnswered() {
    return this.response.length > 0;
  }

  /** The first words of the question, to recognise it by. */
  get opening() {
    return this.#section.querySelector(".q-stem").textContent.trim().slice(0, 160);
  }

  show(response) {
    for (const input of this.#inputs) input.checked = response.includes(input.value);
  }

  shows(response) {
    return this.letters(response) === this.letters(this.response);
  }

  /** The letters beside the options of a response: "B, D". */
  letters(response) {
    return this.#inputs
      .filter((input) => response.includes(input.value))
      .map((input) => input.dataset.letter)
      .join(", ");
  }

  choose(place) {
    const input = this.#inputs[place];
    input?.focus();
    input?.click();
  }

  onChange(deed) {
    this.#section.addEventListener("change", () => {
      this.#note("");
      deed(this);
    });
  }

  /** Take what the server holds, and leave a note that says so. */
  takeOver(response, revision, note) {
    this.show(response);
    this.revision = revision;
    this.#note(note);
  }

  set isShown(isShown) {
    this.#section.hidden = !isShown;
  }

  #note(text) {
    const note = this.#section.querySelector(".q-note");
    note.hidden = !text;
    note.querySelector("p").textContent = text;
  }
}

export class Paper {
  constructor() {
    this.questions = [...document.querySelectorAll(".question")].map(
      (section) => new Question(section),
    );
  }

  get size() {
    return this.questions.length;
  }

  at(position) {
    return this.questions[position - 1];
  }

  get answered() {
    return this.questions.filter((question) => question.isAnswered);
  }

  get flagged() {
    return this.questions.filter((question) => question.flagged);
  }
}
