// Walks every journey in a real browser against a real server and writes target/journeys/report.json.
//
//   node journeys/run.mjs              all of them but those that say they are long
//   ONLY=smoke node journeys/run.mjs   one
//
// HEARTH_BIN names the program to serve; without it target/release/hearth is taken, else target/debug/hearth.
// Nothing is built here: `make journeys` does that first. How to write a journey stands in docs/developer.md.
import { accessSync, constants } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { startBrowser } from "./lib/browser.mjs";
import { startMail } from "./lib/mail.mjs";
import { freePort, startServer } from "./lib/server.mjs";
import { walk } from "./lib/walk.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const output = join(root, "target", "journeys");

function binary() {
  const wanted = process.env.HEARTH_BIN
    ? [resolve(process.env.HEARTH_BIN)]
    : ["release", "debug"].map((profile) => join(root, "target", profile, "hearth"));
  for (const path of wanted) {
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // The next may be there.
    }
  }
  throw new Error(`there is no program at ${wanted.join(" or ")}; build it with \`make build\``);
}

async function journeys(only) {
  const files = (await readdir(here)).filter((file) => file.endsWith(".journey.mjs")).sort();
  const all = await Promise.all(
    files.map(async (file) => ({ file, ...(await import(pathToFileURL(join(here, file)).href)).default })),
  );
  for (const { file, name, person, run } of all) {
    if (!name || !person || typeof run !== "function") {
      throw new Error(`journeys/${file} must export by default {name, person, run}`);
    }
    if (!/^[a-z0-9-]+$/.test(name)) throw new Error(`the name in journeys/${file} may hold a-z, 0-9 and - only`);
  }
  const names = all.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) throw new Error(`two journeys are called ${twice}`);
  const chosen = only ? all.filter(({ name }) => name === only) : all.filter(({ long }) => !long);
  if (chosen.length === 0) throw new Error(`no journey is called ${only}; there are: ${names.join(", ")}`);
  return chosen;
}

/**
 * Things to put away at the end, the last opened first. Each is entered when it begins to open, so that a run that
 * is stopped at that very moment leaves nothing behind either.
 */
const opened = [];
async function putAway() {
  // What never opened says so where it was waited for.
  while (opened.length) await opened.pop()().catch(() => {});
}

/**
 * Some journeys need a server that is no demo, and others beside it. Such a journey exports `bring({freePort})`, which
 * answers {real, elsewhere, stop}: what `startServer` takes, the addresses of its other servers, and how these end. A journey that
 * says `ownDemo` has a demo server to itself, whose clock it can set forward: `own.later("2027-03-02T08:00:00Z")`,
 * and on whose database it can run the program as whoever keeps the server does: `own.command(["user", "create", ...], "password")`.
 */
async function walkWithOwn(journey, world, program) {
  if (!journey.bring && !journey.ownDemo) return walk(journey, world);
  const own = journey.ownDemo ? { stop: async () => {} } : await journey.bring({ freePort });
  opened.push(own.stop);
  const logFile = join(world.output, `${journey.name}-server.log`);
  const starting = startServer({ binary: program, smtp: world.mail.url, logFile, real: own.real });
  let wrong;
  opened.push(async () => {
    wrong = await (await starting).stop();
  });
  try {
    const { base, later, command } = await starting;
    Object.assign(own, { later, command });
    const walked = await walk(journey, { ...world, base, elsewhere: own.elsewhere, own });
    await opened.pop()();
    if (wrong) Object.assign(walked, { result: "failed", troubles: [...walked.troubles, wrong] });
    return walked;
  } finally {
    await opened.pop()?.();
  }
}

let stopped = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, async () => {
    stopped = true;
    console.error(`journeys: stopped by ${signal}`);
    await putAway();
    process.exit(1);
  });
}

async function main() {
  const chosen = await journeys(process.env.ONLY);
  const program = binary();
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });

  const mail = await startMail();
  opened.push(mail.stop);
  let wrongAtTheEnd;
  const starting = startServer({ binary: program, smtp: mail.url, logFile: join(output, "server.log") });
  opened.push(async () => {
    wrongAtTheEnd = await (await starting).stop();
  });
  const server = await starting;
  const launching = startBrowser();
  opened.push(async () => (await launching).close());
  const browser = await launching;
  console.log(`${relative(root, program)} at ${server.base}, Chromium ${browser.version()}`);

  const report = [];
  for (const journey of chosen) {
    const walked = await walkWithOwn(journey, { browser, base: server.base, mail, output }, program);
    if (stopped) return 1;
    report.push(walked);
    // Written each time, so that an interrupted run leaves what it knew.
    await writeFile(join(output, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  }
  await putAway();
  if (wrongAtTheEnd) console.log(`\nAFTER THE LAST JOURNEY ${wrongAtTheEnd}`);

  const passed = report.filter(({ result }) => result === "passed").length;
  const failed = report.length - passed + (wrongAtTheEnd ? 1 : 0);
  const findings = report.flatMap((journey) => journey.accessibility_findings).length;
  console.log(`\nreport: ${relative(root, join(output, "report.json"))}, ${findings} accessibility findings`);
  console.log(`journeys: ${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  await putAway();
  console.error(`journeys: ${error.message}`);
  console.log("journeys: 0 passed, 1 failed");
  process.exitCode = 1;
}
