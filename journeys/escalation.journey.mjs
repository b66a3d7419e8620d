// It gets hard: a social worker records two tipping points, a manager sees why somebody should look, opens an escalation, names the lead in
// time, asks a partner, hands the lead over; the parent reads on a phone what happens next; it is stepped down and learned from.
import assert from "node:assert/strict";

import { go } from "./lib/ways.mjs";

const on = async (page, role, name) => {
  await page.getByRole(role, { name, exact: typeof name === "string" }).first().click();
  await page.waitForLoadState();
};
const press = (page, name) => on(page, "button", name);
const follow = (page, name) => on(page, "link", name);
const fill = (page, name, text) => page.locator(`main [name="${name}"]`).first().fill(text);
const choose = (page, name, value) => page.locator(`main [name="${name}"][value="${value}"]`).check();
const says = (page, text) => page.getByText(text).first().waitFor();

export default {
  name: "escalation",
  person: "A family for whom it gets hard, its social worker, the manager",
  async run({ base, step, shot, as, phone }) {
    await step("the demo's parent has a case; its worker opens it");
    const parent = await as("family-member");
    await parent.goto("/my");
    const words = await parent.locator("main").innerText();
    const reference = words.match(/\bCA-[0-9A-Z-]+/)[0];
    const worker = await as("social-worker");
    const own = await parent.locator('main a[href^="/my/cases/"]').first().getAttribute("href");
    const id = own.split("/")[3];
    await worker.goto(`/cases/${id}`);
    await says(worker, reference);

    await step("records two tipping points");
    await follow(worker, "Record a tipping point, or see the early signs");
    await press(worker, "Record it");
    await says(worker, "Choose what happened");
    await worker.selectOption('main [name="point"]', "parent-hurt");
    await fill(worker, "words", "Mother rang: he threw a chair at her.");
    await press(worker, "Record it");
    await says(worker, "Child-to-parent violence reported");
    await worker.selectOption('main [name="point"]', "exclusion");
    await press(worker, "Record it");
    await says(worker, "somebody is asked to look at this case");
    await shot("signs", worker);

    await step("the manager sees the case with its reasons, and opens an escalation");
    const manager = await as("team-manager");
    await go(manager, "Families", "Early signs");
    await manager.goto(`/cases/${id}/early-signs`);
    await says(manager, "Excluded from school: once within 182 days, weighs 2");
    await shot("prompt", manager);
    await follow(manager, "Open an escalation instead");
    await choose(manager, "kind", "child-to-parent-violence");
    await fill(manager, "reason", "Two incidents in a week, and he is out of school.");
    await press(manager, "Open the escalation");
    await says(manager, "Nobody leads yet.");
    await says(manager, "What to do first here");
    const there = new URL(manager.url()).pathname;

    await step("names the adoption worker who stays on, and the lead, in time");
    await manager.goto(`${there}/adoption-worker`);
    await manager.selectOption('main [name="keeper"]', { index: 1 });
    await press(manager, "Save");
    await press(manager, "Name who leads");
    await press(manager, "Save who leads");
    await says(manager, "Say who leads, and where they work");
    await manager.selectOption('main [name="field"]', "adoption");
    await fill(manager, "who", "Rowan Ashdown, adoption support");
    await fill(manager, "why", "Knows the family, and can call every evening.");
    await press(manager, "Save who leads");
    await says(manager, "The lead was never handed over.");

    await step("asks the school, by a day");
    await press(manager, "Add somebody who is involved");
    await manager.selectOption('main [name="field"]', "education");
    await fill(manager, "organisation", "Hill School");
    await fill(manager, "who", "Ms Ray, inclusion");
    await press(manager, "Add them");
    await press(manager, "Ask a partner for something");
    await manager.selectOption('main [name="party"]', { index: 1 });
    await fill(manager, "what", "A calm start each day, with one adult at the gate");
    await press(manager, "Save what was asked");
    await says(manager, "27 November 2026");

    await step("the worker hands the lead to the virtual school: it is counted");
    await worker.goto(there);
    await press(worker, "Hand the lead over");
    await says(worker, "This is a hand-off, and is counted.");
    await worker.selectOption('main [name="field"]', "education");
    await fill(worker, "who", "Ms Ford, virtual school");
    await fill(worker, "why", "The place at school has to be decided first.");
    await press(worker, "Save who leads");
    await says(worker, "The lead was handed over once.");

    await step("and tells the family what happens next");
    await press(worker, "Tell the family what happens next");
    await fill(worker, "words", "Rowan rings you each evening at six. The school meets with you on Monday.");
    await fill(worker, "next-day", "23");
    await fill(worker, "next-month", "11");
    await fill(worker, "next-year", "2026");
    await press(worker, "Tell the family");
    await says(worker, "Told on 20 November 2026");
    await shot("escalation", worker);

    await step("the parent reads it on a phone, and nothing else");
    const small = await phone(parent);
    await small.goto("/my");
    await follow(small, "What happens next, when things are hard");
    await says(small, "Rowan rings you each evening at six.");
    const read = await small.locator("main").innerText();
    for (const hidden of ["Hill School", "threw a chair", "Two incidents"]) {
      assert.ok(!read.includes(hidden), `the family reads ${hidden}`);
    }
    await shot("next", small);

    await step("the school answers; it is stepped down, and learned from");
    await worker.goto(there);
    await press(worker, "Write down an answer");
    await worker.selectOption('main [name="asked"]', { index: 1 });
    await choose(worker, "state", "answered");
    await fill(worker, "words", "Yes, from Monday.");
    await press(worker, "Save the answer");
    await press(worker, "Step down");
    await fill(worker, "why", "He is back at school, and home is calm.");
    await fill(worker, "stays", "One call each evening for four weeks.");
    await press(worker, "Step down");
    await press(worker, "Write down what we learned");
    await fill(worker, "again", "One voice each evening.");
    await fill(worker, "differently", "Ask the school in the first week.");
    await press(worker, "Save what we learned");
    await says(worker, "Learned from");
    await manager.goto("/escalations/learning");
    await says(manager, "One voice each evening.");
    assert.ok(!(await manager.locator("main").innerText()).includes(reference), "what was learned names no case");
    await shot("learning", manager);

    await step("the list shows what wants somebody's eye, and can be downloaded");
    await go(manager, "Families", "Escalations");
    await choose(manager, "state", "learned");
    await press(manager, "Show");
    await says(manager, reference);
    const csv = await manager.request.get(`${base}/escalations.csv?state=learned`);
    assert.ok((await csv.text()).includes(`${reference},child-to-parent-violence,learned`), "the file has it");
    await manager.goto("/safeguarding-protocols");
    await says(manager, "Safeguarding protocols");
  },
};
