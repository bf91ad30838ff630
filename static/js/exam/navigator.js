/** The map of the paper: each question's state as a shape and as words. One of its
 *  links is a stop for the tab key, the arrows go to the others. */

import { words } from "./words.js";

const IN_A_ROW = 5;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -IN_A_ROW, ArrowDown: IN_A_ROW };

export class Navigator {
  #links = [...document.querySelectorAll(".qgrid a")];
  #counts = document.querySelectorAll("[data-count]");
  #progress = document.querySelector(".room-progress");

  constructor() {
    document.querySelector(".qgrid").addEventListener("keydown", (event) => {
      const from = this.#links.indexOf(event.target);
      const to = { Home: 0, End: this.#links.length - 1 }[event.code];
      const link = this.#links[to ?? from + STEPS[event.code]];
      if (from < 0 || !link) return;
      event.preventDefault();
      link.focus();
    });
  }

  draw(paper, { current, waiting }) {
    for (const question of paper.questions) {
      const link = this.#links[question.position - 1];
      const isCurrent = question.position === current;
      drawLink(link, question, waiting.has(question.position));
      if (isCurrent) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      link.tabIndex = isCurrent ? 0 : -1;
    }
    const open = paper.questions.filter((question) => !question.isAnswered);
    const flagged = paper.questions.filter((question) => question.flagged);
    this.#drawCounts({
      answered: paper.size - open.length,
      open: open.filter((question) => question.isSeen).length,
      unseen: open.filter((question) => !question.isSeen).length,
      flagged: flagged.length,
      waiting: waiting.size,
    });
    this.#progress.value = paper.size - open.length;
  }

  #drawCounts(counts) {
    for (const place of this.#counts) {
      const count = counts[place.dataset.count];
      place.textContent = count;
      const row = place.closest("[data-unless-none]");
      if (row) row.hidden = count === 0;
    }
  }
}

function drawLink(link, question, isWaiting) {
  const { isAnswered, isSeen, flagged } = question;
  link.classList.toggle("is-answered", isAnswered);
  link.classList.toggle("is-new", !isAnswered && !isSeen);
  link.classList.toggle("is-local", isWaiting);
  link.querySelector(".qgrid__flag").hidden = !flagged;
  const states = [
    isAnswered ? "stateAnswered" : isSeen ? "stateOpen" : "stateUnseen",
    flagged && "stateFlagged",
    isWaiting && "stateWaiting",
  ];
  const said = states.filter(Boolean).map((name) => `, ${words(name)}`);
  link.querySelector(".visually-hidden").textContent = said.join("");
}
