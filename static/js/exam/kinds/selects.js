/** A list to choose from for each part: matching, and gaps in the text. */

export class Selects {
  #selects;

  constructor(section) {
    this.#selects = [...section.querySelectorAll("select[data-part]")];
    intoGaps(section, this.#selects);
  }

  get response() {
    const chosen = this.#selects.filter((select) => select.value);
    return Object.fromEntries(chosen.map((select) => [select.dataset.part, select.value]));
  }

  show(response) {
    for (const select of this.#selects) select.value = response[select.dataset.part] ?? "";
  }

  normal(response) {
    return Object.entries(response).sort();
  }

  text(response) {
    return this.#selects
      .filter((select) => response[select.dataset.part])
      .map((select) => `${select.dataset.name} → ${word(select, response)}`)
      .join("; ");
  }

  onInput(deed) {
    for (const select of this.#selects) select.addEventListener("change", () => deed());
  }
}

function word(select, response) {
  const value = response[select.dataset.part];
  return [...select.options].find((option) => option.value === value)?.label ?? value;
}

/** In a cloze the prompt says [[1]], [[2]], … where the lists stand. */
function intoGaps(section, selects) {
  if (section.dataset.kind !== "cloze") return;
  const stem = section.querySelector(".q-stem");
  const walker = document.createTreeWalker(stem, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const parts = text.data.split(/\[\[(\d+)\]\]/).map((part, n) => {
      return n % 2 ? selects[Number(part) - 1] : part;
    });
    if (parts.length > 1) text.replaceWith(...parts);
  }
}
