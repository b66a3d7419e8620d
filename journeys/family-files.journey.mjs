// A parent sends a document from a phone, the worker is told of it, reads it, keeps one and not the other, and the parent reads what became
// of each. A young person's own file is seen by nobody else of the family.
import assert from "node:assert/strict";

import { follow, main, press, says } from "./lib/hand.mjs";

const PDF = { name: "letter.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\na letter from school\n") };
const PROGRAM = { name: "letter.pdf", mimeType: "application/pdf", buffer: Buffer.from("MZ a program") };

async function send(page, { title, file, shared }) {
  await page.fill("[name=title]", title);
  await page.setInputFiles("[name=file]", file);
  if (shared) await page.check(`[name=shared][value=${shared}]`);
  await press(page, "Send it");
}

export default {
  name: "family-files",
  person: "A parent and a young person with their social worker",
  async run({ step, shot, axe, as }) {
    await step("a parent finds where to send a document, on a phone");
    const parent = await as("family-member", { phone: true });
    await parent.goto("/my");
    await follow(parent, "Send a document, and see what became of it");
    await says(parent, "Nothing was sent yet.");
    if (await parent.locator("[name=case][type=radio]").count()) await parent.locator("[name=case][type=radio]").first().check();

    await step("a file that is not what its name says is not taken, and the page says what to do");
    await send(parent, { title: "A letter from school", file: PROGRAM });
    await parent.locator(".govuk-error-summary").getByText("What is in this file is not what its name says").waitFor();
    assert.equal(await parent.inputValue("[name=title]"), "A letter from school");
    await shot("refused", parent);

    await step("the letter goes, and so does a picture that was meant for somebody else");
    await send(parent, { title: "A letter from school", file: PDF });
    await says(parent, "It is sent. Your worker is told.");
    if (await parent.locator("[name=case][type=radio]").count()) await parent.locator("[name=case][type=radio]").first().check();
    await send(parent, { title: "The wrong letter", file: PDF });
    await says(parent, "Your worker has not looked yet");
    await shot("sent", parent);
    await axe(parent);

    await step("a social worker finds both among the files from families, keeps one and not the other");
    const worker = await as("social-worker");
    await worker.goto("/family-files");
    await follow(worker, "A letter from school");
    await shot("worker", worker);
    await axe(worker);
    assert.equal(await worker.locator("form[action$='/keep']").count(), 2);
    // The newest stands first: the wrong letter.
    await worker.getByText("Do not keep it").first().click();
    await worker.locator("[name=words]").first().fill("It is about another child. Please send yours again.");
    await worker.locator("form[action$='/decline'] button").first().click();
    await worker.waitForLoadState();
    await says(worker, "The file is taken away");
    await press(worker, "Keep it on the record");
    await says(worker, "It is a document of the case now");
    await follow(worker, "The documents of this case");
    await says(worker, "A letter from school");

    await step("the parent reads what became of each");
    await parent.goto("/my/files");
    await says(parent, "Kept on your record");
    await says(parent, "It is about another child. Please send yours again.");
    await shot("what-became-of-it", parent);

    await step("a young person sends a file of their own, which their parents do not see");
    const young = await as("young-person", { phone: true });
    await young.goto("/my");
    await follow(young, "Send my worker a file");
    assert.ok(!(await main(young)).includes("A letter from school"), "a young person reads nothing of what parents sent");
    await send(young, { title: "A drawing of how school feels", file: PDF, shared: "no" });
    await says(young, "It is sent. Your worker is told.");
    await axe(young);
    await parent.goto("/my/files");
    assert.ok(!(await parent.content()).includes("A drawing of how school feels"), "a parent reads nothing of it");
  },
};
