/** Whether this window writes or only reads, and what that means for the page. */

import { banner, say } from "./notices.js";
import { words } from "./words.js";

export class Desk extends EventTarget {
  #parts;
  #dialog = document.getElementById("elsewhere");
  #isTaking = false;

  /** `parts`: pen, channel, queue, answers, paper, signals. Event: change. */
  constructor(parts) {
    super();
    this.#parts = parts;
    const { pen, channel, queue, answers } = parts;
    for (const button of document.querySelectorAll("[data-deed=continue]")) {
      button.addEventListener("click", () => this.#continue());
    }
    this.#dialog
      .querySelector("[data-deed=read]")
      .addEventListener("click", () => this.#dialog.close());
    pen.addEventListener("moved", () => this.#giveUp());
    pen.addEventListener("taken", ({ detail }) => channel.say("pen", detail));
    channel.addEventListener("pen", ({ detail }) => pen.see(detail.epoch));
    channel.addEventListener("left", () => pen.isHeld && this.#goOn());
    answers.outbox.addEventListener("pen_moved", ({ detail }) => {
      pen.see(detail.content.error.writer_epoch);
    });
    answers.outbox.addEventListener("saved", ({ detail }) => {
      channel.say("saved", { id: detail.op.id });
    });
    channel.addEventListener("saved", ({ detail }) => {
      queue.forget((op) => op.id === detail.id);
      this.#draw();
    });
  }

  get isWriting() {
    return this.#parts.pen.isHeld;
  }

  /** Sit down: take up the pen if it is nobody's or ours. */
  async begin(epoch) {
    const { pen, answers } = this.#parts;
    this.#parts.paper.isLocked = true;
    const begun = pen.begin(epoch);
    // A new attempt is written on at once; what is sent waits for the pen.
    if (pen.isHeld) this.#draw();
    if (await begun) await answers.restore();
    else this.#dialog.showModal();
    answers.outbox.release("opening");
    this.#draw();
  }

  async #continue() {
    if (this.#isTaking) return;
    this.#isTaking = true;
    const { pen, queue, signals, answers } = this.#parts;
    if (!pen.isKnownHere) signals.note("second_device");
    if (await pen.take()) {
      this.#dialog.close();
      queue.forget(() => true);
      await this.#goOn();
    } else say(words("notReached"));
    this.#isTaking = false;
  }

  /** What another window left is sent from here, after a look at the server. */
  async #goOn() {
    const { answers } = this.#parts;
    await answers.restore();
    await answers.refresh();
    this.#draw();
    answers.outbox.flush();
  }

  async #giveUp() {
    const { answers, channel } = this.#parts;
    answers.outbox.flush();
    this.#draw();
    await answers.outbox.rest();
    channel.say("left");
  }

  #draw() {
    const { paper, answers } = this.#parts;
    const isReading = !this.isWriting;
    paper.isLocked = isReading;
    document.body.classList.toggle("room--reading", isReading);
    banner("reading", isReading);
    if (isReading) answers.outbox.hold("reading");
    else answers.outbox.release("reading");
    this.dispatchEvent(new Event("change"));
  }
}
