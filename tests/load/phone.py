"""How soon a slow phone can answer: the exam page of 75 questions in Chromium.

    .venv/bin/python -m tests.load.phone [--times 7] [--slower N]

A phone's screen, a slow phone's processor, and a line of 1.6 Mbit/s down and 0.75 up
with 150 ms there and back (what browsers' tools call fast 3G), nothing in the
browser's cache. Ready is when the first question stands there with its scripts
listening, and no task has kept the page busy for 50 ms since.

How many times slower this machine has to be made is found out before each visit, by
the measure that Lighthouse calls BenchmarkIndex and to the value that Chrome's own
tools take for a slow phone.
"""

import argparse
import os
import shutil
import statistics

from playwright.sync_api import Browser, sync_playwright

from tests.load.house import Candidate, seat
from tests.load.site import Site, a_site

LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
SLOW_PHONE = 264
"""BenchmarkIndex of a Moto G Power of 2022: "low tier" of Chrome's CPU presets."""
INDEX = """
() => {
  const second = (work) => {
    const until = performance.now() + 1000;
    let done = 0;
    while (performance.now() < until) work(done++);
    return done / 10;
  };
  const lists = [1, 2].map((first) => Array.from({ length: 1e5 }, (_, n) => first * n));
  const letters = second(() => {
    let said = "";
    for (let n = 0; n < 1e4; n++) said += "a";
    if (said.length === 1) throw new Error("never");
  });
  const numbers = second((turn) => {
    const [from, to] = turn % 2 ? lists : lists.toReversed();
    for (let n = 0; n < from.length; n++) to[n] = from[n];
  });
  return (letters + numbers) / 2;
}
"""
"""How often in a tenth of a second ten thousand letters are strung together, and
a hundred thousand numbers copied; the mean of both."""
WATCH = """
window.ready = 0; window.busyUntil = 0;
new PerformanceObserver((list) => {
  const last = list.getEntries().at(-1);
  window.busyUntil = last.startTime + last.duration;
}).observe({ type: "longtask", buffered: true });
new MutationObserver(() => {
  if (!window.ready && document.querySelector(".question:not([hidden])")) {
    window.ready = performance.now();
  }
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["hidden"] });
"""


def visit(
    browser: Browser, site: Site, candidate: Candidate, slower: float | None
) -> tuple[float, float]:
    """Milliseconds from asking for the page until it can be used, and how many times
    slower this machine was made for it."""
    # Now, since a shared machine is another one from minute to minute.
    slower = slower or max(index_of(browser) / SLOW_PHONE, 1.0)
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    name, _, value = candidate.cookie.partition("=")
    address = f"http://localhost:{site.port}"
    phone.add_cookies([{"name": name, "value": value, "url": address}])
    page = phone.new_page()
    page.add_init_script(WATCH)
    tools = phone.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", LINE)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(f"{address}/attempts/{candidate.attempt_id}")
    page.wait_for_function("window.ready > 0")
    page.wait_for_timeout(1500)
    assert page.locator(".question").count() == 75
    ready = float(page.evaluate("Math.max(window.ready, window.busyUntil)"))
    phone.close()
    return ready, slower


def index_of(browser: Browser) -> float:
    """The machine's BenchmarkIndex, found in a process that is not the phone's: that
    one must be as cold as a page just opened."""
    page = browser.new_page()
    index = float(page.evaluate(INDEX))
    page.close()
    return index


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--slower", type=float, help="default: as a slow phone")
    options = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with a_site("sqlite", options.times + 1) as site, sync_playwright() as playwright:
        seat(site.house, options.times + 1)
        site.start("web")
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        first, *others = site.house.candidates
        visit(browser, site, first, options.slower)
        visits = [visit(browser, site, one, options.slower) for one in others]
        browser.close()
    waits, slower = (sorted(each) for each in zip(*visits, strict=True))
    print(
        f"ready after {statistics.median(waits):.0f} ms (median of {len(waits)}; "
        f"{waits[0]:.0f} to {waits[-1]:.0f}), {slower[0]:.1f} to {slower[-1]:.1f} "
        "times slower than this machine"
    )


if __name__ == "__main__":
    main()
