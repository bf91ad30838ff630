/** What an attempt left on this computer is taken away once it is closed. */

/** Ask about each other attempt that left something; `safe` is the present one's. */
export async function clearLeftovers(safe) {
  for (const attempt of await safe.others()) {
    const answer = await fetch(`/api/v1/attempts/${attempt}/state`, { cache: "no-store" });
    // Somebody else's, and perhaps still open: 404 here.
    if (answer.ok && (await answer.json()).state === "closed") {
      await safe.of(attempt).clear();
    }
  }
}
