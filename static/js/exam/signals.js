/** Hints for the exam's staff: the window was left, something was pasted, another
 *  computer went on. They mean nothing by themselves and change nothing here. */

const AWAY_MS = 3000;
const TOGETHER_MS = 10_000;
const MOST = 20;

export class Signals {
  #server;
  #waiting = [];
  #leftAt = null;
  #isDue = false;

  constructor(server) {
    this.#server = server;
    addEventListener("blur", () => (this.#leftAt ??= performance.now()));
    addEventListener("focus", () => this.#back());
    document.addEventListener("paste", ({ target }) => {
      if (target.closest?.(".question fieldset")) this.note("paste");
    });
  }

  note(kind) {
    if (this.#waiting.length < MOST) this.#waiting.push({ kind, at: performance.now() });
    if (!this.#isDue) setTimeout(() => this.send(), TOGETHER_MS);
    this.#isDue = true;
  }

  send() {
    const signals = this.#waiting.map(({ kind, at }) => {
      return { kind, seconds_ago: Math.round((performance.now() - at) / 1000) };
    });
    this.#waiting = [];
    this.#isDue = false;
    if (signals.length) this.#server.signals(signals);
  }

  #back() {
    const isLong = this.#leftAt !== null && performance.now() - this.#leftAt > AWAY_MS;
    this.#leftAt = null;
    if (isLong) this.note("focus_lost");
  }
}
