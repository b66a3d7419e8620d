// Debian's Chromium, driven by Playwright, and the windows that people look through.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const ACTION_WITHIN_MS = 15_000;
const PAGE_WITHIN_MS = 30_000;

const DESKTOP = { viewport: { width: 1200, height: 900 } };
const PHONE = { viewport: { width: 375, height: 812 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

function executable() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of NAMES) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here; the next folder may have it.
      }
    }
  }
  throw new Error("Chromium is not installed; run scripts/setup test, or name the program in CHROMIUM");
}

/** Starts the browser. It keeps its own sandbox except as root, for whom Chromium has none. */
export function startBrowser() {
  return chromium.launch({
    executablePath: executable(),
    chromiumSandbox: process.getuid?.() !== 0,
    // The runner puts everything away in order when it is stopped; it closes the browser itself.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * Opens a window with its own cookies.
 * @param {import("playwright-core").Browser} browser
 * @param {{phone: boolean, javaScript: boolean, base: string, storageState?: object}} options
 */
export async function openWindow(browser, { phone, javaScript, base, storageState }) {
  const context = await browser.newContext({
    ...(phone ? PHONE : DESKTOP),
    baseURL: base,
    javaScriptEnabled: javaScript,
    locale: "en-GB",
    timezoneId: "Europe/London",
    reducedMotion: "reduce",
    storageState,
  });
  context.setDefaultTimeout(ACTION_WITHIN_MS);
  context.setDefaultNavigationTimeout(PAGE_WITHIN_MS);
  return context.newPage();
}
