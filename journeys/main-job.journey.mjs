// The main job, end to end: a parent tells it once; duty, the social worker, finance and the therapist do their part; the
// parent sees it; the manager and the nation count it.
import assert from "node:assert/strict";

import { tabTo } from "./lib/hand.mjs";

const PARENT = "maya.okoro@example.org";
const CHILD = "Blessing Okoro";
const SCRIPT = "Okoro<script>document.title='broken in'</script>";

/** What the social worker writes in each part of the assessment, and whom they asked. */
const FOUND = {
  health: ["Blessing is well and growing. Nobody knows whether she was exposed to alcohol before birth; the papers say nothing of it, and the paediatrician is asked.", ["parents", "records"]],
  attachment: ["Blessing follows Maya from room to room and wakes to check that she is there. Last week she asked four times whether Maya would come back from work.", ["child", "parents"]],
  feelings: ["She shouts and throws things about four times a week, mostly after school and before bed. A quiet half hour helps. There is no worry about self-harm.", ["parents", "school"]],
  safety: ["The question about violence was asked. Blessing has hit Maya twice this month. Her brother goes to his grandmother when it gets loud, which keeps him safe tonight.", ["child", "parents"]],
  education: ["She is in school full time. Her teacher sees a child who holds it together until three o'clock, and says that mornings are hardest after a weekend.", ["parents", "school"]],
  identity: ["She knows that she was born to another mother and asks why. There is one letter a year. She keeps it under her pillow and wants to answer it.", ["child", "parents"]],
  senses: ["Loud rooms and labels in clothes upset her. These signs were looked for at home and at school. No assessment has been asked for so far.", ["parents", "school"]],
  parents: ["Maya says that she is tired and cries at night, in her own view not ill. She counts on her mother, and on one friend from the preparation group.", ["parents"]],
  family: ["Maya, Blessing and her brother live here. They eat together and laugh a lot on Sundays. Her brother is well but often goes to his room.", ["child", "parents"]],
  surroundings: ["Her grandmother lives near and helps twice a week. The flat is small and has no quiet room.", ["parents", "wider-family"]],
  story: ["Blessing lived with three families before she was two. The papers name two of them; what happened in the first weeks is missing from the record.", ["records", "parents"]],
  tried: ["A parenting course helped Maya to stay calm. Play at school ended when the funding did.", ["parents", "school"]],
};

const on = async (page, role, name) => {
  await page.getByRole(role, { name, exact: typeof name === "string" }).first().click();
  await page.waitForLoadState();
};
const press = (page, name) => on(page, "button", name);
const follow = (page, name) => on(page, "link", name);
const fill = (page, name, text) => page.fill(`[name="${name}"]`, text);
const choose = (page, name, value) => page.locator(`[name="${name}"][value="${value}"]`).check();
const select = (page, name, value) => page.selectOption(`select[name="${name}"]`, value);
const date = async (page, name, day, month, year) => {
  await fill(page, `${name}-day`, `${day}`);
  await fill(page, `${name}-month`, `${month}`);
  await fill(page, `${name}-year`, `${year}`);
};
const says = (page, text) => page.getByText(text).first().waitFor();
const heading = (page, name) => page.getByRole("heading", { name }).first().waitFor();
const path = (page) => new URL(page.url()).pathname;

