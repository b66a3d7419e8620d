// A family finder records a child who waits and families who are ready, reads suggestions both ways with their reasons, sees the
// best use of the whole pool with its proof, passes one family over, links another, and the link goes to panel, to the decision
// maker, and is reversed.
import assert from "node:assert/strict";

import { day, family } from "./lib/finding.mjs";

export default {
  name: "family-finder",
  person: "A family finder, and the agency's decision maker",
  async run({ step, shot, as, phone }) {
    const finder = await as("social-worker");
    const manager = await as("team-manager");

    await step("records two families who are ready");
    await finder.goto("/adopters");
    const able = await family(finder, "Ada and Jo Quill", "severe", ["1", "2", "2026"]);
    const less = await family(finder, "Bea Marsh", "some", ["3", "3", "2026"]);

    await step("records a child who waits; what is wrong is told beside its field");
    await finder.goto("/matching");
    await finder.getByRole("button", { name: "Record a child" }).click();
    await finder.fill("[name=first-name]", "Robin");
    await day(finder, "born", ["10", "1", "2027"]);
    await finder.check("[name=sex][value=girl]");
    await finder.check("[name=health][value=uncertain]");
    await finder.selectOption("[name=need-trauma]", "strong");
    await day(finder, "since", ["20", "5", "2026"]);
    await finder.check("[name=route][value=adoption]");
    await finder.check("[name=contact][value=letters]");
    await finder.selectOption("[name=council]", "881");
    await finder.fill("[name=avoid]", "Nowhere");
    await finder.getByRole("button", { name: "Save" }).click();
    await finder.getByText("There is no council “Nowhere”").first().waitFor();
    await finder.fill("[name=avoid]", "Southend-on-Sea");
    await day(finder, "born", ["10", "1", "2024"]);
    await finder.getByRole("button", { name: "Save" }).click();
    await finder.getByText("The child is recorded.").waitFor();
    const child = finder.url();

    await step("puts the child's name right; what was typed is there already");
    await finder.getByRole("link", { name: "Correct what is recorded of Robin" }).click();
    assert.equal(await finder.inputValue("[name=first-name]"), "Robin");
    assert.equal(await finder.inputValue("[name=need-trauma]"), "strong");
    await finder.fill("[name=first-name]", "");
    await finder.getByRole("button", { name: "Save" }).click();
    await finder.getByText("Enter the child's first name").first().waitFor();
    await finder.fill("[name=first-name]", "Robyn");
    await finder.getByRole("button", { name: "Save" }).click();
    await finder.getByText("It is put right.").waitFor();
    await shot("corrected", finder);

    await step("reads suggestions with reasons for and against, the better fit first");
    // Families of the demo are suggested among them.
    const suggested = await finder.getByRole("heading", { level: 3 }).allTextContents();
    const place = (reference) => suggested.findIndex((text) => text.includes(reference));
    assert.ok(place(able) >= 0 && place(able) < place(less), suggested.join("; "));
    await finder.getByText("Trauma and attachment (a strong effect): they feel able to meet this").first().waitFor();
    await finder.getByText("Trauma and attachment (a strong effect): they feel able to meet less than this").first().waitFor();
    await shot("suggestions", finder);
    const small = await phone(finder);
    await small.goto(child);
    await small.getByText("Families who might fit").waitFor();
    await small.close();

    await step("the same from the family's side");
    await finder.goto("/adopters");
    await finder.getByRole("link", { name: able }).click();
    await finder.getByText("Children who might fit").waitFor();
    await finder.getByRole("heading", { level: 3 }).getByText("Robyn").waitFor();
    await shot("children", finder);

    await step("sees the best use of the whole pool, and why nothing is better");
    await finder.goto("/matching/best-use");
    await finder.getByText("this one is the best there is").waitFor();
    await shot("best-use", finder);

    await step("two strong pairs were missed so far; one is passed over with the reason");
    await finder.goto(child);
    await finder.getByRole("link", { name: `Pass over family ${less}` }).click();
    await finder.getByRole("button", { name: "Pass over" }).click();
    await finder.getByText("Say why this family was not considered").first().waitFor();
    await finder.fill("[name=words]", "They hope for a baby.");
    await finder.getByRole("button", { name: "Pass over" }).click();
    await finder.getByText("The reason is kept.").waitFor();
    await finder.goto("/matching/missed");
    await finder.getByText("They hope for a baby.").waitFor();
    await shot("missed", finder);

    await step("considers the other, in words of their own, and links them");
    await finder.goto(child);
    await finder.getByRole("link", { name: `Consider family ${able}` }).click();
    await finder.fill("[name=speaks-for]", "They have brought up a child who was hurt.");
    await finder.fill("[name=against]", "The journey to the foster carer is long.");
    await finder.getByRole("button", { name: "Consider this family" }).click();
    await finder.getByText("The family is being considered.").waitFor();
    await finder.getByRole("button", { name: "Link them" }).click();
    await finder.getByText("The step is recorded.").waitFor();

    await step("the matching panel advises");
    await day(finder, "on", ["18", "11", "2026"]);
    await finder.check("[name=advice][value=yes]");
    await finder.locator("textarea[name=words]").first().fill("The panel was told of the support plan.");
    await finder.getByRole("button", { name: "The matching panel advised" }).click();
    await finder.getByText("The step is recorded.").waitFor();
    const link = finder.url();
    assert.equal(await finder.getByRole("button", { name: "Record the decision" }).count(), 0);

    await step("the decision maker, who is somebody else, agrees");
    await manager.goto(link);
    await manager.check("[name=agreed][value=yes]");
    await day(manager, "on", ["19", "11", "2026"]);
    await manager.locator("#decided-words").fill("I have read the minutes and both reports.");
    await manager.getByRole("button", { name: "Record the decision" }).click();
    await manager.getByText("The decision is recorded.").waitFor();
    await shot("decided", manager);

    await step("introductions begin, and the link is reversed with its reason");
    await finder.goto(link);
    await day(finder, "on", ["20", "11", "2026"]);
    await finder.getByRole("button", { name: "Introductions began" }).click();
    await finder.getByText("The step is recorded.").waitFor();
    await finder.locator("#end-words").fill("The family withdrew after the second visit.");
    await finder.getByRole("button", { name: "End this link" }).click();
    await finder.getByText("The step is recorded.").waitFor();
    await finder.getByText("Reversed", { exact: true }).waitFor();
    await shot("reversed", finder);
    await finder.goto(child);
    await finder.getByText("A family is looked for", { exact: true }).first().waitFor();
    await finder.goto("/links");
    await finder.getByText("Ended").first().waitFor();
  },
};
