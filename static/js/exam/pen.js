/** Who writes. One window at a time holds the attempt's pen: the server counts who
 *  took it, and a lock in this browser says whether the window that took it lives.
 *  Events: taken, moved. */

const KEPT = "pen";
const LOCK_MS = 1500; // a page being reloaded lets go within this time, on a slow phone too

export class Pen extends EventTarget {
  #name;
  #server;
  #shelf;
  #letGo = () => {};
  #isTaking = false;
  isHeld = false;
  /** Whether this browser has written in the attempt before. */
  isKnownHere;

  constructor(attempt, server, shelf) {
    super();
    this.#name = `laurel.pen.${attempt}`;
    this.#server = server;
    this.#shelf = shelf;
    this.isKnownHere = this.#kept !== null;
  }

  /** May this window write? Nobody's pen is taken, one's own is taken up again. */
  async begin(epoch) {
    this.#server.epoch = epoch;
    if (epoch === 0) {
      this.isHeld = true;
      await this.take();
    } else if (this.#kept === epoch && (await this.#locked(LOCK_MS))) {
      this.isHeld = true;
    }
    return this.isHeld;
  }

  /** Write here from now on, whoever wrote before; false if the server is away. */
  async take() {
    this.#isTaking = true;
    const { status, content } = await this.#server.takePen();
    this.#isTaking = false;
    if (status !== 200) return false;
    this.#server.epoch = content.writer_epoch;
    this.#keep(content.writer_epoch);
    this.isHeld = true;
    this.#locked();
    this.#tell("taken", { epoch: content.writer_epoch });
    return true;
  }

  /** Somebody says who holds the pen. */
  see(epoch) {
    if (!this.isHeld || this.#isTaking || epoch <= this.#server.epoch) return;
    this.isHeld = false;
    this.#letGo();
    this.#tell("moved");
  }

  /** Ends with true as soon as no other window of this browser holds the lock. */
  #locked(patience) {
    // Plain http inside a house network has no locks; there each window remembers
    // its own pen, and the server's count decides.
    if (!navigator.locks) return Promise.resolve(true);
    const signal = patience && AbortSignal.timeout(patience);
    return new Promise((go) => {
      const hold = () => {
        go(true);
        return new Promise((letGo) => (this.#letGo = letGo));
      };
      navigator.locks.request(this.#name, { signal }, hold).catch(() => go(false));
    });
  }

  get #kept() {
    if (navigator.locks) return this.#shelf.get(KEPT);
    const kept = sessionStorage.getItem(this.#name);
    return kept === null ? null : Number(kept);
  }

  #keep(epoch) {
    if (navigator.locks) this.#shelf.put(KEPT, epoch);
    else sessionStorage.setItem(this.#name, epoch);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