async function askForSupport({ page, step, shot, phone, mail }) {
  await step("a parent opens the form and answers the first question with the keyboard alone");
  await page.goto("/ask");
  await says(page, "If anybody is in danger now, call 999");
  await tabTo(page, ".govuk-button--start");
  await page.keyboard.press("Space");
  await page.waitForURL("**/ask/start");
  await tabTo(page, "main button");
  await page.keyboard.press("Enter");
  await heading(page, "There is a problem");
  await tabTo(page, "[name=asker]");
  await page.keyboard.press("Space");
  assert.ok(await page.locator("[name=asker][value=adoptive-parent]").isChecked());
  await tabTo(page, "main button:not([name])");
  await page.keyboard.press("Enter");
  await heading(page, "What is your name?");

  await step("what is typed stays text, and stays when something has to be mended");
  await fill(page, "first-name", "Maya");
  await fill(page, "last-name", SCRIPT);
  await press(page, "Continue");
  await fill(page, "phone", "07700 900123");
  await fill(page, "email", "maya.okoro at example.org");
  await choose(page, "contact-by", "email");
  await choose(page, "safe", "open");
  await press(page, "Continue");
  await heading(page, "There is a problem");
  assert.equal(await page.inputValue("[name=phone]"), "07700 900123");
  assert.equal(await page.inputValue("[name=email]"), "maya.okoro at example.org");
  assert.ok(await page.locator("[name=contact-by][value=email]").isChecked());
  await fill(page, "email", PARENT);
  await press(page, "Continue");

  await step("she tells about her home, her child and what is happening");
  await choose(page, "interpreter", "no");
  await press(page, "Continue");
  await page.selectOption("[name=council]", { label: "Essex" });
  await fill(page, "postcode", "CM1 1QH");
  await press(page, "Continue");
  await fill(page, "child-first-name", "Blessing");
  await fill(page, "child-last-name", "Okoro");
  await date(page, "born", 14, 3, 2017);
  await press(page, "Continue");
  await choose(page, "route", "adoption");
  await press(page, "Continue");
  await date(page, "ordered", 9, 10, 2019);
  await press(page, "Continue");
  await page.selectOption("[name=placing-council]", { label: "Suffolk" });
  await press(page, "Continue");
  await fill(
    page,
    "story",
    "Blessing is nine. She is frightened that I will leave, and she hits out when I come home from work.\n\nI have told this to so many people. I love her, and I am worn out.",
  );
  await choose(page, "warnings", "violence");
  await fill(page, "retold", "4");
  await press(page, "Continue");

  await step("she checks her answers and changes her name");
  await heading(page, "Check your answers");
  await says(page, `Maya ${SCRIPT}`);
  assert.match(await page.title(), /Hearth$/);
  await press(page, "Change your name");
  assert.equal(await page.inputValue("[name=last-name]"), SCRIPT);
  await fill(page, "last-name", "Okoro");
  await press(page, "Continue");
  await heading(page, "Check your answers");
  await says(page, "Maya Okoro");
  await page.setViewportSize({ width: 375, height: 812 });
  await shot("ask-check");
  await page.setViewportSize({ width: 1200, height: 900 });
  await press(page, "Send");

  await step("she is told her reference and the promised time, on the page and by mail");
  await heading(page, "Message sent");
  await says(page, /will contact you by/);
  const reference = (await page.locator(".govuk-panel strong").innerText()).trim();
  const letter = await mail.to(PARENT, { about: reference });
  assert.doesNotMatch(`${letter.subject} ${letter.text}`, /Blessing|hits out/);
  await shot("ask-sent");

  await step("somebody else opens the form on a phone");
  const small = await phone();
  await small.goto("/ask");
  await follow(small, "how we use and protect what you tell us");
  await small.goto("/ask/start");
  await small.getByLabel("Special guardian").check();
  await press(small, "Continue");
  await heading(small, "What is your name?");
  await small.close();
  return reference;
}

async function triage({ step, shot, as }, socialWorker) {
  await step("the duty worker sees the enquiry in the queue with its clock");
  const duty = await as("duty-worker");
  await duty.goto("/enquiries");
  const line = duty.locator("tr", { hasText: "Maya Okoro" });
  assert.match(await line.innerText(), /left|due|hours|days/i);
  await shot("queue", duty);
  await follow(duty, "Maya Okoro");
  await says(duty, "I love her, and I am worn out.");
  await shot("enquiry", duty);

  await step("the duty worker holds the advice call and allocates to the social worker");
  await press(duty, "Advice call held");
  await fill(duty, "why", "Spoke with Maya for half an hour. A safety plan for evenings was agreed.");
  await press(duty, "The call was held");
  await says(duty, "An assessment is now promised.");
  await press(duty, "Allocate");
  await choose(duty, "to", "new");
  await choose(duty, "level", "targeted");
  const option = await duty.locator("[name=coordinator] option", { hasText: socialWorker }).getAttribute("value");
  await select(duty, "coordinator", option);
  await fill(duty, "why", "An assessment of need is wanted soon.");
  const checked = duty.locator("[name=checked]");
  if (await checked.count()) await checked.check();
  await press(duty, "Allocate");
  await says(duty, "The enquiry is allocated.");
  return path(duty);
}

