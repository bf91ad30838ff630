/** The map of the paper: each question's state as a shape and as words. */

import { words } from "./words.js";

export class Navigator {
  #links = [...document.querySelectorAll(".qgrid a")];
  #counts = document.querySelectorAll("[data-count]");
  #progress = document.querySelector(".room-progress");

  draw(paper, { current, waiting }) {
    for (const question of paper.questions) {
      const link = this.#links[question.position - 1];
      drawLink(link, question, waiting.has(question.position));
      if (question.position === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    this.#drawCounts({
      answered: paper.answered.length,
      open: paper.size - paper.answered.length,
      flagged: paper.flagged.length,
      waiting: waiting.size,
    });
    this.#progress.value = paper.answered.length;
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
  link.classList.toggle("is-answered", question.isAnswered);
  link.classList.toggle("is-new", !question.isAnswered);
  link.classList.toggle("is-local", isWaiting);
  link.querySelector(".qgrid__flag").hidden = !question.flagged;
  const states = [
    question.isAnswered ? "stateAnswered" : "stateOpen",
    question.flagged && "stateFlagged",
    isWaiting && "stateWaiting",
  ];
  const said = states.filter(Boolean).map((name) => `, ${words(name)}`);
  link.querySelector(".visually-hidden").textContent = said.join("");
}
