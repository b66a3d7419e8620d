// One-time codes as an app on a phone makes them (RFC 6238), so that a journey can enter them.
import { createHmac } from "node:crypto";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * The six figures at a moment.
 * @param {string} secret what the page tells to type
 * @param {Date} at the moment
 */
export function codeAt(secret, at) {
  let bits = "";
  for (const letter of secret.replaceAll(" ", "")) bits += LETTERS.indexOf(letter).toString(2).padStart(5, "0");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff;
  return `${number % 1_000_000}`.padStart(6, "0");
}
