/** The end of the attempt: only the server ends it, here we notice. */

import { banner } from "./notices.js";

const ASK_AGAIN_MS = 1000;

export class Ending {
  #server;
  #outbox;
  #clear;
  #channel;
  #isAsking = false;
  #isOver = false;

  /** `clear()` takes everything of the attempt away from this computer. */
  constructor(server, outbox, channel, clear) {
    this.#server = server;
    this.#outbox = outbox;
    this.#channel = channel;
    this.#clear = clear;
    for (const source of [server, channel]) {
      source.addEventListener("closed", () => this.#leave(source === server));
    }
  }

  /** At zero: lock the paper and ask; the deadline may have been moved. */
  async atZero(timer) {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#lock(true);
    this.#outbox.hurry();
    const { status } = await this.#server.state();
    // Signed out meanwhile: the same address now leads to the sign-in.
    if ([401, 403, 404].includes(status)) location.reload();
    if (timer.left > 0) this.#lock(false);
    // Spread out: a whole room comes to zero in the same second.
    setTimeout(() => (this.#isAsking = false), ASK_AGAIN_MS * (0.5 + Math.random()));
  }

  #lock(isLocked) {
    banner("time-up", isLocked);
    document.getElementById("main").inert = isLocked;
  }

  /** Nothing of a closed attempt stays on this computer. */
  async #leave(isNews) {
    if (this.#isOver) return;
    this.#isOver = true;
    if (isNews) this.#channel.say("closed");
    this.#outbox.hold("closed");
    await this.#clear();
    location.replace(document.body.dataset.result);
  }
}
