/** Asks the server how things stand when it has said nothing for a while: other
 *  windows, another device or the exam's staff may have changed something. */

const SILENCE_MS = 20_000;

export class Watch {
  #look;
  #next;

  constructor(server, look) {
    this.#look = look;
    server.addEventListener("heard", () => this.#wait());
    this.#wait();
  }

  #wait() {
    clearTimeout(this.#next);
    // Spread out: a whole room began in the same minute.
    const silence = SILENCE_MS * (0.8 + Math.random() * 0.2);
    this.#next = setTimeout(() => this.#look(), silence);
  }
}
