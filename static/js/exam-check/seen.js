/** The briefing says when this computer was checked: only this computer knows. */

import { Shelf } from "../exam/shelf.js";

const done = new Shelf("check").get("done");
const { lang } = document.documentElement;
const language = lang === "en" ? "en-GB" : lang;

if (done) {
  for (const line of document.querySelectorAll("[data-check]")) {
    line.hidden = line.dataset.check !== "done";
    const place = line.querySelector("time");
    if (!place) continue;
    place.dateTime = done.at;
    place.textContent = written(new Date(done.at));
  }
}

/** As the other dates of the page: 22 November 2026, 23:31 */
function written(moment) {
  const day = moment.toLocaleDateString(language, { day: "numeric", month: "long" });
  const hour = moment.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  return `${day} ${moment.getFullYear()}, ${hour}`;
}
