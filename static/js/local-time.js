/** Beside each moment in UTC, the same in the reader's own time. */

const language = document.documentElement.lang;
const words = document.documentElement.dataset.yourTime;
const HOUR = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

for (const place of document.querySelectorAll("time[data-moment]")) {
  const at = new Date(place.dateTime);
  if (at.getTimezoneOffset() === 0) continue;
  const isSameDay = at.getDate() === at.getUTCDate();
  const day = isSameDay ? {} : { day: "numeric", month: "short" };
  const local = new Intl.DateTimeFormat(language, { ...day, ...HOUR }).format(at);
  const beside = document.createElement("span");
  beside.className = "local-time";
  beside.textContent = ` (${words.replace("{time}", local)})`;
  place.append(beside);
}
