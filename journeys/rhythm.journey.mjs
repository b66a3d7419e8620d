// Support before it is asked for: a worker finds the offers that fall due and makes them, a parent on a phone takes one up and declines another,
// the worker finds the promise and keeps it; and what happened over the years is looked at, as a picture and as a table.
import assert from "node:assert/strict";

const on = async (page, role, name) => {
  await page.getByRole(role, { name, exact: typeof name === "string" }).first().click();
  await page.waitForLoadState();
};
const press = (page, name) => on(page, "button", name);
const follow = (page, name) => on(page, "link", name);
const says = (page, text) => page.getByText(text).first().waitFor();

/** Notes an event in a family's life on the page of its case. */
const happens = async (page, kind, [day, month, year]) => {
  await page.selectOption('[name="kind"]', kind);
  await page.fill('[name="on-day"]', day);
  await page.fill('[name="on-month"]', month);
  await page.fill('[name="on-year"]', year);
  await press(page, "Note it");
};

export default {
  name: "rhythm",
  person: "A parent who is offered support before asking, and the family's social worker",
  async run({ page, step, shot, as, phone }) {
    await step("a worker looks at which offers fall due");
    const worker = await as("social-worker");
    await worker.goto("/offers-ahead");
    await says(worker, "To be offered, the soonest first");
    await shot("due", worker, { whole: false });
    await press(worker, "Make these offers");
    await says(worker, "Choose at least one family");

    await step("and makes two of them together");
    const boxes = worker.locator('[name="offers"]');
    assert.ok((await boxes.count()) >= 2, "the demo has offers that are due");
    const first = (await boxes.nth(0).getAttribute("value")) ?? "";
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await worker.fill('[name="words"]', "There is a workshop for parents in March.");
    await press(worker, "Make these offers");
    await says(worker, "The offers are made.");
    await worker.goto("/offers-ahead?show=offered");
    await worker.locator(`a[href*="${first.split(".")[0]}"]`).first().waitFor();

    await step("for a family that it knows the worker notes what lies ahead, and offers that too");
    const parent = await as("family-member");
    await parent.goto("/my/rhythm");
    const answers = await parent.locator('form[action^="/my/cases/"]').first().getAttribute("action");
    const id = answers.split("/")[3];
    await worker.goto(`/cases/${id}/ahead`);
    await press(worker, "Note it");
    await says(worker, "Choose what happened, or will");
    await happens(worker, "reunion", ["10", "12", "2026"]);
    await says(worker, "It is noted.");
    await happens(worker, "own-child", ["1", "2", "2027"]);
    await shot("ahead", worker);
    for (const stage of ["reunion", "own-child"]) {
      await worker.goto(`/cases/${id}/ahead?stage=${stage}`);
      await press(worker, "Make the offer");
      await says(worker, "The offer is made.");
    }

    await step("on a phone the parent says yes to one and not now to the other");
    const small = await phone(parent);
    await small.goto("/my");
    await follow(small, "What lies ahead for your family, and your support over the years");
    await says(small, "You do not have to take anything");
    await shot("offered", small);
    await press(small, /^Yes, please.*Meeting the birth family/);
    await says(small, "Thank you. What happens next stands under");
    await press(small, /^Not now.*Having a child of one/);
    await says(small, "That is fine. You can come back to it at any time.");
    await says(small, "You said yes");
    await says(small, "You said not now");
    await small.goto("/my");
    await says(small, "A call about the offer that you took up");

    await step("and chooses how often to hear from us");
    await small.goto("/my/rhythm");
    await small.check('[name="often"][value="half-yearly"]');
    await press(small, "Save how often");
    await says(small, "Thank you. We keep to it.");
    await says(small, "Somebody checks in with you by");
    await shot("chosen", small);

    await step("the worker finds the promise on the case, calls, and says what came of it");
    await worker.goto(`/cases/${id}`);
    await follow(worker, "Call the family, which took up an offer");
    await follow(worker, /Say what came of the call/);
    await press(worker, "We called them");
    await says(worker, "Choose what came of the call");
    await worker.check('[name="next"][value="talked"]');
    await worker.fill('[name="words"]', "We meet again before the day.");
    await press(worker, "We called them");
    await says(worker, "The promise is kept.");

    await step("somebody checks in with the family, and the list of who is due is there");
    await worker.goto(`/cases/${id}/checking-in`);
    await says(worker, "The family chose this.");
    await worker.check('[name="way"][value="visit"]');
    await worker.check('[name="reached"][value="yes"]');
    await press(worker, "Note it");
    await says(worker, "It is noted.");
    await shot("checking-in", worker);
    await worker.goto("/check-ins");
    await says(worker, "Families that somebody gets in touch with until");
    await shot("check-ins", worker, { whole: false });

    await step("the support over the years, as a picture and as a table");
    await worker.goto(`/cases/${id}/rhythm`);
    await worker.getByRole("img", { name: /The table below says the same in words/ }).waitFor();
    const table = worker.getByRole("table", { name: "The same in words, the newest year first" });
    assert.match(await table.innerText(), /Meeting the birth family/);
    assert.match(await table.innerText(), /A call about an offer/);
    await shot("picture", worker);
    const smaller = await phone(worker);
    await smaller.goto(`/cases/${id}/rhythm`);
    await shot("picture-phone", smaller);
    await small.goto("/my/rhythm");
    await small.getByRole("img", { name: /The table below says the same in words/ }).waitFor();
    await shot("mine", small);

    await step("the manager sees how much began ahead, and opens the rows");
    const manager = await as("team-manager");
    await manager.goto("/agency");
    await says(manager, "How support began");
    await shot("figures", manager);
    await manager.goto("/agency/rows?figure=offers-taken-up&year=2026-27");
    await says(manager, "Offers made ahead that were taken up");
    await manager.locator("main table a").first().waitFor();
    await page.goto("/offers-ahead");
    await says(page, "Sign in");
  },
};
