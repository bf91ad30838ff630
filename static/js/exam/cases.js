/** Case studies: the text that several questions share stands beside each of them.
 *  In a list it stands once, before the first of its questions. */

const WIDE = matchMedia("(min-width: 62rem)"); // narrower, one of the two is shown

export class Cases {
  #cases = new Map();
  #body = document.querySelector(".room-body");
  #switch = document.querySelector(".room-switch");
  #isList = document.body.dataset.layout === "list";
  #current = null;

  constructor(paper) {
    for (const part of document.querySelectorAll(".room-case")) {
      this.#cases.set(Number(part.dataset.number), part);
    }
    if (this.#isList) this.#spread(paper);
    for (const button of this.#switch.querySelectorAll("button")) {
      button.addEventListener("click", () => this.#turn(button.value));
    }
  }

  /** The heading to go to, if the case is what is on the screen. */
  get heading() {
    const isRead = this.#current && !WIDE.matches && this.#body.dataset.side === "case";
    return isRead ? this.#current.querySelector("h2") : null;
  }

  show(question) {
    if (this.#isList) return;
    const shown = this.#cases.get(question?.exhibit) ?? null;
    // Who comes to a case reads it first, and then goes from question to question.
    if (shown !== this.#current) this.#turn(shown ? "case" : "question");
    else this.#turn("question");
    this.#current = shown;
    for (const part of this.#cases.values()) part.hidden = part !== shown;
    this.#body.classList.toggle("room-body--case", shown !== null);
    document.body.classList.toggle("room--case", shown !== null);
    this.#switch.hidden = shown === null;
  }

  #turn(side) {
    this.#body.dataset.side = side;
    for (const button of this.#switch.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", button.value === side);
    }
  }

  #spread(paper) {
    for (const [number, part] of this.#cases) {
      paper.questions.find(({ exhibit }) => exhibit === number)?.section.before(part);
      part.hidden = false;
    }
  }
}
