/** Signing in again inside the page, as the same person and nobody else.
 *  Event: renewed. */

import { banner } from "./notices.js";
import { words } from "./words.js";

const AGAIN_MS = 5000; // what is turned away again at once is not asked without end

export class Renewal extends EventTarget {
  #dialog = document.getElementById("sign-in");
  #server;
  #me = Number(document.body.dataset.person);
  #token;
  #isBusy = false;
  #isOpen = false;
  #isPutOff = false;
  #last = -Infinity;

  constructor(server) {
    super();
    this.#server = server;
    this.#dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#part("later").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => (this.#isPutOff = true));
    document
      .querySelector("[data-deed=sign-in]")
      .addEventListener("click", () => this.#ask());
  }

  /** A request was let in: somebody signed in again elsewhere in this browser. */
  settle() {
    if (this.#isOpen && !this.#isBusy) this.#renewed(null);
  }

  /** A request was turned away with this status: find out who is signed in. */
  async begin(status) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    const reply = await this.#server.session();
    this.#isBusy = false;
    if (reply.status !== 200) return; // the next try comes by itself
    const { person_id: person, csrf_token: token } = reply.content;
    this.#token = token;
    if (person !== this.#me) this.#show(person !== null);
    // It is us, and still there is nothing for us: the page will say why.
    else if (status === 403 || status === 404) location.reload();
    else if (performance.now() - this.#last > AGAIN_MS) this.#renewed(token);
  }

  #show(isSomebodyElse) {
    this.#isOpen = true;
    banner("signed-out", true);
    this.#part("other").hidden = !isSomebodyElse;
    if (!this.#isPutOff) this.#ask();
  }

  #ask() {
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  async #send() {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#tell(words("signingIn"));
    const { email } = document.body.dataset;
    const password = this.#dialog.querySelector("input[type=password]").value;
    const { status, content } = await this.#server.signIn(email, password, this.#token);
    this.#isBusy = false;
    if (status === 200 && content.person_id === this.#me) this.#renewed(content.csrf_token);
    else this.#tell(content.error?.message ?? words("notReached"));
  }

  #renewed(token) {
    this.#last = performance.now();
    this.#isOpen = false;
    if (token) this.#server.adopt(token);
    this.#tell("");
    this.#dialog.querySelector("form").reset();
    this.#dialog.close();
    this.#isPutOff = false;
    banner("signed-out", false);
    this.dispatchEvent(new Event("renewed"));
  }

  #tell(text) {
    this.#part("state").textContent = text;
  }

  #part(name) {
    return this.#dialog.querySelector(`[data-part=${name}]`);
  }
}
