/** Keeps the page and the server the same: sends what is answered, takes over what
 *  is held. Events: held (a fresh list), saved {at}, taken {position}. */

import { Outbox } from "./outbox.js";
import { words } from "./words.js";

export class Answers extends EventTarget {
  #paper;
  #server;
  #queue;
  #looks = 0;
  #seen = 0;
  outbox;
  held = []; // the server's questions as last fetched
  isFresh = false;

  constructor(paper, server, queue) {
    super();
    this.#paper = paper;
    this.#server = server;
    this.#queue = queue;
    this.outbox = new Outbox(
      queue,
      (op) => server.save(op),
      (position) => paper.at(position)?.revision ?? 0,
    );
    for (const question of paper.questions) this.#listenTo(question);
    this.outbox.addEventListener("saved", ({ detail }) => this.#noteSaved(detail));
    this.outbox.addEventListener("refused", ({ detail }) => this.#noteRefused(detail));
    this.outbox.addEventListener("stale", ({ detail: { op, content } }) => {
      const { revision, response } = content.error;
      this.#takeOver(op.position, response, revision, "changedHere");
    });
  }

  /** What waits in this browser stands here again, and is sent first. */
  async restore() {
    await this.#queue.load();
    for (const { kind, position, value } of this.#queue.ops) {
      const question = this.#paper.at(position);
      if (kind === "flag") question.flagged = value;
      else if (kind === "note") question.note = value;
      else question.show(value);
    }
  }

  flag(question) {
    question.flagged = !question.flagged;
    this.outbox.put("flag", question.position, question.flagged);
  }

  /** Look at what the server holds; what waits here is newer and stays. */
  async refresh() {
    const look = ++this.#looks;
    const { status, content } = await this.#server.attempt();
    if (look < this.#seen) return; // overtaken by a later look
    this.#seen = look;
    this.isFresh = status === 200 && content.state === "open" && !content.is_paused;
    if (this.isFresh) this.#compare(content.questions);
    this.dispatchEvent(new Event("held"));
  }

  /** The positions that will have no answer if the attempt is handed in now. */
  get open() {
    const positions = this.held.filter((item) => !isAnswered(item.response));
    const waiting = this.outbox.waiting;
    return positions.map((item) => item.position).filter((each) => !waiting.has(each));
  }

  #listenTo(question) {
    const { position } = question;
    question.onAnswer((wait) => this.outbox.put("answer", position, question.response, wait));
    question.onNote((wait) => this.outbox.put("note", position, question.note, wait));
    question.onLeave(() => this.outbox.flush());
  }

  #noteSaved({ op, content }) {
    if (op.kind !== "answer") return;
    const question = this.#paper.at(op.position);
    // The receipt of an old save: somebody has saved another one since.
    if (content.revision < question.revision) this.refresh();
    else question.noteSaved(content.revision, content.saved_at);
    const detail = { at: content.saved_at };
    this.dispatchEvent(new CustomEvent("saved", { detail }));
  }

  async #noteRefused({ op }) {
    await this.refresh();
    this.#paper.at(op.position).say(words("notTaken"));
  }

  #compare(held) {
    this.held = held;
    const waiting = this.outbox.waiting;
    for (const { position, response, revision, flagged, note } of held) {
      const question = this.#paper.at(position);
      if (waiting.has(position) || revision < question.revision) continue;
      if (!question.shows(response)) {
        this.#takeOver(position, response, revision, "changedHere");
      }
      question.revision = revision;
      question.flagged = flagged;
      question.note = note ?? question.note;
    }
  }

  #takeOver(position, response, revision, why) {
    this.#paper.at(position).takeOver(response, revision, words(why));
    this.dispatchEvent(new CustomEvent("taken", { detail: { position } }));
  }
}

/** Whether a response says anything: a list, pairs, a text or a place. */
export function isAnswered(response) {
  if (typeof response === "string") return response.trim() !== "";
  return Object.keys(response).length > 0;
}
