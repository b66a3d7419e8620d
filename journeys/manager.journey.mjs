// A manager's week: the team's page and its alarms, who answers while somebody is away, cases that go to others and come back, supervision with a
// decision on a case, a complaint that somebody new is to look at, and a plan to sign. A parent reads on a phone what is theirs to read.
import assert from "node:assert/strict";

import { day, follow, main, press, says } from "./lib/hand.mjs";
import { go } from "./lib/ways.mjs";

const choose = (page, name, value) => page.locator(`main [name="${name}"][value="${value}"]`).check();
const fill = (page, name, text) => page.locator(`main [name="${name}"]`).first().fill(text);

export default {
  name: "manager",
  person: "A team manager, a worker who is away, and a parent who complains",
  async run({ step, shot, axe, as, phone }) {
    await step("opens the page of the team: loads, timeliness, alarms");
    const manager = await as("team-manager");
    await go(manager, "Your team", "Your team");
    await says(manager, "What wants your eye");
    await shot("team", manager);
    const small = await phone(manager);
    await small.setViewportSize({ width: 320, height: 640 });
    await small.goto("/team");
    await axe(small);
    await small.close();

    await step("an alarm opens to its rows, and a row to what mends it");
    await follow(manager, "The coordinator is away and nobody covers");
    await says(manager, "Say who answers meanwhile, under Who is away.");
    await shot("alarm", manager, { whole: false });
    const uncovered = await manager.locator("main tbody tr").count();
    assert.ok(uncovered > 0, "the demo has a worker who is away and whom nobody covers");
    const away = manager.locator('main tbody a[href^="/team/workers/"]').first();
    const leaver = (await away.getAttribute("href")).split("/")[3];

    await step("ends that absence and writes it down again with somebody who answers");
    await manager.goto(`/team/away?account=${leaver}`);
    await press(manager, "Write it down");
    await says(manager, "Enter the first day");
    const name = (await manager.locator('main [name="account"] option:checked').innerText()).split(",")[0];
    const row = manager.locator("main tbody tr", { hasText: name }).filter({ hasText: "Away now" });
    await row.getByRole("button").click();
    await says(manager, "It is ended.");
    await manager.selectOption('main [name="account"]', leaver);
    await day(manager, "from", ["20", "11", "2026"]);
    await day(manager, "until", ["4", "12", "2026"]);
    const cover = await manager.locator('main [name="cover"] option').nth(1).getAttribute("value");
    await manager.selectOption('main [name="cover"]', cover === leaver ? { index: 2 } : { index: 1 });
    await press(manager, "Write it down");
    await says(manager, "Families read who answers meanwhile.");
    await shot("away", manager);
    await manager.goto("/team/alarms?kind=away-uncovered");
    assert.ok((await manager.locator("main tbody tr").count()) < uncovered, "the alarm is gone");

    await step("a parent complains on a phone, and reads by when they hear");
    const parent = await as("family-member", { phone: true });
    await parent.goto("/my");
    await follow(parent, "Complain about our service, or say that you do not agree");
    await press(parent, "Send");
    await says(parent, "Say what went wrong");
    await choose(parent, "about", "delay");
    await fill(parent, "words", "We asked twice and waited five weeks.");
    await fill(parent, "wish", "A day on which somebody calls.");
    const cases = parent.locator('main [name="case"]');
    if (await cases.count()) await cases.first().check();
    await press(parent, "Send");
    await says(parent, "You hear from us by");
    await shot("complained", parent);
    const reference = (await main(parent)).match(/\bCP-[0-9A-Z-]+/)[0];

    await step("the manager acknowledges and answers it");
    await go(manager, "Your team", "Complaints");
    await follow(manager, reference);
    await press(manager, "Acknowledge");
    await says(manager, "Choose who looks into it");
    await manager.selectOption('main [name="handler"]', { index: 1 });
    await fill(manager, "words", "We have it. We look into the waiting and write to you within two weeks.");
    await press(manager, "Acknowledge");
    await says(manager, "It is acknowledged.");
    await choose(manager, "outcome", "partly");
    await fill(manager, "words", "You waited too long. We are sorry; somebody rings you on Monday.");
    await press(manager, "Answer");
    await says(manager, "It is answered.");
    await fill(manager, "learned", "Who waits longer than a month hears nothing.");
    await fill(manager, "action", "The duty team rings each month whoever waits.");
    await day(manager, "by", ["18", "12", "2026"]);
    await press(manager, "Write it down");
    await says(manager, "It is written down.");

    await step("the parent does not agree: only somebody new can be named to look at it");
    await parent.reload();
    await says(parent, "somebody rings you on Monday");
    await fill(parent, "why", "Nobody rang.");
    await press(parent, "Ask somebody new to look at it");
    await says(parent, "Somebody new looks at it.");
    await manager.reload();
    const choices = await manager.locator('main [name="reviewer"] option').count();
    assert.equal(choices, 2, "of the two managers only the one who had no part in it, after the line that chooses none");
    await manager.selectOption('main [name="reviewer"]', { index: 1 });
    await press(manager, "Name them");
    await says(manager, "They are named and told.");
    await shot("complaint", manager);
    await manager.goto("/team/complaints/months");
    await says(manager, "Rules of the Fund that began");
    await shot("months", manager, { whole: false });

    await step("hands one case of a worker over: sees the loads first, does it, and takes it back");
    await manager.goto(`/team/workers/${leaver}`);
    await shot("worker", manager, { whole: false });
    await follow(manager, "Hand cases over");
    await press(manager, "See the new loads");
    await says(manager, "Choose to whom at least one case goes");
    const first = manager.locator('main select[name^="to."]').first();
    await first.selectOption({ index: 2 });
    await press(manager, "See the new loads");
    await says(manager, "1 case goes");
    await shot("preview", manager);
    await press(manager, "Hand them over");
    await says(manager, "You can take that back within a day.");
    await manager.getByRole("button", { name: /^Take it back/ }).first().click();
    await says(manager, "It is taken back.");
    await shot("hand-overs", manager, { whole: false });

    await step("writes supervision down, with a decision that stands on the case");
    await go(manager, "Your team", "Supervision");
    await manager.selectOption('main [name="worker"]', leaver);
    await day(manager, "held", ["20", "11", "2026"]);
    await fill(manager, "words", "A hard week. We look at the order of the visits.");
    await day(manager, "next", ["18", "12", "2026"]);
    await press(manager, "Write it down");
    await says(manager, "the worker can read it");
    await manager.selectOption('main [name="case"]', { index: 1 });
    const decided = await manager.locator('main [name="case"] option:checked').getAttribute("value");
    await fill(manager, "decision", "Stay at this level for eight more weeks.");
    await fill(manager, "reason", "The change of school is not over.");
    await press(manager, "Record it");
    await says(manager, "It is recorded on the case.");
    await shot("supervision", manager);
    await manager.goto(`/cases/${decided}/decisions`);
    await says(manager, "The change of school is not over.");
    assert.ok(!(await main(manager)).includes("A hard week"), "the case does not tell what was said in supervision");
    await shot("decisions", manager, { whole: false });

    await step("signs a plan that somebody else wrote");
    await manager.goto("/plan-signatures");
    const link = manager.locator('main tbody a[href$="/signature"]').first();
    const plan = await link.getAttribute("href");
    await link.focus();
    await manager.keyboard.press("Enter");
    await manager.waitForURL(`**${plan}`);
    await choose(manager, "answer", "sign");
    await press(manager, "Save the answer");
    await says(manager, "You have signed this plan.");
    await manager.goto("/plan-signatures");
    assert.equal(await manager.locator(`main a[href="${plan}"]`).count(), 0, "it waits no more");
  },
};