async function assess({ step, shot }, worker) {
  await step("the social worker finds the child by name and opens the case");
  await worker.goto("/people");
  await fill(worker, "name", "Blesing Okorro");
  await press(worker, "Search");
  await worker.getByText(CHILD).first().waitFor();
  await worker.locator("main a[href^='/cases/']").first().click();
  await worker.waitForLoadState();
  await says(worker, CHILD);
  const home = path(worker);

  await step("the social worker assesses, part by part");
  await worker.goto(`${home}/assessment`);
  await press(worker, "Start the assessment");
  await follow(worker, "The child's development and health");
  for (const [part, [text, asked]] of Object.entries(FOUND)) {
    assert.ok(path(worker).endsWith(`/part/${part}`), `${path(worker)} is not the part ${part}`);
    await fill(worker, part, text);
    for (const who of asked) await choose(worker, `${part}-asked`, who);
    await press(worker, "Save and go on");
  }
  await choose(worker, "heard", "alone");
  await fill(worker, "child-words", "I want mum to say when she comes back. And I want my brother not to hide.");
  await fill(worker, "family-words", "We want evenings without fear. We want to laugh on other days than Sunday.");
  await press(worker, "Save and go on");
  await fill(worker, "formulation", "Blessing learnt early that adults go away. When she is afraid of it she fights, and feels safe when somebody stays near and calm.");
  await press(worker, "Save and go on");
  await select(worker, "needs.trauma", "strong");
  await select(worker, "needs.violence", "some");
  await select(worker, "needs.sensory", "some");
  await press(worker, "Save and go on");

  await step("the social worker reads the recommendation with its reasons, decides and completes");
  await says(worker, "There is violence by the child towards a parent");
  await choose(worker, "level", "targeted");
  await fill(worker, "level-reason", "The family is safe, has people around it, and wants weekly help rather than several services at once.");
  await shot("recommendation", worker);
  await press(worker, "Save and go to the list");
  await press(worker, "Check and complete");
  await press(worker, "Complete the assessment");
  await says(worker, "The assessment is complete");
  return home;
}

async function plan({ step, shot }, worker, home, socialWorker) {
  await step("the social worker writes the plan");
  await worker.goto(`${home}/plan`);
  await press(worker, "Write the first plan");
  const edit = path(worker);
  await fill(worker, "summary", "So that Blessing feels sure of her mother, and evenings are calm.");
  const option = await worker.locator("[name=coordinator] option", { hasText: socialWorker }).getAttribute("value");
  await select(worker, "coordinator", option);
  await fill(worker, "needs.trauma.words", "Blessing needs to know where Maya is, and when she comes back.");
  await fill(worker, "needs.violence.words", "Coming home is the hardest moment. Nobody is to blame for it.");
  await fill(worker, "needs.sensory.words", "Loud rooms and labels are hard to bear.");
  await press(worker, "Add an action");
  await fill(worker, "actions.0.what", "Weekly sessions for Blessing and Maya together with a therapist.");
  await select(worker, "actions.0.owner", "provider");
  await fill(worker, "actions.0.owner-name", "The therapist");
  await select(worker, "actions.0.need", "trauma");
  await date(worker, "actions.0.due", 26, 3, 2027);
  await date(worker, "review-on", 19, 2, 2027);
  await fill(worker, "escalation", "By day, call your coordinator. At night, call the emergency duty team. If anybody is in danger, call 999.");

  await step("a second window saves the same plan meanwhile: nothing typed is lost, and both sides are shown");
  const second = await worker.context().newPage();
  await second.goto(edit);
  await fill(second, "other-plans", "A plan from the school for quiet mornings.");
  await second.getByRole("button", { name: "Save the draft", exact: true }).last().click();
  await second.getByText("Saved").first().waitFor();
  await second.close();
  await press(worker, "Save and check");
  await says(worker, "Somebody saved this draft while you were writing.");
  await says(worker, "A plan from the school for quiet mornings.");
  assert.match(await worker.inputValue("[name=escalation]"), /emergency duty team/);
  assert.match(await worker.inputValue('[name="actions.0.what"]'), /Weekly sessions/);
  await shot("plan-clash", worker);
  await fill(worker, "other-plans", "A plan from the school for quiet mornings.");
  await press(worker, "Save and check");
  await press(worker, "Make this the current plan");
  await says(worker, "This is now the current plan");
  await follow(worker, "The family's page, for paper");
  await says(worker, "So that Blessing feels sure of her mother");
  await shot("plan-print", worker);
}

