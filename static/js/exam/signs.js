/** Symbols that stand in every question are put in when they are wanted: on the page
 *  from the start they would be a fifth of all that a slow phone has to read. */

const SVG = "http://www.w3.org/2000/svg";

/** A symbol of the page itself (templates/exams/room/_icons.html). */
export function sign(name) {
  const symbol = document.createElementNS(SVG, "svg");
  symbol.setAttribute("class", "icon");
  symbol.setAttribute("aria-hidden", true);
  symbol.append(document.createElementNS(SVG, "use"));
  symbol.firstChild.setAttribute("href", `#i-${name}`);
  return symbol;
}
