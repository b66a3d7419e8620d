// A measure over time: a social worker enters what a parent answered on paper, at the start and at the end, mends a slip, and the parent
// sees the same curve on a phone.
import assert from "node:assert/strict";

import { caseOfTheParent } from "./lib/assessment.mjs";
import { follow, main, press, says } from "./lib/hand.mjs";

const NOTE = "Mornings are calmer. We talked about what helped.";

/** Fills the form of the BPSES: five answers of 1 to 5. */
async function fill(worker, { wave, day, month, answers, note = "" }) {
  await worker.check('[name=informant][value="parent"]');
  await worker.check(`[name=wave][value="${wave}"]`);
  await worker.check('[name=way][value="paper"]');
  await worker.fill("[name=on-day]", day);
  await worker.fill("[name=on-month]", month);
  await worker.fill("[name=on-year]", "2026");
  for (const [index, answer] of answers.entries()) await worker.fill(`[name="answer.b${index + 1}"]`, answer);
  await worker.fill("[name=note]", note);
}

/** The form of the BPSES on a case. */
async function open(worker, home) {
  await worker.goto(`${home}/questionnaires`);
  await worker.getByRole("button", { name: "Enter a questionnaire", exact: true }).first().click();
  await worker.waitForLoadState();
  await worker.selectOption("[name=measure]", "bpses");
  await press(worker, "Go on");
}

/** What the picture of the BPSES says aloud: the same words for everybody who may see it. */
async function curve(page) {
  const spoken = await page.locator("svg[role=img]").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
  const found = spoken.filter((words) => words.includes("5 Oct 2026"));
  assert.equal(found.length, 1, "one picture holds these answers");
  return found[0];
}

export default {
  name: "questionnaires",
  person: "A social worker who enters what a parent answered, and the parent",
  async run({ step, shot, as, phone }) {
    const worker = await as("social-worker");
    const { home } = await caseOfTheParent(as, worker);

    await step("reads what a measure is for, and whose it is");
    await worker.goto("/measures");
    await says(worker, "Brief Parental Self-Efficacy Scale");
    await says(worker, "It has no cut-off");
    await shot("measures", worker, { whole: false });

    await step("enters what a parent answered at the start; a number outside the range is mended first");
    await open(worker, home);
    await fill(worker, { wave: "start", day: "5", month: "10", answers: ["2", "3", "9", "2", "3"] });
    await press(worker, "Keep it");
    await says(worker, "There is a problem");
    assert.match(await main(worker), /whole number from 1 to 5/);
    await worker.fill('[name="answer.b3"]', "3");
    await press(worker, "Keep it");
    await says(worker, "It is kept, and scored");

    await step("the same person on the same day is not entered twice");
    await open(worker, home);
    await fill(worker, { wave: "during", day: "5", month: "10", answers: ["2", "3", "3", "2", "3"] });
    await press(worker, "Keep it");
    await says(worker, "There is a problem");
    assert.match(await main(worker), /on that day already/);

    await step("enters the end, finds a slip, and corrects it: the old entry stays");
    await open(worker, home);
    await fill(worker, { wave: "end", day: "16", month: "11", answers: ["4", "4", "4", "1", "4"], note: NOTE });
    await press(worker, "Keep it");
    await says(worker, "Due on 16 May 2027");
    const details = worker.locator("details", { hasText: "What was answered on 16 November 2026" }).first();
    await details.locator("summary").click();
    await details.getByRole("link", { name: "Correct this entry" }).click();
    await worker.waitForLoadState();
    await worker.fill('[name="answer.b4"]', "4");
    await worker.fill("[name=why]", "A four was read as a one.");
    await press(worker, "Keep the correction");
    await says(worker, "Entries that were corrected");
    await worker.getByRole("cell", { name: "A four was read as a one." }).waitFor();
    const theirs = await curve(worker);
    assert.match(theirs, /5 Oct 2026: 13; 16 Nov 2026: 20/);
    await shot("curve", worker);

    await step("the parent sees the same curve on a phone, and not what the worker wrote");
    const parent = await as("family-member");
    const small = await phone(parent);
    await small.goto(`/my${home}/questionnaires`);
    assert.equal(await curve(small), theirs);
    assert.ok(!(await main(small)).includes(NOTE));
    await shot("parent", small);
  },
};
