// People over time: a family picture that can be read without seeing it, a child who was recorded twice, and a council whose agency an
// administrator corrects.
import assert from "node:assert/strict";

import { day, follow, main, press, says } from "./lib/hand.mjs";

export default {
  name: "people",
  person: "A social worker, a team manager and an administrator",
  async run({ step, shot, axe, as, phone }) {
    await step("a pair waits for a second person; whoever proposed it cannot decide");
    const manager = await as("team-manager");
    await manager.goto("/same-person");
    await shot("pairs", manager);
    const pair = await manager.locator("tbody a").first().getAttribute("href");
    await manager.goto(pair);
    await says(manager, "The two records side by side");
    await says(manager, "as twins do");
    await shot("side-by-side", manager);

    await step("the manager joins the two with a reason, and not without one");
    const approve = manager.locator(`form[action="${pair}/approve"]`);
    await approve.getByRole("button").click();
    await manager.locator(".govuk-error-summary").getByText("Say why").waitFor();
    await manager.locator(`form[action="${pair}/approve"] textarea`).fill("I asked the school, and it is one child.");
    await press(manager, "Join the two records");
    await says(manager, "They are one person from now on.");
    await says(manager, "entries, which go to the record of");
    const kept = await manager.locator("tr", { hasText: "Cases" }).getByRole("link").first().getAttribute("href");

    await step("the case says so, and undoing it is as if it had never been");
    await manager.goto(kept);
    await says(manager, "was recorded twice.");
    await manager.goto(pair);
    await manager.locator(`form[action="${pair}/undo"] textarea`).fill("They are twins after all, says their mother.");
    await press(manager, "Undo");
    await says(manager, "They are two again.");
    await manager.goto(kept);
    assert.ok(!(await main(manager)).includes("was recorded twice."));

    await step("a worker records that they are two people, and the pair is not proposed again");
    const worker = await as("social-worker");
    await worker.goto(kept);
    await follow(worker, "Look whether the child was recorded twice");
    await shot("lookalikes", worker);
    await worker.locator("tbody a").first().click();
    await worker.waitForLoadState();
    await worker.locator('form[action*="/not-same/"] textarea').fill("Twins: both were in the room yesterday.");
    await press(worker, "Record that they are two people");
    await says(worker, "The pair is not proposed again.");
    await says(worker, "These are two people");

    await step("the family picture: who was there when, drawn and in words");
    await worker.goto(kept);
    await follow(worker, /^Family picture/);
    await worker.getByRole("img", { name: /^A drawing of \d+ people/ }).waitFor();
    await says(worker, "The same in words");
    await worker.getByText("Record somebody who matters to the child").click();
    await worker.selectOption("[name=kind]", "sibling-elsewhere");
    await worker.fill("[name=name]", "Sam Okafor");
    await worker.fill("[name=said_by]", "The child");
    await press(worker, "Record it");
    await worker.locator(".govuk-error-summary").getByText("Enter a first name alone").waitFor();
    await axe(worker);
    await worker.fill("[name=name]", "Mika");
    await day(worker, "from", ["1", "5", "2021"]);
    await press(worker, "Record it");
    await says(worker, "It is in the picture.");
    await says(worker, "Mika");
    await shot("family-picture", worker);
    await worker.selectOption("[name=on]", "2019");
    await worker.locator("form[role=search] button").click();
    await worker.waitForLoadState();
    await says(worker, "The family on 31 December 2019");
    await says(worker, "(not yet on that day)");
    const small = await phone(worker);
    await small.goto(new URL(worker.url()).pathname);
    await shot("family-picture-phone", small);

    await step("an administrator corrects which agency a council belongs to, and sees first what would change");
    const administrator = await as("administrator");
    await administrator.goto("/councils/881");
    await follow(administrator, "Correct which agency it belongs to");
    await administrator.selectOption("[name=agency]", "none");
    await day(administrator, "from", ["1", "4", "2027"]);
    await administrator.fill("[name=reason]", "The cabinet decided on 3 November 2026 to leave.");
    await press(administrator, "Show what would change");
    await says(administrator, "Nothing is saved yet.");
    await says(administrator, "After this correction");
    await shot("what-would-change", administrator);
    await press(administrator, "Save this correction");
    await says(administrator, "What was stated before stays readable.");
    await says(administrator, "Corrections, the newest first");
    await shot("corrected", administrator);
  },
};
