/** Which part of the room is open: the address says it, as #q26 or #review. */

const KEPT = "position";
const WIDE = matchMedia("(min-width: 62rem)"); // here the map stands beside the paper

export class Places extends EventTarget {
  #paper;
  #shelf;
  position;
  view = "question";

  constructor(paper, shelf) {
    super();
    this.#paper = paper;
    this.#shelf = shelf;
    this.position = paper.at(shelf.get(KEPT)) ? shelf.get(KEPT) : 1;
    addEventListener("hashchange", () => this.#arrive(true));
    // The skip link must not take the question's place in the address.
    document.querySelector(".skip").addEventListener("click", (event) => {
      event.preventDefault();
      document.querySelector("main:not([hidden])").focus();
    });
  }

  open() {
    this.#arrive(false);
  }

  next() {
    if (this.view === "question") location.hash = this.#after;
  }

  previous() {
    if (this.view === "question" && this.position > 1) location.hash = this.#before;
  }

  get #before() {
    return `#q${this.position - 1}`;
  }

  get #after() {
    return this.position < this.#paper.size ? `#q${this.position + 1}` : "#review";
  }

  #arrive(byPerson) {
    this.#read(location.hash);
    this.#draw();
    if (byPerson) {
      scrollTo(0, 0);
      this.#heading.focus({ preventScroll: true });
    }
    this.dispatchEvent(new Event("change"));
  }

  #read(hash) {
    const position = Number(/^#q(\d+)$/.exec(hash)?.[1]);
    if (this.#paper.at(position)) {
      this.view = "question";
      this.position = position;
      this.#shelf.put(KEPT, position);
    } else if (hash === "#review" || (hash === "#map" && !WIDE.matches)) {
      this.view = hash.slice(1);
    } else {
      this.view = "question";
    }
  }

  get #heading() {
    if (this.view === "question") return this.#paper.at(this.position).heading;
    return document.querySelector(this.view === "review" ? "#review h2" : ".room-nav h2");
  }

  #draw() {
    document.body.dataset.view = this.view;
    document.getElementById("review").hidden = this.view !== "review";
    document.getElementById("main").hidden = this.view !== "question";
    for (const part of document.querySelectorAll("[data-beside-questions]")) {
      part.hidden = this.view === "review";
    }
    const map = document.querySelector(".room-nav");
    map.classList.toggle("room-nav--page", this.view === "map");
    map.setAttribute("role", this.view === "map" ? "main" : "complementary");
    for (const question of this.#paper.questions) {
      question.isShown = question.position === this.position;
    }
    this.#drawWays();
  }

  #drawWays() {
    const [previous, next] = ["previous", "next"].map((way) =>
      document.querySelector(`[data-way=${way}]`),
    );
    next.href = this.#after;
    previous.setAttribute("aria-disabled", this.position === 1);
    if (this.position > 1) previous.href = this.#before;
    else previous.removeAttribute("href");
    for (const place of document.querySelectorAll("[data-position-now]")) {
      place.textContent = this.position;
    }
    document.querySelector("[data-way=back]").href = `#q${this.position}`;
  }
}
