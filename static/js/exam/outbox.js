/** Sends what waits in the queue, until the server has confirmed it.
 *
 * Held for as long as there is a reason: "reading", "paused", "signed-out",
 * "closed". Events: change, idle; with {op, content}: saved, stale, refused,
 * attempt_paused, pen_moved.
 */

import { Patience } from "./patience.js";

const TOGETHER_MS = 150; // ticks that follow each other at once go as one save
const OUTSIDE = [401, 403, 404];
const HOLDS = {
  attempt_paused: "paused",
  pen_moved: "reading",
  attempt_closed: "closed",
  time_is_up: "closed",
};

export class Outbox extends EventTarget {
  #queue;
  #send;
  #due = new Map();
  #isBusy = false;
  #reasons = new Set(["opening"]);
  #patience = new Patience();

  /** `send(op)` gives {status, content, retryAfter}; `revision(op)` is what is held. */
  constructor(queue, send, revision) {
    super();
    this.#queue = queue;
    this.#send = send;
    this.revision = revision;
  }

  get waiting() {
    return this.#queue.waiting;
  }

  /** Whether the last try failed, so that what waits is only kept here. */
  get isStuck() {
    return this.#reasons.has("signed-out") || this.#patience.failures > 0;
  }

  put(kind, position, value, wait = TOGETHER_MS) {
    const op = this.#queue.put(kind, position, value, this.revision(position));
    this.#due.set(op.id, performance.now() + wait);
    this.#tell("change");
    setTimeout(() => this.work(), wait);
  }

  hold(reason) {
    if (this.#reasons.has(reason)) return;
    this.#reasons.add(reason);
    this.#patience.end();
    this.#tell("change");
  }

  release(reason) {
    this.#reasons.delete(reason);
    this.hurry();
  }

  /** Send everything that is due, one after the other; pause after a failure. */
  async work() {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let op = this.#next(); op; op = this.#next()) {
      await this.#queue.begin(op, this.revision(op.position));
      const reply = await this.#send(op);
      const isSettled = this.#settle(op, reply);
      this.#patience.note(isSettled);
      this.#tell("change");
      if (!isSettled && !this.#isHeld) await this.#patience.pause(reply.retryAfter);
    }
    this.#isBusy = false;
    this.#tell("idle");
  }

  /** Do not wait for more typing. */
  flush() {
    this.#due.clear();
    this.work();
  }

  /** Do not wait for the end of a pause either: the line may be back. */
  hurry() {
    this.#patience.end();
    this.flush();
  }

  /** The page goes: send what waits at once; who hears the answer is the next page. */
  leave() {
    if (this.#isHeld) return;
    for (let op; (op = this.#queue.next((each) => !each.isSent)); ) {
      this.#queue.begin(op, this.revision(op.position));
      this.#send(op);
    }
  }

  /** Ends when nothing waits any more. */
  async drained() {
    while (this.waiting.size) await this.#heard("change");
  }

  /** Ends when nothing is under way and everything stands on the disk. */
  async rest() {
    while (this.#isBusy) await this.#heard("idle");
    await this.#queue.written();
  }

  get #isHeld() {
    return this.#reasons.size > 0;
  }

  #next() {
    if (this.#isHeld) return undefined;
    const now = performance.now();
    return this.#queue.next((op) => (this.#due.get(op.id) ?? 0) <= now);
  }

  #settle(op, reply) {
    const { status, content } = reply;
    const code = content.error?.code;
    if (status >= 200 && status < 300) return this.#end(op, content);
    if (code === "stale_answer") return this.#giveUp(op, "stale", content);
    if (status === 422) return this.#giveUp(op, "refused", content);
    if (OUTSIDE.includes(status) || code === "stale_form") this.hold("signed-out");
    if (HOLDS[code]) {
      this.hold(HOLDS[code]);
      this.#tell(code, { op, content });
    }
    return false;
  }

  #end(op, content) {
    this.#queue.end(op, content.revision);
    this.#due.delete(op.id);
    this.#tell("saved", { op, content });
    return true;
  }

  #giveUp(op, reason, content) {
    this.#queue.giveUp(op);
    this.#tell(reason, { op, content });
    return true;
  }

  #heard(name) {
    return new Promise((go) => this.addEventListener(name, go, { once: true }));
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
