// A duty worker's day: looks who is on duty, takes a call on one page, books a drop-in for somebody; a young man books and moves one
// without an account, on a narrow phone and by keyboard; a visit is called in, triaged, marked, allocated from the waiting list; the
// forecast is read; a manager writes who answers out of hours, and a family reads it; a duty is swapped with the other's yes.
import assert from "node:assert/strict";

import { day, follow, main, press, says, tabTo } from "./lib/hand.mjs";
import { go } from "./lib/ways.mjs";

const NARROW = { width: 320, height: 700 };

const fill = (page, name, text) => page.locator(`main [name="${name}"]`).first().fill(text);
const choose = (page, name, value) => page.locator(`main [name="${name}"][value="${value}"]`).check();
const path = (page) => new URL(page.url()).pathname;

/** What somebody tells who books a time. */
async function tells(page, { first, last, asker, story }) {
  await page.selectOption('main [name="asker"]', asker);
  await fill(page, "first-name", first);
  await fill(page, "last-name", last);
  await fill(page, "phone", "07700 900456");
  await page.selectOption('main [name="council"]', { index: 1 });
  await fill(page, "story", story);
}

async function takesACall({ step, shot, worker }) {
  await step("takes a call: the call and the promise on one page");
  let clicks = 0;
  const pages = new Set();
  const count = () => pages.add(path(worker));
  await worker.goto("/");
  count();
  await follow(worker, "Record a call");
  clicks += 1;
  count();
  await choose(worker, "channel", "phone");
  await worker.selectOption('main [name="asker"]', "adoptive-parent");
  await fill(worker, "first-name", "Esther");
  await fill(worker, "last-name", "Quayle");
  await fill(worker, "phone", "0113 496 0123");
  await worker.selectOption('main [name="council"]', { index: 1 });
  await fill(worker, "child-first-name", "Tobi");
  await fill(worker, "child-last-name", "Quayle");
  await day(worker, "born", ["4", "3", "2015"]);
  await worker.selectOption('main [name="route"]', "adoption");
  await day(worker, "ordered", ["1", "6", "2017"]);
  await fill(worker, "story", "He has hit out three mornings in a row, and will not go in to school.");
  await choose(worker, "warnings", "violence");
  await fill(worker, "retold", "5");
  await press(worker, "Record the enquiry");
  clicks += 1;
  count();
  await says(worker, "The enquiry is recorded.");
  await says(worker, "Advice call");
  console.log(`    a call and its promise: ${clicks} clicks from the first page, 1 form, ${pages.size} pages seen`);
  assert.ok(clicks <= 2, "recording a call takes two clicks");
  await shot("called", worker);
  return path(worker);
}

async function dropIns({ step, shot, worker, page, axe }) {
  await step("books a time at today’s drop-in for somebody who rang");
  await go(worker, "Families", "Drop-ins");
  await worker.locator("main table a").first().click();
  await says(worker, "Times");
  await follow(worker, /^Book for somebody/);
  await press(worker, "Book this time");
  await says(worker, "Say in a sentence or two what it is about");
  await tells(worker, { first: "Ida", last: "Brandt", asker: "special-guardian", story: "My grandson wants to see his father." });
  await press(worker, "Book this time");
  await says(worker, "Ida Brandt");
  await shot("drop-in", worker);
  await follow(worker, "Drop-ins");
  await follow(worker, "Today’s list");
  await says(worker, "Ida Brandt");
  await shot("day", worker);

  await step("somebody without an account books another on a narrow phone, by keyboard");
  await page.setViewportSize(NARROW);
  await page.goto("/");
  await follow(page, "Book a time at a drop-in");
  await says(page, "You need no assessment and no account.");
  await axe(page);
  await shot("public", page);
  await tabTo(page, 'main a[href^="/drop-in/book"]');
  await page.keyboard.press("Enter");
  await page.waitForURL("**/drop-in/book**");
  await tells(page, { first: "Rafi", last: "Sommer", asker: "adopted-adult", story: "I would like to know how to see my records." });
  await tabTo(page, "main button");
  await page.keyboard.press("Enter");
  await says(page, "Your time is booked.");
  assert.ok(!(await main(page)).includes("Rafi"), "the page behind the link names nobody");
  await page.selectOption('main [name="time"]', { index: 2 });
  await press(page, "Move it");
  await says(page, "Your time is moved.");
  await press(page, "Cancel this time");
  await says(page, "Thank you for telling us.");
  await axe(page);
}

