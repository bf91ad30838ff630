/** The attempt on the server, over HTTP. Events: heard, after every try; time and
 *  state, with what the server says; closed; shut-out with {status}. */

const PATIENCE_MS = 8000;
const OUTSIDE = [401, 403, 404];
const ENDS = ["attempt_closed", "time_is_up"];

export class Server extends EventTarget {
  #address;
  #token;
  #failures = 0;
  epoch = 0; // what our saves say of the pen

  constructor(attempt) {
    super();
    this.#address = `/api/v1/attempts/${attempt}`;
    this.#token = document.querySelector("meta[name=csrf-token]").content;
  }

  /** Whether the last tries in a row had no answer at all. */
  get isAway() {
    return this.#failures > 1;
  }

  attempt() {
    return this.#tried("GET", "");
  }

  state() {
    return this.#tried("GET", "/state");
  }

  /** Tell how many answers wait here; staff see who is not in step. */
  unsent(count) {
    return this.#tried("PUT", "/unsent", { count });
  }

  takePen() {
    return this.#tried("POST", "/pen", {});
  }

  painted() {
    return this.#tried("POST", "/painted", {});
  }

  handIn() {
    return this.#tried("POST", "/submission", {});
  }

  signals(signals) {
    return this.#tried("POST", "/signals", { signals });
  }

  save({ kind, position, id, base, value }) {
    const writer = { writer_epoch: this.epoch };
    if (kind === "flag") {
      return this.#tried("PUT", `/flags/${position}`, { flagged: value, ...writer });
    }
    if (kind === "note") {
      return this.#tried("PUT", `/notes/${position}`, { text: value, ...writer });
    }
    const body = { op_id: id, base_revision: base ?? 0, response: value, ...writer };
    return this.#tried("PUT", `/answers/${position}`, body);
  }

  /** Who is signed in in this browser, and the token for what they send. */
  session() {
    return this.#ask("GET", "/api/v1/session");
  }

  async signIn(email, password, token) {
    this.#token = token;
    return this.#ask("POST", "/api/v1/session", { email, password });
  }

  /** Send with this token from now on. */
  adopt(token) {
    this.#token = token;
  }

  async #tried(method, path, body) {
    const sent = performance.now();
    const reply = await this.#ask(method, this.#address + path, body);
    this.#failures = reply.status === 0 ? this.#failures + 1 : 0;
    this.#note(reply, sent);
    this.#tell("heard");
    return reply;
  }

  /** {status, content, retryAfter in ms}; status 0 when no answer came. */
  async #ask(method, address, body) {
    try {
      const response = await fetch(address, {
        ...this.#request(method, body),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await response.text();
      return {
        status: response.status,
        content: text ? JSON.parse(text) : {},
        retryAfter: 1000 * (Number(response.headers.get("Retry-After")) || 0),
      };
    } catch {
      return { status: 0, content: {}, retryAfter: 0 };
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

  #note({ status, content }, sent) {
    const code = content.error?.code;
    const isShutOut = OUTSIDE.includes(status) || code === "stale_form";
    if (isShutOut) this.#tell("shut-out", { status });
    else if (content.state === "closed" || ENDS.includes(code)) this.#tell("closed");
    else {
      if (content.remaining_ms !== undefined) this.#noteTime(content, sent);
      if (content.paper_version !== undefined) this.#tell("state", content);
    }
  }

  #noteTime(content, sent) {
    this.#tell("time", {
      left: content.remaining_ms,
      version: content.deadline_version,
      isStill: content.is_paused === true,
      sent,
      received: performance.now(),
    });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
