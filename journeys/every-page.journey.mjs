// Every page that links lead to, as every role of the demo, at 320 pixels: what somebody sees who enlarges a wide screen to 400 percent
// (WCAG 1.4.10). axe looks at each. A page is looked at once for each role that meets it first, by its pattern and not by its record.
// Long: walked by `make soak` and by its name, and not by `make journeys`.
import assert from "node:assert/strict";

const NARROW = { width: 320, height: 640 };

// What an address is when its ids and references are left out.
function pattern(path) {
  return path
    .split("/")
    .map((part) => (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(part) || /^[0-9a-f]{32}$/i.test(part) || /\d/.test(part) ? "{id}" : part))
    .join("/");
}

// Files, and what ends a session.
const LEFT_OUT = /\.(csv|json|ics|ods|txt|pdf|zip|xml)$|^\/(api|assets|sign-out|open-referral)(\/|$)/;

export default {
  name: "every-page",
  person: "Everybody, on a very narrow screen",
  long: true,
  within: 1_800_000,
  async run({ page, step, as, base }) {
    await page.goto("/sign-in/demo");
    const roles = await page.locator('button[name="role"]').evaluateAll((all) => all.map((button) => button.value));
    const seen = new Set();
    const dead = [];
    const wander = async (window, who) => {
      await window.setViewportSize(NARROW);
      const waiting = ["/"];
      const from = new Map();
      let looked = 0;
      while (waiting.length) {
        const path = waiting.shift();
        const answer = await window.goto(path);
        looked += 1;
        if (answer && answer.status() >= 400) dead.push(`${pattern(path)} from ${from.get(path)}, as ${who}: ${answer.status()}`);
        const links = await window.locator("a[href]").evaluateAll((all) => all.map((a) => a.href));
        for (const link of links) {
          const url = new URL(link);
          if (url.origin !== base || LEFT_OUT.test(url.pathname)) continue;
          const kind = pattern(url.pathname);
          if (kind === "/" || seen.has(kind)) continue;
          seen.add(kind);
          waiting.push(url.pathname + url.search);
          from.set(url.pathname + url.search, pattern(new URL(window.url()).pathname));
        }
      }
      return looked;
    };
    await step("somebody who is not signed in");
    let pages = await wander(page, "nobody");
    for (const role of roles) {
      await step(`as ${role}`);
      const window = await as(role);
      pages += await wander(window, role);
      await window.close();
    }
    await step(`${pages} pages of ${seen.size} patterns were looked at, ${NARROW.width} pixels wide`);
    assert.deepEqual(dead, [], "links that lead nowhere");
  },
};
