/** Answers and flags on their way to the server.
 *
 * Each is kept on this computer until the server has confirmed it, is sent in
 * order, and is sent again until there is an answer. One that was sent is never
 * changed: whether it arrived is unknown, and its id makes a second arrival
 * harmless.
 *
 * Events: change; closed; saved, stale, refused with {op, content}.
 */

import { newName } from "./names.js";
import { Patience } from "./patience.js";

const TOGETHER_MS = 150; // ticks that follow each other at once go as one save
const KEPT = "unsaved.";
const SIGNED_OUT = [400, 401, 403, 404]; // 400: the form token went with the session

export class Outbox extends EventTarget {
  #shelf;
  #send;
  #queue;
  #isBusy = false;
  #isHeld = false;
  isSignedOut = false;
  #patience = new Patience();

  /** `send(op)` gives {status, content} for an op {id, kind, position, value}. */
  constructor(shelf, send) {
    super();
    this.#shelf = shelf;
    this.#send = send;
    this.#queue = shelf.all(KEPT).sort((a, b) => a.n - b.n);
  }

  get ops() {
    return [...this.#queue];
  }

  /** The positions with something the server has not confirmed. */
  get waiting() {
    return new Set(this.#queue.map((op) => op.position));
  }

  /** Whether the last try failed, so that what waits is only kept here. */
  get isStuck() {
    return this.#isHeld || this.#patience.failures > 0;
  }

  put(kind, position, value) {
    const last = this.#queue.findLast((op) => op.kind === kind && op.position === position);
    if (last && !last.isSent) this.#remove(last);
    const n = (this.#queue.at(-1)?.n ?? 0) + 1;
    const op = { id: newName(), n, kind, position, value, isSent: false };
    this.#queue.push(op);
    this.#keep(op);
    this.#changed();
    setTimeout(() => this.work(), TOGETHER_MS);
  }

  /** Send everything, one after the other; pause and go on after a failure. */
  async work() {
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (this.#queue.length && !this.#isHeld) {
      const op = this.#queue[0];
      op.isSent = true;
      const reply = await this.#send(op);
      const isSettled = this.#settle(op, reply);
      this.#patience.note(isSettled);
      this.#changed();
      if (!isSettled && !this.#isHeld) await this.#patience.pause();
    }
    this.#isBusy = false;
  }

  /** Do not wait for the end of a pause: the line may be back. */
  hurry() {
    this.#patience.end();
    this.work();
  }

  /** The attempt is over: nothing is sent any more. */
  forget() {
    this.#isHeld = true;
    this.#queue = [];
  }

  /** Ends when nothing waits any more. */
  async drained() {
    while (this.#queue.length) {
      await new Promise((go) => this.addEventListener("change", go, { once: true }));
    }
  }

  /** Write down what an op was based on, before it is sent for the first time. */
  base(op, revision) {
    op.base ??= revision;
    this.#keep(op);
    return op;
  }

  #settle(op, { status, content }) {
    const code = content.error?.code;
    if (status === 409 && ["attempt_closed", "time_is_up"].includes(code)) {
      this.#tell("closed");
      return this.#hold();
    }
    this.isSignedOut = SIGNED_OUT.includes(status);
    if (this.isSignedOut) return this.#hold();
    if (status === 409 && code === "stale_answer") return this.#end(op, "stale", content);
    if (status === 422) return this.#end(op, "refused", content);
    if (status < 200 || status >= 300) return false;
    this.#remove(op);
    this.#tell("saved", { op, content });
    return true;
  }

  /** Nothing more can be sent from this page; what waits stays on the computer. */
  #hold() {
    this.#isHeld = true;
    return false;
  }

  /** The server holds something else: what was built on ours goes with it. */
  #end(op, reason, content) {
    for (const other of this.ops) {
      if (other.position === op.position && other.kind === op.kind) this.#remove(other);
    }
    this.#tell(reason, { op, content });
    return true;
  }

  #keep(op) {
    this.#shelf.put(KEPT + op.id, op);
  }

  #remove(op) {
    this.#queue = this.#queue.filter((other) => other !== op);
    this.#shelf.drop(KEPT + op.id);
  }

  #changed() {
    this.#tell("change");
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
