/** Cuts this page off: everything it asks for fails, as without a network.
 *
 *  Below all other scripts, so that they notice no difference. The cut outlives a
 *  reload: that is what is rehearsed. */

const CUT = "cut";

export class Line {
  #shelf;

  constructor(shelf) {
    this.#shelf = shelf;
    const ask = globalThis.fetch.bind(globalThis);
    globalThis.fetch = (...request) =>
      this.isCut ? Promise.reject(new TypeError("the line is cut")) : ask(...request);
  }

  get isCut() {
    return this.#shelf.get(CUT) === true;
  }

  cut() {
    this.#shelf.put(CUT, true);
  }

  join() {
    this.#shelf.put(CUT, false);
  }
}
