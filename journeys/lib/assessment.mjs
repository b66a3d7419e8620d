// Writing an assessment of need: whom the national framework asks to be asked for each part, and the parts in their order.
import assert from "node:assert/strict";
import { follow, press } from "./hand.mjs";

export const FOUND = "We talked about this at length with the family and with people who know her, and wrote down what they see in an ordinary week.";

/** Whom each part was talked about with: at least one of every group that its minimum names. */
export const ASKED = {
  health: ["parents", "records"],
  attachment: ["child", "parents"],
  feelings: ["parents", "school"],
  safety: ["child", "parents"],
  education: ["parents", "school"],
  identity: ["child", "parents"],
  senses: ["parents", "school"],
  parents: ["parents"],
  family: ["child", "parents"],
  surroundings: ["parents", "wider-family"],
  story: ["records", "parents"],
  tried: ["parents", "school"],
};

/** Writes every part of what was found, from the list of parts on; `look(part)` is called on each page before it is written. */
export async function writeParts(worker, home, look = async () => {}) {
  await worker.goto(`${home}/assessment`);
  await follow(worker, "The child's development and health");
  for (const [part, asked] of Object.entries(ASKED)) {
    const here = new URL(worker.url()).pathname;
    assert.ok(here.endsWith(`/part/${part}`), `${here} is not the part ${part}`);
    await look(part);
    await worker.fill(`[name="${part}"]`, FOUND);
    for (const who of asked) await worker.check(`[name="${part}-asked"][value="${who}"]`);
    await press(worker, "Save and go on");
  }
}

/** Opens the record of the child of the family that signs in as the demo's parent; gives its address. */
export async function caseOfTheParent(as, worker) {
  const parent = await as("family-member");
  const child = (await parent.locator("h2").first().innerText()).replace("Support for ", "").trim();
  await parent.close();
  await worker.goto("/people");
  await worker.fill("[name=name]", child);
  await press(worker, "Search");
  await worker.locator("main a[href^='/cases/']").first().click();
  await worker.waitForLoadState();
  return { child, home: new URL(worker.url()).pathname.match(/^\/cases\/[0-9a-f-]+/)[0] };
}
