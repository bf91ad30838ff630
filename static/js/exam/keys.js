/** Single keys, read as places on the keyboard: they work in every layout. */

const PLACES = ["KeyA", "KeyB", "KeyC", "KeyD", "KeyE"];
const TYPING =
  "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";

/** `deeds` has choose(place), next(), previous(), flag() and time(). */
export function listen(deeds, areOn) {
  const byCode = {
    KeyN: deeds.next,
    KeyP: deeds.previous,
    KeyF: deeds.flag,
    KeyT: deeds.time,
  };
  document.addEventListener("keydown", (event) => {
    if (!areOn() || isForOthers(event)) return;
    const place = PLACES.indexOf(event.code);
    const deed = place >= 0 ? () => deeds.choose(place) : byCode[event.code];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
}

function isForOthers(event) {
  return (
    event.repeat ||
    event.ctrlKey ||
    event.altKey ||
    event.metaKey ||
    event.target.closest(TYPING) !== null ||
    document.querySelector("dialog[open]") !== null
  );
}