async function sign({ step, shot, as }, worker, home) {
  await step("the plan holds, and says that it is not signed yet");
  await worker.goto(`${home}/plan`);
  await says(worker, "A manager who had no hand in it has not signed it yet");

  await step("a manager who did not write the plan reads and signs it");
  const manager = await as("team-manager");
  await manager.goto("/plan-signatures");
  await shot("plans-to-sign", manager);
  await manager.goto(`${home}/plan`);
  await press(manager, "Sign it or send it back");
  await says(manager, "So that Blessing feels sure of her mother");
  await choose(manager, "answer", "send-back");
  await press(manager, "Save the answer");
  await heading(manager, "There is a problem");
  await choose(manager, "answer", "sign");
  await press(manager, "Save the answer");
  await says(manager, "You have signed this plan.");
  await shot("plan-signed", manager);
  await manager.close();
}

async function rateGoals({ step, axe }, worker, home) {
  await step("the family's goals: the two common ones and one of their own, rated by parent and child");
  await worker.goto(`${home}/goals/new`);
  await fill(worker, "words", "Blessing and Maya come home without a fight on three days a week");
  await press(worker, "Set this goal");
  await rate(worker, home, "parent", [4, 6, 2]);
  await rate(worker, home, "child", [5, 5, 3]);
  await axe(worker);
}

async function rate(worker, home, rater, scores) {
  await worker.goto(`${home}/goals/rate`);
  await choose(worker, "rater", rater);
  await date(worker, "on", 20, 11, 2026);
  const goals = worker.locator("main select");
  assert.equal(await goals.count(), scores.length);
  for (const [at, score] of scores.entries()) await goals.nth(at).selectOption(`${score}`);
  await press(worker, "Keep these ratings");
  await says(worker, "The ratings are kept.");
}

async function apply({ step, shot }, worker, home, provider) {
  await step("the social worker drafts an application that asks for too much: the check refuses it and names the rule");
  await worker.goto(`${home}/applications/new`);
  await says(worker, "Suggested for the needs found");
  await select(worker, "therapy", "theraplay");
  await press(worker, "Continue");
  await worker.getByLabel(provider, { exact: true }).check();
  await fill(worker, "sessions", "60");
  await date(worker, "starts_on", 20, 11, 2026);
  await date(worker, "ends_on", 26, 3, 2027);
  await press(worker, "Fill in the application");
  await says(worker, "This cannot be sent as it is");
  await says(worker, /^Rule /);
  await shot("application-refused", worker);
  assert.equal(await worker.getByRole("button", { name: "Send to the Fund" }).count(), 0);

  await step("fewer sessions are within the limit, and words that name the family are mended");
  const application = path(worker);
  await follow(worker, "Change what is asked for");
  await fill(worker, "sessions", "12");
  await press(worker, "Save the changes");
  await says(worker, "Nothing stands in the way");
  await says(worker, "The words say who the family is");
  await press(worker, "Put neutral words for me");
  await says(worker, "Neutral words stand where the family was named.");
  assert.doesNotMatch(await worker.locator("main").innerText(), /Blessing|Maya/);
  await shot("application-check", worker);
  await press(worker, "Send to the Fund");
  await says(worker, "This is what the rules said on the day it was sent.");
  return application;
}

async function deliver({ step, shot, as }, worker, application) {
  await step("the finance officer records that the Fund approved");
  const finance = await as("finance-officer");
  await finance.goto("/applications?status=sent");
  await finance.goto(application);
  await choose(finance, "outcome", "approved");
  await fill(finance, "reason", "Approved as asked for.");
  await press(finance, "Record the decision");
  await heading(finance, "The money");

  await step("the social worker orders, and the therapist accepts and records a session");
  await worker.goto(application);
  await press(worker, "Place the order");
  const order = path(worker).startsWith("/orders/")
    ? path(worker)
    : await worker.locator("main a[href^='/orders/']").first().getAttribute("href");
  const therapist = await as("provider");
  await therapist.goto(order);
  assert.doesNotMatch(await therapist.locator("body").innerText(), /Okoro|Blessing/);
  await choose(therapist, "answer", "accept");
  await press(therapist, "Send the answer");
  await press(therapist, "Add a session");
  await date(therapist, "day", 20, 11, 2026);
  await choose(therapist, "outcome", "held");
  await press(therapist, "Save the session");
  await says(therapist, "The session is saved.");

  await step("the therapist sends an invoice; one that does not add up is refused with what was typed");
  const price = (await therapist.locator(".govuk-summary-list__row", { hasText: "Price of a session" }).innerText())
    .replace(/^.*£/s, "")
    .trim();
  await press(therapist, "Send an invoice");
  const invoices = path(therapist);
  await fill(therapist, "number", "CW-2026-118");
  await therapist.locator("[name=lines]").first().check();
  await fill(therapist, "total", "1");
  await press(therapist, "Send the invoice");
  await heading(therapist, "There is a problem");
  assert.equal(path(therapist), invoices);
  assert.equal(await therapist.inputValue("[name=number]"), "CW-2026-118");
  assert.ok(await therapist.locator("[name=lines]").first().isChecked());
  await fill(therapist, "total", price);
  await press(therapist, "Send the invoice");
  await says(therapist, "The invoice is sent.");
  const invoice = path(therapist);

  await step("the finance officer pays it out of what was approved");
  await finance.goto("/invoices?status=matched");
  await follow(finance, "CW-2026-118");
  await press(finance, "Pay this invoice");
  await press(finance, "Pay this invoice");
  await says(finance, "The invoice was paid out of what was approved for the application.");
  assert.equal(path(finance), invoice);
  await finance.goto("/ledger");
  await finance.goto(application);
  await shot("application-paid", finance);
}

