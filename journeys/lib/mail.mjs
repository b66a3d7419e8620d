// A real mail server for the journeys: what Hearth sends arrives here, and a journey reads it as a person would.
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";

const ARRIVES_WITHIN_MS = 20_000;

/**
 * @typedef {object} Letter
 * @property {string[]} recipients addresses of the envelope
 * @property {string} subject
 * @property {string} text the plain text part, empty where there is none
 * @property {string} html the HTML part, empty where there is none
 */

/**
 * Starts the mail server on a free port of 127.0.0.1.
 * @returns {Promise<{url: string, letters: Letter[], to: Function, stop: () => Promise<void>}>}
 */
export async function startMail() {
  /** @type {Letter[]} */
  const letters = [];
  const waiting = new Set();

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    async onData(stream, session, done) {
      try {
        const bytes = [];
        for await (const chunk of stream) bytes.push(chunk);
        const { subject = "", text = "", html = "" } = await PostalMime.parse(Buffer.concat(bytes));
        const recipients = session.envelope.rcptTo.map(({ address }) => address.toLowerCase());
        letters.push({ recipients, subject, text, html });
        done();
        for (const look of waiting) look();
      } catch (error) {
        done(error);
      }
    },
  });
  // A client that hangs up in the middle is its own affair; without a listener it would end the whole run.
  server.on("error", () => {});
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

  /**
   * Waits for the first letter to `address` whose subject or text holds `about`, counting those that are there.
   * @param {string} address
   * @param {{about?: string | RegExp, within?: number}} [options] `within` in milliseconds
   * @returns {Promise<Letter>}
   */
  const to = (address, { about = "", within = ARRIVES_WITHIN_MS } = {}) =>
    new Promise((resolve, reject) => {
      const isAbout = (words) => (about instanceof RegExp ? about.test(words) : words.includes(about));
      const find = () =>
        letters.find(
          ({ recipients, subject, text }) =>
            recipients.includes(address.toLowerCase()) && isAbout(`${subject}\n${text}`),
        );
      const settle = (finish) => {
        clearTimeout(timer);
        waiting.delete(look);
        finish();
      };
      const look = () => {
        const letter = find();
        if (letter) settle(() => resolve(letter));
      };
      const timer = setTimeout(
        () =>
          settle(() => {
            const others = letters.map(({ recipients, subject }) => `  ${recipients.join(", ")}: ${subject}`);
            const seen = others.length ? `these did:\n${others.join("\n")}` : "none did at all";
            reject(new Error(`no letter to ${address} about "${about}" came within ${within / 1000} s; ${seen}`));
          }),
        within,
      );
      waiting.add(look);
      look();
    });

  const stop = () => new Promise((resolve) => server.close(resolve));
  return { url: `smtp://127.0.0.1:${server.server.address().port}`, letters, to, stop };
}
