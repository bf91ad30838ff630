/** What this computer keeps for one attempt. A browser that refuses to keep
 *  anything (full, private) loses the shelf, never the page. */

export class Shelf {
  #prefix;

  constructor(attempt) {
    this.#prefix = `laurel.attempt.${attempt}.`;
  }

  put(key, value) {
    attempted(() => localStorage.setItem(this.#prefix + key, JSON.stringify(value)));
  }

  get(key) {
    return attempted(() => JSON.parse(localStorage.getItem(this.#prefix + key)));
  }

  drop(key) {
    attempted(() => localStorage.removeItem(this.#prefix + key));
  }

  /** Every value whose key begins like this. */
  all(start) {
    return this.#keys(start)
      .map((key) => this.get(key))
      .filter((value) => value !== null);
  }

  /** Nothing of a closed attempt stays behind. */
  clear() {
    for (const key of this.#keys("")) this.drop(key);
  }

  #keys(start) {
    const whole = this.#prefix + start;
    const keys = attempted(() => Object.keys(localStorage)) ?? [];
    return keys
      .filter((key) => key.startsWith(whole))
      .map((key) => key.slice(this.#prefix.length));
  }
}

function attempted(deed) {
  try {
    return deed();
  } catch {
    return null;
  }
}
