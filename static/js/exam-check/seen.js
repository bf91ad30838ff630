/** The briefing says when this computer was checked: only this computer knows. */

import { Shelf } from "../exam/shelf.js";

const done = new Shelf("check").get("done");
const written = { dateStyle: "long", timeStyle: "short" };

if (done) {
  for (const line of document.querySelectorAll("[data-check]")) {
    line.hidden = line.dataset.check !== "done";
    const place = line.querySelector("time");
    if (!place) continue;
    place.dateTime = done.at;
    const moment = new Date(done.at);
    place.textContent = moment.toLocaleString(document.documentElement.lang, written);
  }
}
