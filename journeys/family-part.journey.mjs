// A family's own part of the plan: a young person and a parent write what they want, each on a phone and unseen by the other; the
// worker answers with a reason; each reads what became of it.
import assert from "node:assert/strict";

import { follow, main, press, says } from "./lib/hand.mjs";

export default {
  name: "family-part",
  person: "A young person, their parent, their social worker and a team manager",
  async run({ step, shot, as }) {
    await step("a young person writes what they want in their plan; nothing at all is refused");
    const young = await as("young-person", { phone: true });
    await young.goto("/my");
    await follow(young, "Write what I want in my plan");
    const theirs = new URL(young.url()).pathname;
    await press(young, "Send it to the worker");
    await young.locator(".govuk-error-summary").waitFor();
    await young.fill("#wants", "I want to see my sister more often than twice a year.");
    await press(young, "Send it to the worker");
    await says(young, "It is kept. You see here what becomes of it.");
    await says(young, "Nobody has answered yet, so you can still change it.");
    await shot("young", young);

    await step("a parent writes theirs, and does not come to a young person’s of another family");
    const parent = await as("family-member", { phone: true });
    const refused = await parent.goto(theirs);
    assert.equal(refused.status(), 404);
    await parent.goto("/my");
    await follow(parent, "Write what you want in the plan, in your own words");
    const own = new URL(parent.url()).pathname;
    await parent.fill("#wants", "Somebody who explains to the school why mornings are hard.");
    await parent.fill("#does", "I ring the school each Friday.");
    await press(parent, "Send it to the worker");
    await says(parent, "It is kept. You see here what becomes of it.");
    await shot("parent", parent);

    await step("the list tells a worker who waits, without the words");
    const worker = await as("social-worker");
    await worker.goto("/family-parts");
    assert.ok(!(await main(worker)).includes("mornings"), "the list holds no words of a family");
    await shot("waits", worker);

    await step("the worker reads them, cannot say no without a reason, and answers");
    const answers = [
      [theirs, "my sister more often", "partly", "Three times this year, and we look at it again in spring."],
      [own, "why mornings are hard", "taken", "It stands under what we do with the school."],
    ];
    for (const [path, words, outcome, why] of answers) {
      await worker.goto(`/cases/${path.split("/").at(-2)}/family-part`);
      await says(worker, words);
      await worker.getByText("Answer this").first().click();
      await worker.locator("[name=outcome][value=not]").first().check();
      await press(worker, "Send the answer");
      await worker.locator(".govuk-error-summary").waitFor();
      await shot(`no-reason-${outcome}`, worker);
      await worker.locator(`[name=outcome][value=${outcome}]`).first().check();
      await worker.locator("[name=why]").first().fill(why);
      await press(worker, "Send the answer");
      await worker.locator(".govuk-notification-banner").waitFor();
      await shot(`answered-${outcome}`, worker);
    }

    await step("each reads what became of their own words, and why");
    await young.goto(theirs);
    await says(young, "Three times this year");
    await shot("young-answered", young);
    await parent.goto(own);
    await says(parent, "It stands under what we do with the school.");
    await shot("parent-answered", parent);
  },
};
