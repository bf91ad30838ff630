/** The end of the attempt: only the server ends it, here we notice. */

import { banner } from "./notices.js";

const ASK_AGAIN_MS = 1000;

export class Ending {
  #server;
  #shelf;
  #outbox;
  #isAsking = false;

  constructor(server, shelf, outbox) {
    this.#server = server;
    this.#shelf = shelf;
    this.#outbox = outbox;
    outbox.addEventListener("closed", () => this.#leave());
    server.addEventListener("closed", () => this.#leave());
  }

  /** At zero: lock the paper and ask; the deadline may have been moved. */
  async atZero(timer) {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#lock(true);
    this.#outbox.hurry();
    const { status } = await this.#server.attempt();
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
  #leave() {
    this.#outbox.forget();
    this.#shelf.clear();
    location.replace(document.body.dataset.result);
  }
}
