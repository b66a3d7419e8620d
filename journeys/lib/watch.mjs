// Looks over the shoulder of whoever walks a journey: every new page is counted and checked for accessibility,
// and everything that goes wrong behind the screen is written down, without the journey having to ask.
import { findings } from "./accessibility.mjs";

/** @type {WeakMap<import("playwright-core").Page, () => Promise<void>>} */
const watched = new WeakMap();
const OPENING = ["goto", "reload", "goBack", "goForward"];
const LEAVING = ["click", "press"];
let locatorsWatched = false;

/**
 * Begins to watch `page`.
 * @param {import("playwright-core").Page} page
 * @param {object} notes what is written down
 * @param {string} notes.base address of the server
 * @param {boolean} notes.javaScript whether scripts run in this window
 * @param {string[]} notes.visited paths, in the order seen
 * @param {import("./accessibility.mjs").Finding[]} notes.found
 * @param {Set<string>} notes.troubles
 * @param {string[]} notes.elsewhere addresses of other servers that belong to the journey
 */
export function watch(page, { base, javaScript, visited, found, troubles, elsewhere }) {
  const lookOnce = async () => {
    await page.waitForLoadState("load");
    if (page.url() === "about:blank") return;
    const isNew = await page.evaluate(() => {
      const first = !document.hearthSeen;
      document.hearthSeen = true;
      return first;
    });
    if (!isNew) return;
    visited.push(new URL(page.url()).pathname);
    found.push(...(await findings(page, { javaScript })));
  };
  // A script may open the next page by itself, as it does after a passkey: then the page that is left is let go,
  // and the one that came is looked at.
  const look = async () => {
    for (let more = 3; ; more -= 1) {
      try {
        return await lookOnce();
      } catch (error) {
        if (more === 0 || !/Execution context was destroyed/.test(error.message)) throw error;
      }
    }
  };
  watched.set(page, look);

  for (const verb of OPENING) {
    const plain = page[verb].bind(page);
    page[verb] = async (...args) => {
      const answer = await plain(...args);
      await look();
      return answer;
    };
  }
  watchLocators(page);

  const path = (url) => (url.startsWith(base) ? new URL(url).pathname : url);
  page.on("pageerror", (error) => troubles.add(`a script failed on ${path(page.url())}: ${error.message}`));
  page.on("console", (message) => {
    // What the network answered is judged below, where it is known what was asked for.
    if (message.type() !== "error" || message.text().startsWith("Failed to load resource")) return;
    troubles.add(`the browser complained on ${path(page.url())}: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    const known = [base, ...elsewhere].some((server) => url.startsWith(`${server}/`));
    if (/^https?:/.test(url) && !known) troubles.add(`a page asked another server: ${url}`);
  });
  page.on("response", (response) => {
    // A page may well answer 404 or 422 to a person; what belongs to a page may not.
    const limit = response.request().resourceType() === "document" ? 500 : 400;
    if (response.status() >= limit) troubles.add(`${path(response.url())} answered ${response.status()}`);
  });
}

/** Looks at `page` now, if it shows something not yet looked at. */
export function lookAt(page) {
  return watched.get(page)?.();
}

// All locators share one prototype: a click or a key may open the next page, wherever the journey makes it.
function watchLocators(page) {
  if (locatorsWatched) return;
  locatorsWatched = true;
  const locators = Object.getPrototypeOf(page.locator("html"));
  for (const verb of LEAVING) {
    const plain = locators[verb];
    locators[verb] = async function (...args) {
      await lookAt(this.page());
      const answer = await plain.apply(this, args);
      await lookAt(this.page());
      return answer;
    };
  }
}
