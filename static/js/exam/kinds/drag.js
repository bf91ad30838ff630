/** Dragging the items of a list by their grip; the buttons do the same. */

export function letDrag(list, onDrop) {
  let item = null;
  let isMoved = false;

  list.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".order__grip");
    if (!grip || list.matches(":disabled *")) return;
    event.preventDefault();
    item = grip.closest("li");
    isMoved = false;
    item.classList.add("is-dragged");
    list.setPointerCapture(event.pointerId);
  });

  list.addEventListener("pointermove", (event) => {
    const other = item && under(list, event.clientY);
    if (!other || other === item) return;
    const isBelow = item.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (isBelow) other.after(item);
    else other.before(item);
    isMoved = true;
  });

  for (const end of ["pointerup", "pointercancel"]) {
    list.addEventListener(end, () => {
      if (!item) return;
      item.classList.remove("is-dragged");
      item = null;
      if (isMoved) onDrop();
    });
  }
}

/** The item whose middle half is at this height. */
function under(list, y) {
  return [...list.children].find((each) => {
    const { top, height } = each.getBoundingClientRect();
    return y > top + height / 4 && y < top + (3 * height) / 4;
  });
}
