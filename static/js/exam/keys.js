/** Single keys, read as places on the keyboard: they work in every layout. */

const PLACES = ["KeyA", "KeyB", "KeyC", "KeyD", "KeyE"];
const TYPING =
  "textarea, select, [contenteditable], [role=application], " +
  "input:not([type=radio], [type=checkbox])";

/** `deeds`: choose(place), strike(place), next, previous, flag, time, note,
 *  calculator and help. */
export function listen(deeds, areOn) {
  const byCode = {
    KeyN: deeds.next,
    KeyP: deeds.previous,
    KeyF: deeds.flag,
    KeyT: deeds.time,
    KeyW: deeds.note,
    KeyK: deeds.calculator,
  };
  document.addEventListener("keydown", (event) => {
    if (!areOn() || isForOthers(event)) return;
    const place = PLACES.indexOf(event.code);
    const onOption = event.shiftKey ? deeds.strike : deeds.choose;
    const isHelp = event.key === "?";
    const deed =
      place >= 0 ? () => onOption(place) : isHelp ? deeds.help : byCode[event.code];
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
    document.querySelector("dialog:modal") !== null
  );
}
