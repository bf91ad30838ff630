/** Options the candidate has crossed out: a note to oneself, never an answer. */

const KEPT = "struck";

export function rememberStrikes(shelf) {
  const struck = new Set(shelf.get(KEPT) ?? []);
  for (const tool of document.querySelectorAll(".choice__tool")) {
    const token = tool.closest(".choice").querySelector("input").value;
    draw(tool, struck.has(token));
    tool.addEventListener("click", () => {
      if (!struck.delete(token)) struck.add(token);
      draw(tool, struck.has(token));
      shelf.put(KEPT, [...struck]);
    });
  }
}

/** With the keys on, Shift and the letter cross out: fewer stops for the tab key. */
export function letKeysStrike(areOn) {
  for (const tool of document.querySelectorAll(".choice__tool")) {
    tool.tabIndex = areOn ? -1 : 0;
  }
}

function draw(tool, isStruck) {
  tool.setAttribute("aria-pressed", isStruck);
  tool.closest(".choice").classList.toggle("choice--struck", isStruck);
}
