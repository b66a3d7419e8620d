// A social worker asks for a provider for a child by competition: the brief begins with the goals and may name nobody. A commissioner
// finds it. Terms, bids, opening and award are walked in competition.journey.mjs.
import assert from "node:assert/strict";

import { day } from "./lib/finding.mjs";
import { go } from "./lib/ways.mjs";

export default {
  name: "choose-provider",
  person: "A social worker, and the agency's commissioner",
  async run({ step, shot, as, phone }) {
    const worker = await as("social-worker");
    const commissioner = await as("commissioner");

    await step("the worker begins from the orders of a case; the goals are there already");
    await worker.goto("/cases");
    await worker.locator('main a[href^="/cases/"]').first().click();
    await worker.getByRole("link", { name: "Orders", exact: true }).click();
    const ask = worker.getByRole("link", { name: "Ask for a provider to be chosen" });
    const child = (await worker.locator(".govuk-caption-l, .govuk-caption-m").first().textContent()).split("·")[0].trim();
    await ask.click();
    await worker.getByRole("heading", { level: 1, name: "Ask for a provider to be chosen" }).waitFor();
    const begin = await worker.inputValue("[name=words]");
    assert.match(begin, /^Goals of the plan:/);
    await shot("brief", worker);

    await step("a name in the brief is refused, and what was typed is still there");
    const brief = async ({ route, words }) => {
      await worker.selectOption("[name=therapy]", { index: 1 });
      await worker.fill("[name=sessions]", "6");
      await day(worker, "starts_on", ["7", "12", "2026"]);
      await worker.fill("[name=words]", words);
      await worker.check("[name=read_again]");
      await worker.check(`[name=route][value=${route}]`);
      await worker.getByRole("button", { name: "Ask for it" }).click();
    };
    await brief({ route: "competition", words: `${begin}\n${child} sleeps badly.` });
    await worker.getByRole("alert").waitFor();
    assert.match(await worker.inputValue("[name=words]"), /sleeps badly/);
    await shot("named", worker);

    await step("without the name it is asked for as a competition");
    await brief({ route: "competition", words: `${begin}\nMornings are best.` });
    await worker.getByText("Asked. A commissioner goes on from here.").waitFor();
    const competition = new URL(worker.url()).pathname;
    await shot("asked", worker);

    await step("a commissioner finds it, and reads nobody's name in it");
    await go(commissioner, "Support and money", "Competitions");
    await commissioner.locator(`main a[href="${competition}"]`).first().click();
    assert.ok(!(await commissioner.locator("main").innerText()).includes(child), "the brief names nobody");
    await shot("terms", commissioner);
    const small = await phone(commissioner);
    await small.goto(competition);
    await small.close();
  },
};
