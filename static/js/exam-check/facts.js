/** What this computer can do: each fact is [state, values], see _words.html. */

import { openSafe } from "../exam/safe.js";

const ROUNDS = 5;
const SLOW_MS = 1000;
const MINUTE = 60_000;
const NARROWEST = 600;
const NEEDED = [
  () => typeof indexedDB === "object",
  () => typeof AbortSignal.timeout === "function",
  () => typeof Array.prototype.findLast === "function",
  () => typeof HTMLDialogElement === "function",
  () => typeof Intl.PluralRules === "function",
  () => crypto.getRandomValues(new Uint8Array(1)).length === 1,
];

/** Everything the exam room's scripts are written in; that this runs is half of it. */
export function browser() {
  return [NEEDED.every(holds) ? "good" : "bad", {}];
}

/** Whether what is put away is there when it is looked for. */
export async function storage(shelf) {
  const safe = await openSafe("rehearsal");
  shelf.put("try", 1);
  return [safe.isKept && shelf.get("try") === 1 ? "good" : "bad", {}];
}

/** How long our server takes to answer, and how far this computer's clock is off. */
export async function line(server) {
  const tries = [];
  for (let round = 0; round < ROUNDS; round += 1) tries.push(await asked(server));
  const answered = tries.filter(({ now }) => now !== undefined);
  if (answered.length < ROUNDS) return { server: ["bad", {}] };
  const [best] = answered.sort((a, b) => a.took - b.took);
  const middle = answered[Math.floor(ROUNDS / 2)].took;
  const off = Math.abs(best.at + best.took / 2 - Date.parse(best.now));
  const minutes = Math.round(off / MINUTE);
  return {
    server: [middle > SLOW_MS ? "warn" : "good", { n: Math.round(middle) }],
    clock: [minutes ? "warn" : "good", { n: minutes }],
  };
}

export function screen() {
  const values = { wide: innerWidth, high: innerHeight };
  return [innerWidth < NARROWEST ? "warn" : "good", values];
}

async function asked(server) {
  const at = Date.now();
  const began = performance.now();
  const { content } = await server.state(0);
  return { at, took: performance.now() - began, now: content.now };
}

function holds(test) {
  try {
    return test();
  } catch {
    return false;
  }
}
