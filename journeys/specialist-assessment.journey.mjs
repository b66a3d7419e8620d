// A social worker asks a provider for a specialist assessment; a conflict of interest is flagged and explained; the provider takes it and
// reports; what it recommends stands beside the assessment. A voluntary agency's assessment is entered, and a manager endorses it.
import assert from "node:assert/strict";

import { caseOfTheParent } from "./lib/assessment.mjs";
import { day, follow, main, press, says } from "./lib/hand.mjs";

export default {
  name: "specialist-assessment",
  person: "A social worker, a provider and a manager",
  async run({ step, shot, axe, as }) {
    await step("a social worker asks a provider that also delivers support, and is asked why");
    const worker = await as("social-worker");
    const { child, home } = await caseOfTheParent(as, worker);
    await worker.goto(`${home}/assessment`);
    await follow(worker, /^Specialist assessments/);
    await says(worker, "No specialist assessment was asked for yet.");
    const provider = await as("provider");
    await provider.goto("/orders.csv").catch(() => {});
    const csv = await (await provider.request.get("/orders.csv")).text();
    const name = csv.split("\n")[1].split(",")[2].replaceAll('"', "");
    await worker.selectOption("[name=provider]", { label: name });
    await worker.fill("[name=goals]", "What keeps the sleep so short\nWhether therapy would help now");
    await day(worker, "due", ["15", "1", "2027"]);
    await press(worker, "Ask for it");
    await worker.locator(".govuk-error-summary").getByText("There is a conflict of interest").waitFor();
    await shot("conflict", worker);
    await worker.fill("[name=why]", "It is the only clinic within an hour of the family.");
    await press(worker, "Ask for it");
    await says(worker, "The provider finds it when it signs in");
    await axe(worker);

    await step("the provider reads what it is to find out, and no name, and takes it");
    await provider.goto("/specialist-assessments");
    await provider.locator("main table a").first().click();
    await provider.waitForLoadState();
    await says(provider, "What keeps the sleep so short");
    assert.ok(!(await provider.content()).includes(child), "no name before the family agreed");
    assert.ok(!(await provider.content()).includes("within an hour"), "nor why it was chosen");
    await provider.check("[name=takes][value=yes]");
    await press(provider, "Answer");
    await says(provider, "The worker is told");

    await step("it hands in its report");
    await provider.fill("[name=recommends]", "A sleep diary first\nTheraplay from February");
    await provider.fill("[name=report]", "Sleep has been short since March, after a change of school.");
    await press(provider, "Hand in the report");
    await says(provider, "The report is handed in");
    await axe(provider);

    await step("what it recommends stands beside the assessment, with the conflict of interest");
    await worker.goto(`${home}/specialist-assessments`);
    await says(worker, "A sleep diary first");
    assert.match(await main(worker), /Conflict of interest/);
    await shot("report", worker);
    await axe(worker);

    await step("an assessment that a voluntary agency completed is entered");
    await worker.goto(`${home}/assessment`);
    await follow(worker, "Assessed already by a voluntary agency? Enter that instead");
    await worker.fill("[name=organisation]", "Family Makers");
    await day(worker, "on", ["30", "10", "2026"]);
    await worker.fill("[name=found]", "Sleep has been short since March. School is hard.");
    await worker.fill("[name='child-words']", "I do not like nights.");
    await worker.selectOption("[name='needs.trauma']", "strong");
    await worker.selectOption("[name=level]", "intensive");
    await worker.fill("[name='level-reason']", "By what they found.");
    await press(worker, "Enter it");
    await says(worker, "It waits for a manager who did not enter it");
    const entered = new URL(worker.url()).pathname;

    await step("a manager endorses it, and it is the family's assessment");
    const manager = await as("team-manager");
    await manager.goto("/outside-assessments");
    await follow(manager, "Family Makers");
    assert.equal(new URL(manager.url()).pathname, entered);
    await manager.check("[name=endorse][value=yes]");
    await press(manager, "Decide");
    await says(manager, "It is the family’s assessment now");
    await axe(manager);
    await follow(manager, "The assessment of need of this case");
    await says(manager, "Family Makers");
    await says(manager, "I do not like nights.");
    await shot("endorsed", manager);
  },
};
