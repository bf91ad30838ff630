/** Loses the line once: an answer given without it has to outlive a reload and reach
 *  the server, through the queue and the outbox of the exam room.
 *
 *  Steps: answer, cut, reload, join, done. Events: change; with {why}: failed. */

import { Outbox } from "../exam/outbox.js";
import { Queue } from "../exam/queue.js";
import { openSafe } from "../exam/safe.js";

const STEP = "step";
const CHOSEN = "chosen";
const POSITION = 1;

export class Rehearsal extends EventTarget {
  #shelf;
  #line;
  #queue = new Queue(openSafe("rehearsal"));
  #outbox;
  #revision = 0;
  receipt = null; // the server's last word: {revision, saved_at, receipt, response}

  constructor(server, line, shelf) {
    super();
    this.#shelf = shelf;
    this.#line = line;
    this.#outbox = new Outbox(
      this.#queue,
      (op) => server.save(op),
      () => this.#revision,
    );
    this.#outbox.addEventListener("saved", ({ detail }) => this.#note(detail));
    this.#outbox.addEventListener("refused", () => this.#fail("wasRefused"));
    this.#outbox.addEventListener("change", () => this.#tell("change"));
  }

  get step() {
    return this.#shelf.get(STEP) ?? "answer";
  }

  /** The letter on the page; after a reload, what lies in the queue. */
  get chosen() {
    return this.#shelf.get(CHOSEN);
  }

  get isWaiting() {
    return this.#outbox.waiting.size > 0;
  }

  /** Go on where the page before this one was. */
  async open() {
    await this.#queue.load();
    if (this.step === "reload") this.#lookForIt();
    this.#outbox.release("opening");
  }

  choose(letter) {
    if (this.step === "done") return;
    this.#shelf.put(CHOSEN, letter);
    this.receipt = null;
    this.#outbox.put("answer", POSITION, [letter]);
    if (this.step === "cut" && this.#line.isCut) this.#go("reload");
  }

  cut() {
    this.#line.cut();
    this.#tell("change");
  }

  /** Ends when what waits stands on the disk: then the page may go. */
  async rest() {
    await this.#queue.written();
  }

  join() {
    this.#line.join();
    this.#outbox.hurry();
    this.#tell("change");
  }

  /** As if it had never been. */
  async begin() {
    this.#line.join();
    await this.#queue.clear();
    this.#shelf.clear();
  }

  #lookForIt() {
    const kept = this.#queue.ops.findLast((op) => op.kind === "answer");
    if (kept?.value[0] === this.chosen) this.#go("join");
    else this.#fail("wasLost");
  }

  #note({ op, content }) {
    this.#revision = content.revision;
    if (content.response[0] !== op.value[0]) {
      this.#fail("wasChanged");
      return;
    }
    this.receipt = content;
    if (this.step === "answer") this.#go("cut");
    else if (this.step === "join" && !this.isWaiting) this.#go("done");
    else this.#tell("change");
  }

  #go(step) {
    this.#shelf.put(STEP, step);
    this.#tell("change");
  }

  #fail(why) {
    this.#line.join();
    this.dispatchEvent(new CustomEvent("failed", { detail: { why } }));
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}
