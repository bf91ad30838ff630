/** Notices when other windows, another device or the exam's staff have changed
 *  something: when the server has said nothing for a while, its bell is asked, which
 *  costs it next to nothing, and on another mark than last time how things stand. */

const SILENCE_MS = 15_000;
const PATIENCE_MS = 8000;
const QUIET = 6; // then the server is asked all the same

export class Watch {
  #bell;
  #look;
  #next;
  #mark;
  #hasNews;
  #quiet = 0;

  /** `look()` asks the server and says whether it was heard; `hasNews()`: is there
   *  something to tell it? */
  constructor(bell, server, look, hasNews) {
    this.#bell = bell;
    this.#hasNews = hasNews;
    this.#look = look;
    server.addEventListener("heard", () => {
      this.#quiet = 0;
      this.#wait();
    });
    this.#wait();
  }

  #wait() {
    clearTimeout(this.#next);
    // Spread out: a whole room began in the same minute.
    const silence = SILENCE_MS * (0.8 + Math.random() * 0.2);
    this.#next = setTimeout(() => this.#listen(), silence);
  }

  async #listen() {
    const mark = await this.#heard();
    const isSame = mark && mark === this.#mark && !this.#hasNews();
    this.#quiet += 1;
    if (isSame && this.#quiet < QUIET) this.#wait();
    else this.#mark = (await this.#look()) && mark;
  }

  /** The mark; nothing while the bell does not know, or cannot be reached. */
  async #heard() {
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const answer = await fetch(this.#bell, { cache: "no-store", signal });
      return answer.status === 200 ? await answer.text() : "";
    } catch {
      return "";
    }
  }
}