async function measure({ step, shot, phone }, worker, home) {
  await step("the goals are rated again, and the level is stepped down with a reason");
  await rate(worker, home, "parent", [6, 6, 5]);
  await rate(worker, home, "child", [7, 6, 6]);
  await worker.goto(`${home}/level`);
  await choose(worker, "to", "universal");
  await press(worker, "Save the change");
  await heading(worker, "There is a problem");
  assert.ok(await worker.locator("[name=to][value=universal]").isChecked());
  await fill(worker, "reason", "Evenings are calm. The family knows whom to call, and keeps its sessions.");
  await press(worker, "Save the change");
  await says(worker, "The level of support is changed.");

  await step("the timeline tells all this in order");
  await worker.goto(`${home}/timeline`);
  const told = await worker.locator("main").innerText();
  const newestFirst = [
    "Support moved from targeted to universal",
    "Invoice CW-2026-118 paid",
    "Session 1 held",
    "accepted order",
    "The Fund will pay for 12 sessions of Theraplay",
    "We asked the Adoption and Special Guardianship Support Fund",
    "A goal was set",
    "A manager read and signed version 1 of the support plan",
    "The support plan was agreed",
    "The assessment of need was completed",
    "Case opened from enquiry",
  ];
  const places = newestFirst.map((words) => told.indexOf(words));
  assert.ok(!places.includes(-1), `the timeline does not tell of ${newestFirst[places.indexOf(-1)]}`);
  assert.deepEqual(places, places.toSorted((a, b) => a - b));
  await shot("timeline", worker);
  const narrow = await phone(worker);
  await narrow.goto(`${home}`);
  await shot("case-phone", narrow);
  await narrow.close();
}

async function count({ step, shot, as, phone }) {
  await step("a family sees its own page, on a phone");
  const parent = await as("family-member", { phone: true });
  await parent.goto("/my");
  await shot("my", parent);

  await step("the manager and the commissioner see the agency's figures");
  const manager = await as("team-manager");
  await manager.goto("/agency");
  await shot("agency", manager, { whole: false });
  await as("commissioner");

  await step("the national analyst sees the nation, and no person's record");
  const analyst = await as("national-analyst");
  await analyst.goto("/nation");
  await shot("nation", analyst, { whole: false });
}

export default {
  name: "main-job",
  person: "A parent, the duty worker, the social worker, finance, a therapist, and those who count",
  async run(tools) {
    const worker = await tools.as("social-worker");
    const socialWorker = (await worker.locator("header").innerText()).match(/Signed in as\s+([^,]+),/)[1];
    const seller = await tools.as("provider");
    await seller.goto("/invoices");
    const provider = (await seller.locator("main tbody tr").first().locator("td").nth(1).innerText()).trim();
    await seller.close();

    await askForSupport(tools);
    await triage(tools, socialWorker);
    const home = await assess(tools, worker);
    await plan(tools, worker, home, socialWorker);
    await sign(tools, worker, home);
    await rateGoals(tools, worker, home);
    const application = await apply(tools, worker, home, provider);
    await deliver(tools, worker, application);
    await measure(tools, worker, home);
    await count(tools);
  },
};
