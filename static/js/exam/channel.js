/** The windows of this browser that show the same attempt tell each other at once
 *  what the server would tell them within seconds. Events: pen {epoch}, left, closed. */

export class Channel extends EventTarget {
  #line = null;

  constructor(attempt) {
    super();
    try {
      this.#line = new BroadcastChannel(`laurel.attempt.${attempt}`);
    } catch {
      return; // without it the server's word is enough
    }
    this.#line.onmessage = ({ data: { name, detail } }) => {
      this.dispatchEvent(new CustomEvent(name, { detail }));
    };
  }

  say(name, detail) {
    this.#line?.postMessage({ name, detail });
  }
}
