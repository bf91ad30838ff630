/** Which part of the room is open: the address says it, as #q26 or #review.
 *  Event: change. */

const KEPT = "position";
const SEEN = "seen";
const WIDE = matchMedia("(min-width: 62rem)"); // here the map stands beside the paper

export class Places extends EventTarget {
  #paper;
  #shelf;
  #cases;
  #isList = document.body.dataset.layout === "list";
  position;
  view = "question";

  constructor(paper, shelf, cases) {
    super();
    this.#paper = paper;
    this.#shelf = shelf;
    this.#cases = cases;
    this.position = paper.at(shelf.get(KEPT)) ? shelf.get(KEPT) : 1;
    for (const seen of shelf.get(SEEN) ?? []) {
      if (paper.at(seen)) paper.at(seen).isSeen = true;
    }
    addEventListener("hashchange", () => this.#arrive(true));
    // The skip link must not take the question's place in the address.
    document.querySelector(".skip").addEventListener("click", (event) => {
      event.preventDefault();
      document.querySelector("main:not([hidden])").focus();
    });
    if (this.#isList) this.#follow();
  }

  open() {
    this.#arrive(false);
    if (this.#isList && this.view === "question" && this.position > 1) this.#show();
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

  get #current() {
    return this.#paper.at(this.position);
  }

  /** In a list the question in hand is the one that has the focus, or the first
   *  one on the screen. */
  #follow() {
    let isDue = false;
    const look = () => {
      isDue = false;
      if (this.view === "question") this.#note(this.#inHand());
    };
    const soon = () => {
      if (!isDue) requestAnimationFrame(look);
      isDue = true;
    };
    addEventListener("scroll", soon, { passive: true });
    document.addEventListener("focusin", soon);
  }

  #inHand() {
    const onScreen = this.#paper.questions.filter(({ section }) => {
      const { top, bottom } = section.getBoundingClientRect();
      return bottom > 140 && top < innerHeight - 140;
    });
    for (const question of onScreen) this.#see(question);
    const focused = onScreen.find((each) => each.contains(document.activeElement));
    return (focused ?? onScreen[0])?.position ?? this.position;
  }

  #note(position) {
    if (position === this.position) return;
    this.position = position;
    this.#shelf.put(KEPT, position);
    this.#drawWays();
    this.dispatchEvent(new Event("change"));
  }

  #arrive(byPerson) {
    this.#read(location.hash);
    this.#draw();
    if (byPerson) this.#show();
    this.dispatchEvent(new Event("change"));
  }

  #read(hash) {
    const position = Number(/^#q(\d+)$/.exec(hash)?.[1]);
    const isMapApart = !WIDE.matches || document.querySelector(".room-body--case");
    if (this.#paper.at(position)) {
      this.view = "question";
      this.position = position;
      this.#shelf.put(KEPT, position);
    } else if (hash === "#review" || (hash === "#map" && isMapApart)) {
      this.view = hash.slice(1);
    } else {
      this.view = "question";
    }
  }

  #show() {
    if (this.#isList && this.view === "question") {
      this.#current.section.scrollIntoView({ block: "start" });
    } else {
      scrollTo(0, 0);
    }
    this.#heading.focus({ preventScroll: true });
  }

  get #heading() {
    if (this.view === "question") return this.#cases.heading ?? this.#current.heading;
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
      question.isShown = this.#isList || question.position === this.position;
    }
    if (this.view === "question") this.#see(this.#current);
    this.#cases.show(this.view === "question" ? this.#current : null);
    this.#drawWays();
  }

  #see(question) {
    if (question.isSeen) return;
    question.isSeen = true;
    const seen = this.#paper.questions.filter((each) => each.isSeen);
    this.#shelf.put(SEEN, seen.map((each) => each.position));
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
