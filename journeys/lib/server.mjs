// The server that the journeys walk through: a fresh demo database in a folder of its own, on a free port, with
// the clock standing still.
import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The instant at which every journey takes place; the server takes it for demo databases only. */
export const CLOCK = "2026-11-20T09:30:00Z";
const DEMO = ["demo", "--size", "agency", "--seed", "1", "--today", CLOCK.slice(0, 10)];

const LOADS_WITHIN_MS = 120_000;
const READY_WITHIN_MS = 30_000;
const STOPS_WITHIN_MS = 10_000;
const COMMAND_WITHIN_MS = 30_000;
const LAST_WORDS = 4_000;

/** A port of 127.0.0.1 that nothing uses at this moment. */
export async function freePort() {
  const probe = createServer();
  await new Promise((resolve, reject) => probe.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Resolves to the exit of `child`, or to undefined when it has not ended within `ms`. */
function exitWithin(child, ms) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    child.exited.then((exit) => {
      clearTimeout(timer);
      resolve(exit);
    });
  });
}

/**
 * Fills a demo database with the program at `binary` and serves it; or, for a journey that brings its own `real` server,
 * makes an empty database with one administrator, whose clock goes as clocks do.
 * @param {{binary: string, smtp: string, logFile: string, real?: object}} options `smtp` is where mail goes;
 *   `logFile` keeps what the server says; `real` holds the port, the administrator (email, name, agency, password), files
 *   to put beside the database, and more arguments of `serve`, in which {folder} stands for where those files are.
 * @returns {Promise<{base: string, stop: () => Promise<string | undefined>, later: (clock: string) => Promise<void>,
 *   command: (args: string[], typed?: string) => Promise<void>}>} `base` is the address without a slash at the end; `stop` answers
 *   what was wrong with the way the server ended, if anything was; `later` stops it and serves the same demo at the same address,
 *   its clock standing at another instant; `command` runs the program once on the same database, as whoever keeps the server does.
 */
export async function startServer({ binary, smtp, logFile, real }) {
  const folder = await mkdtemp(join(tmpdir(), "hearth-journeys-"));
  const log = createWriteStream(logFile);
  const env = {
    ...process.env,
    HEARTH_DATABASE: `sqlite:${join(folder, "hearth.db")}`,
    HEARTH_SMTP: smtp,
  };
  if (real) delete env.HEARTH_CLOCK;
  else env.HEARTH_CLOCK = CLOCK;
  let lastWords = "";

  const run = (args, typed = "") => {
    const child = spawn(binary, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    child.stdin.on("error", () => {}); // It may end without reading.
    child.stdin.end(typed);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (bytes) => {
        log.write(bytes);
        lastWords = (lastWords + bytes).slice(-LAST_WORDS);
      });
    }
    child.exited = new Promise((resolve) => {
      child.once("error", (error) => resolve({ how: error.message, code: null }));
      child.once("exit", (code, signal) => resolve({ how: signal ?? `exit code ${code}`, code }));
    });
    return child;
  };
  const said = () => (lastWords.trim() ? `it said:\n${lastWords.trim()}` : "it said nothing");
  const tidy = async () => {
    log.end();
    await rm(folder, { recursive: true, force: true });
  };

  let server;
  try {
    const { email, name, agency, password } = real?.administrator ?? {};
    const first = real ? ["user", "create", "--email", email, "--name", name, "--agency", agency] : DEMO;
    const made = run(first, password);
    const filled = await exitWithin(made, LOADS_WITHIN_MS);
    if (filled === undefined) {
      made.kill("SIGKILL");
      throw new Error(`\`hearth ${first.join(" ")}\` was not done after ${LOADS_WITHIN_MS / 1000} s; ${said()}`);
    }
    if (filled.code !== 0) throw new Error(`\`hearth ${first.join(" ")}\` ended with ${filled.how}; ${said()}`);
    for (const [file, text] of Object.entries(real?.files ?? {})) await writeFile(join(folder, file), text);

    const listen = `127.0.0.1:${real?.port ?? (await freePort())}`;
    const base = `http://${listen}`;
    const more = (real?.args ?? []).map((arg) => arg.replaceAll("{folder}", folder));
    const serve = async () => {
      server = run(["serve", "--listen", listen, ...more]);
      const deadline = Date.now() + READY_WITHIN_MS;
      for (;;) {
        const ended = await exitWithin(server, 25);
        if (ended) throw new Error(`\`hearth serve\` ended with ${ended.how} before it was ready; ${said()}`);
        const ready = await fetch(`${base}/ready`).then((answer) => answer.ok, () => false);
        if (ready) return;
        if (Date.now() > deadline) throw new Error(`/ready did not answer 200 within ${READY_WITHIN_MS / 1000} s; ${said()}`);
      }
    };
    await serve();

    const end = async () => {
      let wrong;
      const early = await exitWithin(server, 0);
      if (early) {
        wrong = `the server ended by itself with ${early.how}; ${said()}`;
      } else {
        server.kill("SIGTERM");
        const exit = await exitWithin(server, STOPS_WITHIN_MS);
        if (exit === undefined) {
          wrong = `the server still ran ${STOPS_WITHIN_MS / 1000} s after SIGTERM`;
          server.kill("SIGKILL");
          await server.exited;
        } else if (exit.code !== 0) {
          wrong = `after SIGTERM the server ended with ${exit.how}; ${said()}`;
        }
      }
      return wrong;
    };
    const stop = async () => {
      const wrong = await end();
      await tidy();
      return wrong;
    };
    const later = async (clock) => {
      const wrong = await end();
      if (wrong) throw new Error(wrong);
      env.HEARTH_CLOCK = clock;
      await serve();
    };
    const command = async (args, typed) => {
      const done = await exitWithin(run(args, typed), COMMAND_WITHIN_MS);
      if (done?.code !== 0) throw new Error(`\`hearth ${args.join(" ")}\` ended with ${done?.how ?? "nothing"}; ${said()}`);
    };
    return { base, stop, later, command };
  } catch (error) {
    server?.kill("SIGKILL");
    await tidy();
    throw error;
  }
}
