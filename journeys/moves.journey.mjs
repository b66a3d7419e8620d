// A family moves to another council's area: its worker writes that down, the page says who is responsible on which day and why, the family agrees to what is
// shared, a manager hands the case over and takes it back, a dispute gets its end written down, and the parent reads on a phone who their person is.
import assert from "node:assert/strict";

import { day, follow, main, press, says } from "./lib/hand.mjs";
import { go } from "./lib/ways.mjs";

const path = (page) => new URL(page.url()).pathname;

export default {
  name: "moves",
  person: "A social worker, a team manager and a parent who moves",
  async run({ step, shot, as, axe, phone }) {
    await step("a parent on a phone reads who is responsible, before any move");
    const parent = await as("family-member", { phone: true });
    await parent.goto("/my");
    await follow(parent, "If you move: who looks after your support, and who your person is");
    await says(parent, "is the person to ask.");
    await parent.goto("/my/consent");
    const child = (await parent.locator("h2").first().innerText()).replace("About ", "").trim();

    await step("the social worker opens the case's page of moves: what is not known is said");
    const worker = await as("social-worker");
    await worker.goto("/people");
    await worker.fill("[name=name]", child);
    await press(worker, "Search");
    await worker.locator("main a[href^='/cases/']").first().click();
    await worker.waitForLoadState();
    const home = path(worker).match(/^\/cases\/[0-9a-f-]+/)[0];
    await worker.goto(home);
    await follow(worker, "Where they live, and who is responsible; if they move");
    await says(worker, "Which council placed the child is not written down");
    await shot("not-known", worker, { whole: false });

    await step("writes down who placed the child, and the move");
    const council = (await main(worker)).match(/lived in the area of ([^.]+) when/)[1];
    await worker.selectOption("[name=placing_council]", { label: council });
    await press(worker, "Save");
    await press(worker, "Write the move down");
    await says(worker, "Choose the council to whose area the family moves");
    await worker.selectOption("[name=council]", { label: "Hampshire" });
    await day(worker, "on", ["1", "11", "2026"]);
    await worker.fill("[name=address]", "3 Harbour View");
    await worker.fill("[name=postcode]", "SO14 2AA");
    await press(worker, "Write the move down");
    await says(worker, "The move is written down.");
    await says(worker, "SI 2005/691");
    await says(worker, "A team manager hands it over.");
    await shot("responsible", worker);
    const small = await phone(worker);
    await small.goto(`${home}/moves`);
    await axe(small);
    await small.close();

    await step("the manager may not hand it over before the family agreed");
    const manager = await as("team-manager");
    await manager.goto(`${home}/moves`);
    await follow(manager, "Hand the case to the other agency");
    await says(manager, "The family was not asked, and no sharing agreement covers it.");
    await shot("no-ground", manager, { whole: false });

    await step("the family is asked, and the parent agrees on the phone");
    await worker.goto(`${home}/consent/new`);
    await worker.check("[name=purpose][value=work-with-agency]");
    await worker.fill("[name=name]", "Adopt South");
    await worker.check("[name=answer][value=asked]");
    await press(worker, "Record this");
    await says(worker, "It is recorded that the family was asked.");
    await parent.goto("/my/consent");
    await parent.locator(".govuk-summary-list__row", { hasText: "Adopt South" }).locator("a").click();
    await parent.waitForLoadState();
    await parent.check("[name=answer][value=given]");
    await parent.check("[name=given_by][value=parent]");
    await press(parent, "Send the answer");
    await says(parent, "Thank you. Your answer is kept");

    await step("the manager hands the case over: what goes is listed, and the family was spoken with");
    await manager.goto(`${home}/hand-to-agency`);
    await says(manager, "What they are given");
    await press(manager, "Hand it over");
    await says(manager, "Talk with the family first");
    await manager.fill("[name=summary]", "Mornings before school are the hard time.");
    await manager.check("[name=talked]");
    await shot("hand-over", manager);
    await press(manager, "Hand it over");
    await says(manager, "You go on until the other agency takes it over.");
    await says(manager, "3 Harbour View");
    await shot("handed-over", manager);

    await step("the parent reads what happens, and that nothing changes meanwhile");
    await parent.goto("/my/moves");
    await says(parent, "nothing changes for you");
    await shot("my-move", parent);

    await step("the list shows each with age and clock; this one is taken back");
    await go(manager, "Your team", "Between agencies");
    await follow(manager, "From us");
    await says(manager, "Waits for an answer");
    assert.ok(!(await main(manager)).includes(child), "no name stands in a list");
    await shot("between-agencies", manager);
    const disputed = manager.locator("main tbody tr", { hasText: "Disputed" }).locator("a").first();
    const there = await disputed.getAttribute("href");
    await manager.locator("main tbody tr", { hasText: "Waits for an answer" }).locator("a").first().click();
    await manager.waitForLoadState();
    await press(manager, "Take the hand-over back");
    await says(manager, "You go on, and the family is told.");

    await step("writes down how a dispute could end; the other agency confirms");
    await manager.goto(there);
    await says(manager, "says that it is not responsible");
    await press(manager, "Write it down");
    await says(manager, "Say whether the case stays with the present agency");
    await manager.check("[name=stays][value=yes]");
    await manager.locator("main [name=words]").fill("Spoke with their manager: the tenancy ends at Easter.");
    await press(manager, "Write it down");
    await says(manager, "The other agency is asked to confirm it.");
    await shot("dispute", manager);

    await step("the parent reads that the team goes on");
    await parent.goto("/my/moves");
    assert.ok(!(await main(parent)).includes("We asked it to take over"), "what was taken back is gone");
  },
};
