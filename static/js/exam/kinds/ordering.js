/** Things to put in order: by buttons, by Alt and the arrows, or by dragging. */

import { words } from "../words.js";
import { letDrag } from "./drag.js";

export class Ordering {
  #list;
  #state;
  #first; // as the paper shows them
  #isAnswered = false;
  #deed = () => {};

  constructor(section) {
    this.#list = section.querySelector(".order");
    this.#state = section.querySelector(".order__state");
    this.#first = this.#items;
    this.#list.addEventListener("click", ({ target }) => this.#clicked(target));
    this.#list.addEventListener("keydown", (event) => this.#pressed(event));
    section.querySelector("[data-deed=keep]").addEventListener("click", () => this.#moved());
    section.querySelector("[data-deed=undo]").addEventListener("click", () => {
      this.show([]);
      this.#deed();
    });
    letDrag(this.#list, () => this.#moved());
  }

  get response() {
    return this.#isAnswered ? this.#items.map((item) => item.dataset.token) : [];
  }

  show(response) {
    this.#isAnswered = response.length > 0;
    const byToken = new Map(this.#first.map((item) => [item.dataset.token, item]));
    const items = this.#isAnswered ? response.map((each) => byToken.get(each)) : this.#first;
    this.#list.append(...items);
    this.#draw();
  }

  normal(response) {
    return response;
  }

  text(response) {
    const names = new Map(this.#first.map((i) => [i.dataset.token, i.dataset.name]));
    return response.map((token, n) => `${n + 1}. ${names.get(token)}`).join("; ");
  }

  onInput(deed) {
    this.#deed = deed;
  }

  get #items() {
    return [...this.#list.children];
  }

  #clicked(target) {
    const button = target.closest("[data-by]");
    if (button) this.#move(button.closest("li"), Number(button.dataset.by), button);
  }

  #pressed(event) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.code];
    if (!by || !event.altKey || this.#list.matches(":disabled *")) return;
    event.preventDefault();
    this.#move(event.target.closest("li"), by, event.target);
  }

  #move(item, by, focused) {
    const items = this.#items;
    const place = items.indexOf(item) + by;
    if (!items[place]) return;
    if (by < 0) items[place].before(item);
    else items[place].after(item);
    focused.focus();
    this.#moved();
    const values = { name: item.dataset.name, n: place + 1, all: items.length };
    this.#state.textContent = words("movedTo", values);
  }

  #moved() {
    this.#isAnswered = true;
    this.#draw();
    this.#deed();
  }

  #draw() {
    this.#list.classList.toggle("order--open", !this.#isAnswered);
    this.#state.textContent = words(this.#isAnswered ? "orderKept" : "orderOpen");
    for (const [n, item] of this.#items.entries()) {
      item.querySelector(".order__n").textContent = n + 1;
    }
  }
}
