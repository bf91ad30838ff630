/** Keeps the page and the server the same: sends what is chosen, takes over what
 *  is held. Events: held (a fresh list), saved {at}, taken {position}. */

import { Outbox } from "./outbox.js";
import { words } from "./words.js";

export class Answers extends EventTarget {
  #paper;
  #server;
  #looks = 0;
  #seen = 0;
  outbox;
  held = []; // the server's questions as last fetched
  isFresh = false;

  constructor(paper, server, shelf) {
    super();
    this.#paper = paper;
    this.#server = server;
    this.outbox = new Outbox(shelf, (op) => this.#deliver(op));
    this.#restore();
    for (const question of paper.questions) {
      question.onChange(() => this.#put("answer", question, question.response));
    }
    this.outbox.addEventListener("saved", ({ detail }) => this.#noteSaved(detail));
    this.outbox.addEventListener("refused", () => this.refresh());
    this.outbox.addEventListener("stale", ({ detail: { op, content } }) => {
      const { revision, response } = content.error;
      this.#takeOver(op.position, response, revision);
    });
  }

  flag(question) {
    question.flagged = !question.flagged;
    this.#put("flag", question, question.flagged);
  }

  /** Look at what the server holds; what waits here is newer and stays. */
  async refresh() {
    const look = ++this.#looks;
    const reply = await this.#server.attempt();
    if (look < this.#seen) return; // overtaken by a later look
    this.#seen = look;
    this.isFresh = reply.status === 200 && reply.content.state === "open";
    if (this.isFresh) this.#compare(reply.content.questions);
    this.dispatchEvent(new Event("held"));
  }

  /** The positions that will have no answer if the attempt is handed in now. */
  get open() {
    const isOpen = (item) => item.response.length === 0;
    const positions = this.held.filter(isOpen).map((item) => item.position);
    return positions.filter((position) => !this.outbox.waiting.has(position));
  }

  #put(kind, question, value) {
    this.outbox.put(kind, question.position, value);
  }

  #deliver(op) {
    if (op.kind === "flag") return this.#server.saveFlag(op);
    const { revision } = this.#paper.at(op.position);
    return this.#server.saveAnswer(this.outbox.base(op, revision));
  }

  /** What an earlier page could not send stands here again, and is sent first. */
  #restore() {
    for (const { kind, position, value } of this.outbox.ops) {
      const question = this.#paper.at(position);
      if (kind === "flag") question.flagged = value;
      else question.show(value);
    }
  }

  #noteSaved({ op, content }) {
    if (op.kind === "flag") return;
    const question = this.#paper.at(op.position);
    // The receipt of an old save: somebody has saved another one since.
    if (content.revision < question.revision) this.refresh();
    else question.revision = content.revision;
    const detail = { at: content.saved_at };
    this.dispatchEvent(new CustomEvent("saved", { detail }));
  }

  #compare(held) {
    this.held = held;
    const waiting = this.outbox.waiting;
    for (const { position, response, revision } of held) {
      const question = this.#paper.at(position);
      const isOlder = waiting.has(position) || revision < question.revision;
      if (!isOlder && !question.shows(response)) {
        this.#takeOver(position, response, revision);
      }
    }
  }

  #takeOver(position, response, revision) {
    this.#paper.at(position).takeOver(response, revision, words("changedHere"));
    this.dispatchEvent(new CustomEvent("taken", { detail: { position } }));
  }
}
