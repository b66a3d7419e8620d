// What a family lets others know: asked, answered on a phone, taken back; and its rights over what is held.
import assert from "node:assert/strict";

const main = (page) => page.locator("main").innerText();
const press = async (page, name) => {
  await page.getByRole("button", { name, exact: true }).first().click();
  await page.waitForLoadState();
};
const path = (page) => new URL(page.url()).pathname;

export default {
  name: "consent",
  person: "A parent, their social worker, the manager and the administrator",
  async run({ step, shot, as }) {
    await step("a parent sees what was asked and what was shared");
    const parent = await as("family-member", { phone: true });
    await parent.goto("/my/consent");
    const child = (await parent.locator("h2").first().innerText()).replace("About ", "").trim();
    assert.match(await main(parent), /Elm Road Primary School/);
    await shot("my-consent", parent);

    await step("the social worker finds the case and asks for consent to contact by one provider");
    const worker = await as("social-worker");
    await worker.goto("/people");
    await worker.fill("[name=name]", child);
    await press(worker, "Search");
    await worker.locator("main a[href^='/cases/']").first().click();
    await worker.waitForLoadState();
    const home = path(worker).match(/^\/cases\/[0-9a-f-]+/)[0];
    await worker.goto(`${home}/consent`);
    assert.match(await main(worker), /Nothing is assumed/);
    await shot("case-consent", worker);
    await worker.goto(`${home}/consent/new`);
    await press(worker, "Record this");
    await worker.getByText("Choose what the family is asked for").first().waitFor();
    await worker.check("[name=purpose][value=work-with-health]");
    await worker.fill("[name=name]", "Northgate Health Centre");
    await worker.check("[name=answer][value=asked]");
    await shot("ask-consent", worker);
    await press(worker, "Record this");
    await worker.getByText("It is recorded that the family was asked.").first().waitFor();

    await step("the parent answers, reads what withdrawing stops, and withdraws");
    await parent.goto("/my/consent");
    const row = parent.locator(".govuk-summary-list__row", { hasText: "Northgate Health Centre" });
    await row.locator("a").click();
    await parent.waitForLoadState();
    await parent.check("[name=answer][value=given]");
    await parent.check("[name=given_by][value=parent]");
    await press(parent, "Send the answer");
    await parent.getByText("Thank you. Your answer is kept").first().waitFor();
    await parent.locator(".govuk-summary-list__row", { hasText: "Northgate Health Centre" }).locator("a").click();
    await parent.waitForLoadState();
    assert.match(await main(parent), /What it stops:/);
    await shot("withdraw-consent", parent);
    await press(parent, "Withdraw my consent");
    await parent.getByText("Your consent is withdrawn.").first().waitFor();

    await step("the parent asks for a telephone number to be put right, and complains");
    await parent.goto("/my/rights");
    await shot("my-rights", parent);
    await parent.getByRole("button", { name: "Put something right" }).first().click();
    await parent.waitForLoadState();
    await parent.check("[name=what][value=phone]");
    await parent.selectOption("[name=person]", { index: 1 });
    await parent.fill("[name=wanted]", "07700 900555");
    await press(parent, "Send");
    await parent.getByText("The request is recorded.").first().waitFor();
    await parent.getByRole("button", { name: "Complain about how we use your data" }).first().click();
    await parent.waitForLoadState();
    await parent.fill("[name=complainant]", "A parent, 07700 900555");
    await parent.fill("[name=words]", "A letter came to our old address.");
    await press(parent, "Send the complaint");
    await parent.getByText("It is acknowledged within 30 days.").first().waitFor();

    await step("the social worker puts it right, and records a request for a copy");
    await worker.goto(`${home}/rights`);
    await shot("case-rights", worker);
    await worker.locator("main a[href^='/corrections/']").first().click();
    await worker.waitForLoadState();
    await worker.check("[name=put_right][value=yes]");
    await worker.fill("[name=why]", "Checked on the phone.");
    await press(worker, "Record the decision");
    await worker.goto(`${home}/rights/copy`);
    await worker.selectOption("[name=person]", { index: 1 });
    await worker.fill("[name=asked_by]", "The parent, for their child");
    await worker.check("[name=proof][value=known]");
    await press(worker, "Record the request");
    await press(worker, "Gather what is held");
    await worker.getByText("Read it").first().waitFor();
    await shot("copy", worker, { whole: false });
    await worker.goto("/retention");
    await shot("retention", worker);

    await step("the manager acknowledges the complaint");
    const manager = await as("team-manager");
    await manager.goto("/rights");
    await shot("rights", manager);
    await manager.locator("main a[href^='/data-complaints/']").first().click();
    await manager.waitForLoadState();
    await manager.fill("[name=how]", "By letter");
    await press(manager, "It is acknowledged");
    await manager.getByText("Being looked into").first().waitFor();

    await step("the administrator sees the agreements that the agency stands on");
    const administrator = await as("administrator");
    await administrator.goto("/sharing");
    assert.match(await main(administrator), /Data sharing with the Fund/);
    await shot("sharing", administrator);
    await administrator.goto("/sharing/new");
    await shot("sharing-new", administrator);
  },
};
