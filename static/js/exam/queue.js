/** What the server has not confirmed yet, in order, and on this computer's disk
 *  before it is sent.
 *
 * An op is {id, n, kind, position, value, base, isSent}. One that was sent is never
 * changed: whether it arrived is unknown, and its id makes a second arrival
 * harmless. `base` is the revision the candidate saw; null: that of the op before.
 *
 * Events: unkept, when the browser stops keeping.
 */

import { newName } from "./names.js";

export class Queue extends EventTarget {
  #safe;
  #ops = [];
  #writing = Promise.resolve();

  isKept = true;

  /** `safe` is promised: opening it takes a moment. */
  constructor(safe) {
    super();
    this.#safe = safe;
  }

  get ops() {
    return [...this.#ops];
  }

  /** The positions with something the server has not confirmed. */
  get waiting() {
    return new Set(this.#ops.map((op) => op.position));
  }

  /** Take what lies on the disk: an earlier page or another window left it. */
  async load() {
    const safe = await this.#safe;
    await this.#writing;
    this.#noteKept(safe.isKept);
    const known = new Set(this.#ops.map((op) => op.id));
    const others = (await safe.all()).filter((op) => !known.has(op.id));
    // The other window may have sent them, so none of them is changed any more.
    for (const op of others) op.isSent = true;
    this.#ops = [...this.#ops, ...others].sort((a, b) => a.n - b.n);
  }

  /** Another window has sent it, or will: what lies on the disk counts. */
  forget(fits) {
    if (this.isKept) this.#ops = this.#ops.filter((op) => !fits(op));
  }

  put(kind, position, value, revision) {
    const last = this.#ops.findLast((op) => isOf(op, kind, position));
    const isReplaced = last && !last.isSent;
    const base = isReplaced ? last.base : last ? null : revision;
    const n = (this.#ops.at(-1)?.n ?? 0) + 1;
    const op = { id: newName(), n, kind, position, value, base, isSent: false };
    if (isReplaced) this.#ops = this.#ops.filter((other) => other !== last);
    this.#ops.push(op);
    this.#write([op], isReplaced ? [last] : []);
    return op;
  }

  /** The first op that `fits` and does not have to wait for another one. */
  next(fits) {
    const isFirst = (op) => op === this.#ops.find((o) => isOf(o, op.kind, op.position));
    return this.#ops.find((op) => isFirst(op) && fits(op));
  }

  /** Ends when it stands on the disk that this op was sent, and on which revision. */
  async begin(op, revision) {
    op.isSent = true;
    op.base ??= revision;
    await this.#write([op], []);
  }

  /** The server holds it, as this revision: the next one builds on that. */
  end(op, revision) {
    this.#ops = this.#ops.filter((other) => other !== op);
    const next = this.#ops.find((other) => isOf(other, op.kind, op.position));
    if (next && next.base === null) next.base = revision ?? null;
    this.#write(next ? [next] : [], [op]);
  }

  /** It will not be taken; what was built on it goes with it. */
  giveUp({ kind, position }) {
    const gone = this.#ops.filter((op) => isOf(op, kind, position));
    this.#ops = this.#ops.filter((op) => !gone.includes(op));
    this.#write([], gone);
  }

  /** Nothing of the attempt stays on this computer. */
  async clear() {
    this.#ops = [];
    await this.#writing;
    await (await this.#safe).clear().catch(() => {});
  }

  /** Ends when everything so far stands on the disk. */
  async written() {
    await this.#writing;
  }

  #write(put, drop) {
    // As they are now: an op may be changed before its turn comes.
    const rows = put.map((op) => ({ ...op }));
    const change = async () => (await this.#safe).change(rows, drop);
    this.#writing = this.#writing.then(change).catch(() => this.#noteKept(false));
    return this.#writing;
  }

  #noteKept(isKept) {
    if (this.isKept === isKept) return;
    this.isKept = isKept;
    this.dispatchEvent(new Event("unkept"));
  }
}

function isOf(op, kind, position) {
  return op.kind === kind && op.position === position;
}
