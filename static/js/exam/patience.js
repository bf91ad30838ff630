/** How long to wait before the next try: longer each time, never all at once. */

const FIRST_MS = 1000;
const LONGEST_MS = 15_000;

export class Patience {
  failures = 0;
  #wake = () => {};

  note(isDone) {
    this.failures = isDone ? 0 : this.failures + 1;
  }

  /** `asked` is what the server asked for, in milliseconds: never sooner. */
  pause(asked = 0) {
    const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** (this.failures - 1));
    // Spread out: a whole room must not come back in the same second.
    const pause = asked + longest * (0.5 + Math.random() / 2);
    return new Promise((go) => {
      this.#wake = go;
      setTimeout(go, pause);
    });
  }

  /** Do not wait for the end of a pause. */
  end() {
    this.#wake();
  }
}
