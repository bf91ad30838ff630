/** The list of what the server holds, open questions first. */

import { isAnswered } from "./answers.js";
import { hour, words } from "./words.js";

const SECONDS = { second: "2-digit" };

export class Review {
  #page = document.getElementById("review");
  #first = document.getElementById("look-first");
  #all = document.getElementById("all-answers");

  /** Draw the server's questions; `unsaved` are positions that only we hold. */
  draw(paper, held, unsaved) {
    const lines = held.map((item) => line(paper.at(item.position), item, unsaved));
    const first = lines.filter((each) => each.state !== "saved");
    first.sort((a, b) => a.rank - b.rank || a.position - b.position);
    fill(this.#first, "review-first", first);
    fill(this.#all, "review-line", lines);
    this.#page.querySelector("[data-part=first]").hidden = first.length === 0;
    this.#count(held);
    this.#isFresh(true);
  }

  #count(held) {
    const open = held.filter((item) => !isAnswered(item.response)).length;
    const flagged = held.filter((item) => item.flagged).length;
    const counts = { answered: held.length - open, open, flagged };
    for (const place of this.#page.querySelectorAll("[data-held]")) {
      place.textContent = counts[place.dataset.held];
    }
  }

  /** The list cannot be had just now: say so rather than show an old one. */
  wait() {
    this.#isFresh(false);
  }

  #isFresh(isFresh) {
    this.#page.querySelector("[data-part=wait]").hidden = isFresh;
    this.#page.querySelector("[data-part=list]").hidden = !isFresh;
  }
}

const RANK = { unsaved: 0, open: 1, flagged: 2, saved: 3 };

function line(question, { position, response, revision, flagged }, unsaved) {
  const isOpen = !isAnswered(response);
  const plain = isOpen ? "open" : flagged ? "flagged" : "saved";
  const state = unsaved.has(position) ? "unsaved" : plain;
  const isKnown = revision === question.revision && question.savedAt && !isOpen;
  return {
    position,
    state,
    rank: RANK[state],
    href: `#q${position}`,
    title: words("question", { n: position }),
    opening: question.opening,
    answer: isOpen ? "–" : question.text(response),
    time: isKnown ? hour(new Date(question.savedAt), SECONDS) : "",
  };
}

function fill(list, template, lines) {
  const model = document.getElementById(template).content;
  list.replaceChildren(...lines.map((each) => filled(model.cloneNode(true), each)));
}

function filled(row, each) {
  for (const place of row.querySelectorAll("[data-field]")) {
    place.textContent = each[place.dataset.field];
  }
  for (const place of row.querySelectorAll("[data-when]")) {
    if (place.dataset.when !== each.state) place.remove();
  }
  for (const link of row.querySelectorAll("a")) link.href = each.href;
  return row;
}