async function triages({ step, shot, worker, enquiry }) {
  await step("marks a safeguarding concern, which shows the path, and who answers at night");
  await worker.goto(enquiry);
  await follow(worker, "Mark a safeguarding concern");
  await fill(worker, "concern", "He said that he is afraid to be alone with his brother.");
  await press(worker, "Mark the concern");
  await says(worker, "Safeguarding path");
  await shot("path", worker);

  await step("gives advice in a call: that promise is kept, an assessment is promised");
  await follow(worker, "Give advice");
  await fill(worker, "why", "Talked of mornings, and of a plan for the next week.");
  await press(worker, "Record the advice");
  await says(worker, "An assessment is now promised.");

  await step("allocates from the waiting list, the longest wait first");
  await go(worker, "Families", "Waiting for a worker");
  await says(worker, "When would it be empty?");
  await shot("waiting", worker);
  const before = (await main(worker)).match(/Waiting now\s+(\d+)/)[1];
  let found = worker.locator(`main a[href="${enquiry}/allocate"]`);
  while (!(await found.count())) {
    await follow(worker, /^Next/);
    found = worker.locator(`main a[href="${enquiry}/allocate"]`);
  }
  await found.click();
  await says(worker, "Which family is it?");
  await choose(worker, "to", "new");
  if (await worker.locator('main [name="checked"]').count()) await choose(worker, "checked", "yes");
  await choose(worker, "level", "targeted");
  await worker.selectOption('main [name="coordinator"]', { index: 1 });
  await fill(worker, "why", "Needs an assessment soon.");
  await press(worker, "Allocate");
  await says(worker, "The enquiry is allocated.");

  await step("the list is one shorter; reads when it would be empty, and what would empty it sooner");
  await worker.goto("/waiting-list");
  const after = (await main(worker)).match(/Waiting now\s+(\d+)/)[1];
  assert.equal(Number(after), Number(before) - 1);
  await day(worker, "by", ["18", "12", "2026"]);
  await worker.locator("main form").filter({ has: worker.locator('[name="by-day"]') }).getByRole("button").click();
  await says(worker, "18 December 2026");
  console.log(`    ${(await worker.locator("main .govuk-inset-text").first().innerText()).trim()}`);
  await worker.locator("main summary", { hasText: "What was measured" }).click();
  await shot("forecast", worker);
  await says(worker, "How often families had to tell it before");
}

async function outOfHours({ step, shot, manager, page, as }) {
  await step("a manager writes who answers out of hours in one council; anybody and a family read it");
  await manager.goto("/out-of-hours-cards");
  await manager.locator("main table a").nth(1).click();
  await press(manager, "Save the new version");
  await fill(manager, "answers", "Emergency duty team, 0113 496 0999: from five until half past eight.");
  await press(manager, "Save the new version");
  await says(manager, "The new version is saved.");
  await shot("card", manager);
  const code = path(manager).split("/").at(-1);
  await page.goto(`/out-of-hours?council=${code}`);
  await says(page, "0113 496 0999");
  const parent = await as("family-member");
  await parent.goto("/my");
  await says(parent, "If you cannot wait");
}

async function swaps({ step, shot, worker, manager, as }) {
  await step("a manager puts the worker on duty; a swap waits for the colleague’s yes");
  const mate = await as("social-worker");
  const nameOf = async (who) => (await who.locator(".hearth-who__name").innerText()).trim();
  const [mine, theirs] = [await nameOf(worker), await nameOf(mate)];
  const label = async (page, select, name) =>
    page.locator(`main [name="${select}"] option`, { hasText: name }).first().getAttribute("value");
  await go(manager, "Families", "Duty rota");
  await manager.selectOption('main [name="account"]', await label(manager, "account", mine));
  await day(manager, "day", ["3", "12", "2026"]);
  await choose(manager, "halves", "morning");
  await press(manager, "Put on duty");
  await says(manager, /The rota is changed|on duty at that time already/);
  await shot("rota", manager);
  await worker.goto("/duty-rota");
  await follow(worker, /^Ask for a swap of Thursday 3 December, morning/);
  await worker.selectOption('main [name="to"]', await label(worker, "to", theirs));
  await press(worker, "Ask");
  await says(worker, "Your colleague is asked.");
  await says(worker, "Nothing changes before they say yes.");
  await mate.goto("/duty-rota");
  await says(mate, "asks whether you take");
  await press(mate, "Yes, I take it");
  await says(mate, "Agreed. The rota is changed.");
  await shot("swapped", mate);
}

export default {
  name: "duty-worker",
  person: "A duty worker from the first call to the waiting list, and those who book a time the same day",
  async run(tools) {
    const { step, shot, as } = tools;
    await step("looks who is on duty, and what waits");
    const worker = await as("duty-worker");
    await worker.goto("/");
    await says(worker, /wait for a worker/);
    await go(worker, "Families", "Duty rota");
    await says(worker, /nobody on duty/);
    await worker.goto("/enquiries");
    await says(worker, "On duty now:");
    await shot("queue", worker);
    const manager = await as("team-manager");
    const enquiry = await takesACall({ ...tools, worker });
    await dropIns({ ...tools, worker });
    await triages({ ...tools, worker, enquiry });
    await outOfHours({ ...tools, manager });
    await swaps({ ...tools, worker, manager });
    const csv = await worker.request.get(`${tools.base}/waiting-list.csv`);
    assert.ok((await csv.text()).startsWith("reference,what,since,days,risk"), "the list is a file too");
  },
};
