/** How each kind of question is answered on the page.
 *
 * A kind has response, show(response), normal(response) to compare by,
 * text(response) in words, onInput(deed(wait)), and may have choose(place).
 */

import { Choices } from "./choices.js";
import { Field } from "./field.js";
import { Hotspot } from "./hotspot.js";
import { Ordering } from "./ordering.js";
import { Selects } from "./selects.js";

const KINDS = {
  single: Choices,
  true_false: Choices,
  multiple: Choices,
  matching: Selects,
  cloze: Selects,
  ordering: Ordering,
  numeric: Field,
  text: Field,
  hotspot: Hotspot,
};

export function kindOf(section) {
  return new KINDS[section.dataset.kind](section);
}
