/** The questions on the page: what is answered, flagged and known of each. */

import { isAnswered } from "./answers.js";
import { kindOf } from "./kinds/kinds.js";
import { Note } from "./note.js";
import { sign } from "./signs.js";

export class Question {
  #section;
  #kind;
  #note;
  #line;
  #isDressed = false;
  revision;
  savedAt;
  isSeen = false;

  constructor(section) {
    this.#section = section;
    this.#kind = kindOf(section);
    this.#note = new Note(section);
    const { position, revision, savedAt, flagged, exhibit } = section.dataset;
    this.position = Number(position);
    this.revision = Number(revision);
    this.savedAt = savedAt || null;
    this.flagged = flagged === "true";
    this.exhibit = Number(exhibit) || null;
    this.heading = section.querySelector("h2");
    // A browser may bring back ticks of an older page: the server's answer counts.
    this.show(JSON.parse(section.dataset.response));
    section.addEventListener("change", () => this.say(""));
  }

  get response() {
    return this.#kind.response;
  }

  get isAnswered() {
    return isAnswered(this.response);
  }

  /** The first words of the question, to recognise it by. */
  get opening() {
    return this.#section.querySelector(".q-stem").textContent.trim().slice(0, 160);
  }

  get note() {
    return this.#note.text;
  }

  set note(text) {
    this.#note.text = text;
  }

  get flagged() {
    return this.#section.dataset.flagged === "true";
  }

  set flagged(isFlagged) {
    this.#section.dataset.flagged = isFlagged;
    for (const button of this.#section.querySelectorAll("[data-deed=flag-this]")) {
      button.setAttribute("aria-pressed", isFlagged);
    }
  }

  show(response) {
    this.#kind.show(response);
  }

  shows(response) {
    const [ours, theirs] = [this.response, response].map((r) => this.#kind.normal(r));
    return JSON.stringify(ours) === JSON.stringify(theirs);
  }

  /** A response in words, for the list of what is held. */
  text(response) {
    return this.#kind.text(response);
  }

  /** What the keys A to E do, and with Shift. */
  choose(place) {
    this.#kind.choose?.(place);
  }

  strike(place) {
    this.#section.querySelectorAll(".choice__tool")[place]?.click();
  }

  openNote() {
    this.#note.open();
  }

  /** `deed(wait)`: an answer was given; typing goes on for `wait` milliseconds. */
  onAnswer(deed) {
    this.#kind.onInput(deed);
  }

  onNote(deed) {
    this.#note.onInput(deed);
  }

  /** The person goes on to something else. */
  onLeave(deed) {
    this.#section.addEventListener("focusout", deed);
  }

  onFlag(deed) {
    const buttons = this.#section.querySelectorAll("[data-deed=flag-this]");
    for (const button of buttons) button.addEventListener("click", deed);
  }

  noteSaved(revision, at) {
    this.revision = revision;
    this.savedAt = at;
  }

  /** Take what the server holds, and leave a word that says so. */
  takeOver(response, revision, text) {
    this.show(response);
    this.revision = revision;
    this.savedAt = null; // somebody else saved it, and did not say when
    this.say(text);
  }

  set isShown(isShown) {
    if (isShown && !this.#isDressed) this.#dress();
    this.#section.hidden = !isShown;
  }

  #dress() {
    this.#isDressed = true;
    this.#section.querySelector(".q-own summary").prepend(sign("pencil"));
    for (const tool of this.#section.querySelectorAll(".choice__tool")) {
      tool.append(sign("strikethrough"));
    }
  }

  /** A word above the question; none takes the last one away. */
  say(text) {
    if (!text && !this.#line) return;
    this.#line ??= this.#newLine();
    this.#line.hidden = !text;
    this.#line.querySelector("p").textContent = text;
  }

  #newLine() {
    const { firstElementChild } = document.getElementById("q-note").content;
    const line = firstElementChild.cloneNode(true);
    this.#section.querySelector(".q-meta").after(line);
    return line;
  }

  contains(element) {
    return this.#section.contains(element);
  }

  get section() {
    return this.#section;
  }
}

export class Paper {
  constructor() {
    this.questions = [...document.querySelectorAll(".question")].map(
      (section) => new Question(section),
    );
  }

  get size() {
    return this.questions.length;
  }

  at(position) {
    return this.questions[position - 1];
  }

  /** Pictures, those of the other questions too: once the room stands, and before the
   *  line to the server is lost. What did not come is asked for again. */
  fetchPictures() {
    if (!navigator.onLine) return;
    for (const picture of document.querySelectorAll(".question img")) {
      if (picture.complete && !picture.naturalWidth) picture.src = picture.src;
      picture.loading = "eager";
    }
  }

  /** Nobody writes on it here: it can only be read. */
  set isLocked(isLocked) {
    for (const part of document.querySelectorAll("[data-writes]")) {
      part.disabled = isLocked;
    }
  }
}
