/** The attempt on the server, over HTTP. Events: time; closed. */

const PATIENCE_MS = 8000;

export class Server extends EventTarget {
  #address;
  #token;

  constructor(attempt) {
    super();
    this.#address = `/api/v1/attempts/${attempt}`;
    this.#token = document.querySelector("meta[name=csrf-token]").content;
  }

  attempt() {
    return this.#ask("GET", "");
  }

  handIn() {
    return this.#ask("POST", "/submission", {});
  }

  saveAnswer({ position, id, base, value }) {
    const body = { op_id: id, base_revision: base, response: value };
    return this.#ask("PUT", `/answers/${position}`, body);
  }

  saveFlag({ position, value }) {
    return this.#ask("PUT", `/flags/${position}`, { flagged: value });
  }

  /** {status, content}; status 0 when no answer came. Never throws. */
  async #ask(method, path, body) {
    const sent = performance.now();
    try {
      const response = await fetch(this.#address + path, {
        ...this.#request(method, body),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const content = await response.json();
      this.#note(content, sent);
      return { status: response.status, content };
    } catch {
      return { status: 0, content: {} };
    }
  }

  #request(method, body) {
    const headers = { Accept: "application/json", "X-CSRFToken": this.#token };
    if (body) headers["Content-Type"] = "application/json";
    return {
      method,
      headers,
      body: body && JSON.stringify(body),
      cache: "no-store",
      // A save that is under way when the window closes still arrives.
      keepalive: method !== "GET",
    };
  }

  #note(content, sent) {
    if (content.state === "closed") this.dispatchEvent(new Event("closed"));
    else if (content.remaining_ms !== undefined) this.#noteTime(content, sent);
  }

  #noteTime(content, sent) {
    const detail = {
      left: content.remaining_ms,
      version: content.deadline_version,
      sent,
      received: performance.now(),
    };
    this.dispatchEvent(new CustomEvent("time", { detail }));
  }
}
