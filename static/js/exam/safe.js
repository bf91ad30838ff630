/** Where answers lie until the server has confirmed them: in this browser's
 *  database, or in memory where the browser refuses to keep anything. */

const NAME = "laurel";
const ROWS = "unsent";
const PATIENCE_MS = 3000; // some private windows never answer

/** The safe of one attempt; `isKept` says whether it outlives the page. Never fails. */
export async function openSafe(attempt) {
  try {
    const safe = new Safe(await opened(), attempt);
    await safe.all();
    return safe;
  } catch {
    return new Memory();
  }
}

class Safe {
  isKept = true;
  #base;
  #attempt;

  constructor(base, attempt) {
    this.#base = base;
    this.#attempt = attempt;
  }

  /** Every op of the attempt, oldest first. */
  async all() {
    const ops = await asked(this.#base, (rows) => rows.getAll(this.#own));
    return ops.sort((a, b) => a.n - b.n);
  }

  /** Put and drop together or not at all; done when it is on the disk. */
  async change(put, drop) {
    await done(this.#base, (rows) => {
      for (const op of put) rows.put({ ...op, attempt: this.#attempt });
      for (const { id } of drop) rows.delete([this.#attempt, id]);
    });
  }

  async clear() {
    await done(this.#base, (rows) => rows.delete(this.#own));
  }

  /** Other attempts that left something on this computer. */
  async others() {
    const keys = await asked(this.#base, (rows) => rows.getAllKeys());
    return [...new Set(keys.map(([attempt]) => attempt))].filter(
      (attempt) => attempt !== this.#attempt,
    );
  }

  of(attempt) {
    return new Safe(this.#base, attempt);
  }

  get #own() {
    return IDBKeyRange.bound([this.#attempt], [this.#attempt, []]);
  }
}

class Memory {
  isKept = false;
  all = async () => [];
  change = async () => {};
  clear = async () => {};
  others = async () => [];
}

function opened() {
  return new Promise((go, fail) => {
    setTimeout(() => fail(new Error("no answer")), PATIENCE_MS);
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(ROWS, { keyPath: ["attempt", "id"] });
    };
    request.onerror = () => fail(request.error);
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      go(request.result);
    };
  });
}

function asked(base, question) {
  return new Promise((go, fail) => {
    const request = question(base.transaction(ROWS).objectStore(ROWS));
    request.onsuccess = () => go(request.result);
    request.onerror = () => fail(request.error);
  });
}

function done(base, deed) {
  return new Promise((go, fail) => {
    const deal = base.transaction(ROWS, "readwrite", { durability: "strict" });
    deal.oncomplete = go;
    deal.onabort = () => fail(deal.error);
    deed(deal.objectStore(ROWS));
  });
}
