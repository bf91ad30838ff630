/** The time left, from the server's remaining_ms and our own elapsed time.
 *
 * Only differences are used, so a wrong clock on this computer changes nothing.
 * All times are milliseconds of performance.now().
 */

export const MILESTONES = [30, 10, 5, 1];
const MINUTE = 60_000;

export class Clock {
  #end = -Infinity;
  #version = -Infinity;
  #still = null;

  /** The server said: `left` at some moment between `sent` and `received`.
   *  Gives the milliseconds by which a known end was moved. */
  sync({ left, version, isStill = false, sent, received }) {
    if (version < this.#version) return 0; // overtaken on the way
    const earliest = sent + left;
    const latest = received + left;
    const isNew = version > this.#version;
    const isRunningOn = this.#still === null && !isStill && this.#version > 0;
    const moved = isNew && isRunningOn ? earliest - this.#end : 0;
    // Within one deadline each answer narrows the span. Its early edge is shown:
    // we never promise a second that the server will not give.
    this.#end =
      isNew || isStill || this.#still !== null
        ? earliest
        : Math.min(Math.max(this.#end, earliest), latest);
    this.#version = version;
    this.#still = isStill ? left : null;
    return moved;
  }

  left(at) {
    return this.#still ?? Math.max(0, this.#end - at);
  }
}

/** 41:08, or 1:31:08 from an hour up. A second that has begun is still shown. */
export function face(left) {
  const seconds = Math.ceil(left / 1000);
  const two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor);
  return h ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}

/** The milestone, in minutes, that was passed between two looks at the clock. */
export function milestone(before, after) {
  return MILESTONES.find((m) => after <= m * MINUTE && m * MINUTE < before);
}
