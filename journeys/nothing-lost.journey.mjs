// Nothing lost: what a duty worker typed outlives the browser, with and without script; a document is added to a case, fetched,
// and released to a family by a link that works once.
import assert from "node:assert/strict";

const LINK = /[^\s]+\/shared\/[A-Z2-7]{52}/;

async function unsent({ step, shot, as }) {
  await step("a duty worker types half an enquiry, and the browser closes");
  const first = await as("duty-worker");
  await first.goto("/enquiries/new");
  await first.fill("[name=first-name]", "Maya");
  await first.fill("[name=story]", "He cannot settle at school, and");
  await first.getByText(/^Draft kept at/).waitFor();
  await shot("kept", first);
  await first.close();

  await step("opens the form again, and goes on where the browser closed");
  const again = await as("duty-worker");
  await again.goto("/enquiries/new");
  assert.equal(await again.inputValue("[name=story]"), "", "the draft is offered, not put there unasked");
  await again.getByText("You have an unsent draft of this form").waitFor();
  await shot("offered", again);
  await again.getByRole("link", { name: "Continue with the draft" }).click();
  await again.waitForURL("**?draft=continue");
  assert.equal(await again.inputValue("[name=story]"), "He cannot settle at school, and");
  assert.equal(await again.inputValue("[name=first-name]"), "Maya");

  await step("puts it aside with the button, then does not want it any more");
  await again.fill("[name=story]", "He cannot settle at school, and hits me.");
  await again.getByRole("button", { name: "Save and come back" }).click();
  await again.getByText("Your draft is kept for 30 days").waitFor();
  await again.goto("/enquiries/new?draft=continue");
  assert.equal(await again.inputValue("[name=story]"), "He cannot settle at school, and hits me.");
  await again.goto("/enquiries/new");
  await again.getByRole("button", { name: "Discard the draft" }).click();
  await again.getByText("The draft is discarded").waitFor();
  assert.equal(await again.getByText("You have an unsent draft").count(), 0);
}

async function documents({ step, shot, as, page }) {
  await step("a social worker adds a school report to a case");
  const worker = await as("social-worker");
  await worker.goto("/cases");
  await worker.locator("main a[href^='/cases/']").first().click();
  await worker.waitForLoadState();
  await worker.getByRole("link", { name: "Documents", exact: true }).click();
  await worker.getByText("There are no documents on this case yet").waitFor();
  const report = { name: "report.txt", mimeType: "text/plain", buffer: Buffer.from("She reads well.\n") };
  await worker.fill("[name=title]", "School report");
  await worker.setInputFiles("[name=file]", { ...report, name: "report.pdf", mimeType: "application/pdf" });
  await worker.getByRole("button", { name: "Add the document" }).click();
  await worker.getByText("What is in this file is not what its name says").first().waitFor();
  assert.equal(await worker.inputValue("[name=title]"), "School report", "what was typed stays");
  await worker.setInputFiles("[name=file]", report);
  await worker.getByRole("button", { name: "Add the document" }).click();
  await worker.getByText("The document is added").waitFor();
  await shot("documents", worker);
  const waiting = worker.waitForEvent("download");
  await worker.getByRole("link", { name: "School report" }).click();
  assert.equal((await waiting).suggestedFilename(), "document.txt");

  await step("makes a link for the family, who fetch it once");
  await worker.getByRole("button", { name: "Make a link to fetch School report once" }).click();
  const shown = worker.getByText(LINK);
  await shown.waitFor();
  await shot("link", worker);
  const path = new URL(`http://${(await shown.textContent()).match(LINK)[0]}`).pathname;
  for (const works of [true, false]) {
    await page.goto(path);
    const button = page.getByRole("button", { name: "Fetch the document" });
    if (works) {
      const coming = page.waitForEvent("download");
      await button.click();
      assert.equal((await coming).suggestedFilename(), "document.txt");
    } else {
      await button.click();
      await page.getByText("This link does not work").waitFor();
      await shot("used", page);
    }
  }
}

export default {
  name: "nothing-lost",
  person: "A duty worker whose browser closes, a social worker with a report, and a family that fetches it",
  async run(journey) {
    await unsent(journey);
    await documents(journey);
  },
};
