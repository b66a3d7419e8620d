// A letter each way: a plan is made from both sides, letters are checked by a person, and neither name nor address crosses.
import assert from "node:assert/strict";

const main = (page) => page.locator("main").innerText();
const press = async (page, name) => {
  await page.getByRole("button", { name, exact: true }).first().click();
  await page.waitForLoadState();
};
const follow = async (page, name) => {
  await page.getByRole("link", { name, exact: true }).first().click();
  await page.waitForLoadState();
};
const day = async (page, name, [d, m, y]) => {
  await page.fill(`[name=${name}-day]`, d);
  await page.fill(`[name=${name}-month]`, m);
  await page.fill(`[name=${name}-year]`, y);
};

export default {
  name: "letterbox",
  person: "The letterbox coordinator and an adoptive parent, with a birth mother who writes by post",
  async run({ step, shot, as }) {
    await step("the coordinator finds the family and starts a contact plan");
    const parent = await as("family-member", { phone: true });
    await parent.goto("/my/consent");
    const child = (await parent.locator("h2").first().innerText()).replace("About ", "").trim();
    const first = child.split(" ")[0];
    const surname = child.split(" ").at(-1);
    const worker = await as("social-worker");
    await worker.goto("/people");
    await worker.fill("[name=name]", child);
    await press(worker, "Search");
    await worker.locator("main a[href^='/cases/']").first().click();
    await worker.waitForLoadState();
    await follow(worker, "Contact");
    await follow(worker, "Start a contact plan");
    await press(worker, "Start the plan");
    await worker.getByText("Choose at least one way to stay in touch").or(worker.getByText("Enter what both sides call the child")).first().waitFor();
    await worker.fill("[name=child_called]", first);
    await worker.fill("[name=signs]", "Jo and Sam");
    await worker.check("[name=kinds][value=letterbox]");
    await worker.check("[name=months][value='6']");
    await worker.check("[name=months][value='12']");
    await worker.check("[name=writers][value=both]");
    await worker.check("[name=photos][value=each-time]");
    await worker.check("[name=managed][value=mediated]");
    await worker.check("[name=meeting][value=in-person]");
    await day(worker, "review_on", ["1", "6", "2027"]);
    await worker.fill("[name=wishes]", "We would like to hear what made her laugh as a child.");
    await shot("start-plan", worker);
    await press(worker, "Start the plan");
    await worker.getByText("The plan is started.").first().waitFor();
    const reference = (await main(worker)).match(/CP-[0-9A-Z]{4}-[0-9A-Z]{4}/)[0];

    await step("the birth mother joins it from her own record");
    await worker.goto("/birth-families/new");
    await worker.check("[name=kind][value=birth-parent]");
    await worker.fill("[name=first-name]", "Ada");
    await worker.fill("[name=last-name]", "Quillfeather");
    await worker.fill("[name=address]", "1 Low Row");
    await worker.fill("[name=postcode]", "CM2 2BB");
    await press(worker, "Record");
    await follow(worker, "Staying in touch");
    await worker.fill("[name=reference]", reference);
    await worker.fill("[name=signs]", "Ada");
    await worker.fill("[name=wishes]", "I would like a drawing once a year.");
    await press(worker, "Add them");
    await worker.getByText("They are part of the plan now.").first().waitFor();
    assert.doesNotMatch(await main(worker), new RegExp(`\\b${surname}\\b`));
    await shot("birth-side", worker);

    await step("her letter comes by post, and is checked");
    await worker.goto("/contact-plans");
    await follow(worker, reference);
    await shot("contact-plan", worker);
    await worker.locator("tr", { hasText: "birth relative" }).locator("a").first().click();
    await worker.waitForLoadState();
    await worker.fill(
      "[name=words]",
      `Dear ${first}, I think of you when the swifts come back. We had a dog called Biscuit.\n\nI live at 1 Low Row, CM2 2BB, ring me on 07700 900123 or find me @ada_q.\n\nLove, Ada Quillfeather`,
    );
    await press(worker, "Record the letter");
    await worker.getByText("The letter is recorded.").first().waitFor();
    assert.ok((await worker.locator("mark").count()) >= 5);
    await shot("check-letter", worker);
    await press(worker, "Approve the letter");
    await worker.getByText("The letter is approved.").first().waitFor();
    assert.match(await main(worker), /when the swifts come back/);
    await worker.check("[name=way][value=pages]");
    await press(worker, "Pass it on");
    await worker.getByText("The letter is passed on.").first().waitFor();

    await step("the parent reads it on a phone, and writes back");
    await parent.goto("/my/letterbox");
    await follow(parent, "Letters with Ada");
    const read = await main(parent);
    assert.match(read, /when the swifts come back/);
    for (const never of ["Quillfeather", "Low Row", "CM2", "07700", "@ada"]) assert.ok(!read.includes(never), never);
    await shot("my-letterbox", parent);
    await press(parent, "I have read it");
    await parent.getByText("Thank you. We tell them").first().waitFor();
    await parent.fill(
      "[name=words]",
      `Dear Ada, ${first} ${surname} swims on Saturdays and goes to Moor Park Primary School. We laughed about Biscuit.\n\nJo and Sam`,
    );
    await press(parent, "Send to the coordinator");
    await parent.getByText("Your letter is with the coordinator.").first().waitFor();

    await step("the coordinator sends it back with help, it comes again, and goes by post");
    await worker.goto("/letterbox");
    await shot("desk", worker);
    await follow(worker, await worker.locator("tbody a").first().innerText());
    await worker.locator("[name=help]").first().fill("A lovely letter. Could you leave out the school? I take out the surname.");
    await press(worker, "Send it back");
    await parent.reload();
    assert.match(await main(parent), /Could you leave out the school/);
    await parent.fill("[name=words]", `Dear Ada, ${first} ${surname} swims on Saturdays. We laughed about Biscuit.\n\nJo and Sam`);
    await press(parent, "Send to the coordinator");
    await worker.goto("/letterbox");
    await worker.locator("tbody a").first().click();
    await worker.waitForLoadState();
    await press(worker, "Approve the letter");
    await worker.getByText("The letter is approved.").first().waitFor();
    const letter = new URL(worker.url()).pathname;
    await worker.goto(`${letter}/print`);
    const paper = await main(worker);
    assert.match(paper, /From Jo and Sam/);
    assert.ok(!paper.includes(surname), "the surname is on the paper");
    await shot("print-letter", worker);
    await worker.goto(`${letter}/address`);
    assert.match(await main(worker), /1 Low Row/);
    assert.ok(!(await main(worker)).includes(surname));
    await worker.goto(letter);
    await worker.check("[name=way][value=post]");
    await press(worker, "Pass it on");
    await press(worker, "They have read it");
    await worker.getByText("It is recorded that they have read it.").first().waitFor();

    await step("another social worker's pages and the manager's list name nobody");
    const manager = await as("team-manager");
    await manager.goto("/contact-plans");
    assert.ok(!(await main(manager)).includes("Quillfeather"));
    await manager.goto("/letterbox?status=read");
    assert.match(await main(manager), new RegExp(reference));
    await shot("letters-read", manager);
  },
};
