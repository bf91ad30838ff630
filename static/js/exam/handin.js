/** Handing in, step two: the dialog that names what is open. */

import { counted, words } from "./words.js";

const NAMED = 8; // more numbers than this say less than their count

export class HandIn {
  #dialog = document.getElementById("hand-in");
  #send;
  #outbox;
  #isWaiting = false;

  /** `send()` hands in; when the server has closed the attempt, the page leaves. */
  constructor(outbox, send) {
    this.#outbox = outbox;
    this.#send = send;
    this.#part("now").addEventListener("click", () => this.#handIn());
    this.#part("back").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => (this.#isWaiting = false));
  }

  /** `open` are the positions without an answer on the server. */
  ask(open, time) {
    const title = open.length ? counted("handIn", open.length) : words("handInAll");
    this.#part("title").textContent = title;
    const isListed = open.length > 0 && open.length <= NAMED;
    this.#part("open").hidden = !isListed;
    this.#part("open").textContent = words("openQuestions", { list: open.join(", ") });
    this.#part("left").textContent = words("timeLeft", { time });
    this.#tell("");
    this.#dialog.showModal();
  }

  close() {
    this.#dialog.close();
  }

  async #handIn() {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    if (this.#outbox.waiting.size) {
      this.#tell(words("waitForSaving"));
      this.#outbox.hurry();
      await this.#outbox.drained();
      if (!this.#isWaiting) return; // gone back meanwhile
    }
    this.#tell(words("handingIn"));
    const { status } = await this.#send();
    this.#isWaiting = false;
    if (status !== 200) this.#tell(words("handInFailed"));
  }

  #tell(text) {
    this.#part("state").textContent = text;
  }

  #part(name) {
    return this.#dialog.querySelector(`[data-part=${name}]`);
  }
}
