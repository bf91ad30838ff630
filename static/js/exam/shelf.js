/** Small things this computer remembers: where one was, what one crossed out, how
 *  one likes the page. A browser that refuses to keep anything (full, private)
 *  loses the shelf, never the page. Answers do not lie here, see safe.js. */

export class Shelf {
  #prefix;

  /** A shelf of its own for each name: "attempt.7", "room". */
  constructor(name) {
    this.#prefix = `laurel.${name}.`;
  }

  put(key, value) {
    attempted(() => localStorage.setItem(this.#prefix + key, JSON.stringify(value)));
  }

  get(key) {
    return attempted(() => JSON.parse(localStorage.getItem(this.#prefix + key)));
  }

  /** Nothing of a closed attempt stays behind. */
  clear() {
    for (const key of attempted(() => Object.keys(localStorage)) ?? []) {
      if (key.startsWith(this.#prefix)) attempted(() => localStorage.removeItem(key));
    }
  }
}

function attempted(deed) {
  try {
    return deed();
  } catch {
    return null;
  }
}
