/** The map of the paper: each question's state as a shape and as words. One of its
 *  links is a stop for the tab key, the arrows go to the others. */

import { sign } from "./signs.js";
import { words } from "./words.js";

const IN_A_ROW = 5;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -IN_A_ROW, ArrowDown: IN_A_ROW };

export class Navigator {
  #links = [...document.querySelectorAll(".qgrid a")];
  #counts = document.querySelectorAll("[data-count]");
  #progress = document.querySelector(".room-progress");
  #drawn = []; // what each link shows: most stay as they are

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
    const states = paper.questions.map(({ position, isAnswered, isSeen, flagged }) => ({
      isAnswered,
      isSeen,
      isFlagged: flagged,
      isWaiting: waiting.has(position),
      isCurrent: position === current,
    }));
    states.forEach((state, n) => {
      const said = JSON.stringify(state);
      if (this.#drawn[n] !== said) drawLink(this.#links[n], state);
      this.#drawn[n] = said;
    });
    const open = states.filter((state) => !state.isAnswered);
    this.#drawCounts({
      answered: paper.size - open.length,
      open: open.filter((state) => state.isSeen).length,
      unseen: open.filter((state) => !state.isSeen).length,
      flagged: states.filter((state) => state.isFlagged).length,
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

function drawLink(link, { isAnswered, isSeen, isFlagged, isWaiting, isCurrent }) {
  if (isCurrent) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
  link.tabIndex = isCurrent ? 0 : -1;
  link.classList.toggle("is-answered", isAnswered);
  link.classList.toggle("is-new", !isAnswered && !isSeen);
  link.classList.toggle("is-local", isWaiting);
  const flag = link.querySelector(".icon");
  if (!isFlagged) flag?.remove();
  else if (!flag) link.append(sign("flag"));
  const states = [
    isAnswered ? "stateAnswered" : isSeen ? "stateOpen" : "stateUnseen",
    isFlagged && "stateFlagged",
    isWaiting && "stateWaiting",
  ];
  const said = states.filter(Boolean).map((name) => `, ${words(name)}`);
  link.querySelector(".visually-hidden").textContent = said.join("");
}
