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

function draw(tool, isStruck) {
  tool.setAttribute("aria-pressed", isStruck);
  tool.closest(".choice").classList.toggle("choice--struck", isStruck);
}
