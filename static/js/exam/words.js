/** The room's sentences in the candidate's language: data-* of #words. */

const said = document.getElementById("words").dataset;
let plurals;
const clockTime = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** words("saved", {time: "10:47:09"}) → "Saved 10:47:09" */
export function words(name, values = {}) {
  return said[name].replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** The form of a sentence that fits the number: openOne, openFew, openMany. */
export function counted(name, n, values = {}) {
  plurals ??= new Intl.PluralRules(document.documentElement.lang);
  const form = { one: "One", few: "Few" }[plurals.select(n)] ?? "Many";
  return words(name + form, { n, ...values });
}

/** A moment as the candidate's wall clock shows it: 10:47, or 10:47:09. */
export function hour(moment, more = {}) {
  return moment.toLocaleTimeString(document.documentElement.lang, { ...clockTime, ...more });
}
