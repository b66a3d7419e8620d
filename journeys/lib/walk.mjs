// Walks one journey: gives it what it needs, tells its story as it goes, and says how it ended.
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { inWords, findings } from "./accessibility.mjs";
import { openWindow } from "./browser.mjs";
import { lookAt, watch } from "./watch.mjs";

const WALKED_WITHIN_MS = 420_000;
const SIGN_IN_PAGE = "/sign-in/demo";

/**
 * @param {{name: string, person: string, javaScriptEnabled?: boolean, run: Function}} journey
 * @param {{browser: import("playwright-core").Browser, base: string, mail: object, output: string, elsewhere?: string[],
 *   own?: object}} world `own` is what the journey brought along: see `bring` in run.mjs
 * @returns {Promise<object>} the journey's part of report.json
 */
export async function walk(journey, { browser, base, mail, output, elsewhere = [], own }) {
  const { name, person, javaScriptEnabled: javaScript = true } = journey;
  const notes = { base, javaScript, visited: [], found: [], troubles: new Set(), elsewhere };
  const steps = [];
  const screenshots = [];
  /** @type {import("playwright-core").Page[]} */
  const windows = [];

  const open = async (options = {}) => {
    const page = await openWindow(browser, { phone: false, javaScript, base, ...options });
    watch(page, { ...notes, javaScript: options.javaScript ?? javaScript });
    windows.push(page);
    return page;
  };
  const lookAtAll = async () => {
    for (const page of windows) if (!page.isClosed()) await lookAt(page);
  };
  const picture = async (page, file, whole = true) => {
    await page.screenshot({ path: join(output, file), fullPage: whole, animations: "disabled", scale: "css" });
    screenshots.push(file);
  };

  console.log(`\n${name}: ${person}`);
  const started = performance.now();
  const tools = {
    base,
    mail,
    own,
    /** A window of somebody who is not signed in; `{javaScript: false}` for one without scripts. */
    window: open,
    /** A line of the story: what the person does now. */
    step: async (text) => {
      await lookAtAll();
      steps.push(text);
      console.log(`  ${text}`);
    },
    /** The page as target/journeys/JOURNEY-SHOT.png: the whole of it, or the screenful that is seen first. */
    shot: async (shot, page = windows[0], { whole = true } = {}) => {
      await lookAt(page);
      await picture(page, `${name}-${shot}.png`, whole);
    },
    /** Checks what the page shows now: for what opened or changed without a new page. */
    axe: async (page = windows[0]) => {
      await lookAt(page);
      notes.found.push(...(await findings(page, notes)));
    },
    /** A window of its own in which `role` is signed in; `{phone: true}` for a narrow one. */
    as: async (role, { phone = false } = {}) => {
      const page = await open({ phone });
      await page.goto(SIGN_IN_PAGE);
      await page.locator(`button[name="role"][value="${role}"]`).click();
      if (new URL(page.url()).pathname === SIGN_IN_PAGE) throw new Error(`signing in as ${role} led nowhere`);
      return page;
    },
    /** A phone: of someone unknown, or of whoever is signed in at `page`. */
    phone: async (page) => open({ phone: true, storageState: await page?.context().storageState() }),
  };

  let failure;
  let timer;
  try {
    tools.page = await open();
    const late = new Promise((_, reject) => {
      const within = journey.within ?? WALKED_WITHIN_MS;
      const message = `the journey was not over after ${within / 1000} s`;
      timer = setTimeout(() => reject(new Error(message)), within);
    });
    await Promise.race([journey.run(tools).then(lookAtAll), late]);
    if (notes.visited.length === 0) throw new Error("the journey opened no page");
  } catch (error) {
    failure = await explain(error, { steps, windows, picture, name });
  }
  clearTimeout(timer);
  for (const page of windows) await page.context().close().catch(() => {});

  const reasons = [failure, ...notes.troubles, ...notes.found.map(inWords)].filter(Boolean);
  const seconds = Math.round((performance.now() - started) / 10) / 100;
  for (const reason of reasons) console.log(`  ! ${reason.replaceAll("\n", "\n    ")}`);
  console.log(`  ${reasons.length ? "FAILED" : "passed"}: ${notes.visited.length} pages in ${seconds} s`);
  return {
    name,
    person,
    pages: notes.visited.length,
    seconds,
    accessibility_findings: notes.found,
    result: reasons.length ? "failed" : "passed",
    screenshots,
    steps,
    visited: notes.visited,
    troubles: [failure, ...notes.troubles].filter(Boolean),
  };
}

/** What went wrong, at which step and on which pages, with a picture of each. */
async function explain(error, { steps, windows, picture, name }) {
  const lines = [steps.length ? `at "${steps.at(-1)}":` : "before the first step:", stripVTControlCharacters(error.message).trim()];
  const where = error.stack?.split("\n").find((line) => line.includes(".journey.mjs"));
  if (where) lines.push(where.trim());
  for (const [at, page] of windows.entries()) {
    if (page.isClosed() || page.url() === "about:blank") continue;
    try {
      const file = `${name}-failed${at ? `-${at + 1}` : ""}.png`;
      await picture(page, file);
      const heading = await page.locator("h1").first().textContent({ timeout: 1000 }).catch(() => "no heading");
      lines.push(`${new URL(page.url()).pathname} showed "${heading.trim()}" (target/journeys/${file})`);
      const errors = await page.locator(".govuk-error-summary li").allTextContents();
      lines.push(...errors.map((text) => `  the page said: ${text.trim()}`));
    } catch {
      lines.push("a window could not be pictured any more");
    }
  }
  return lines.join("\n");
}
