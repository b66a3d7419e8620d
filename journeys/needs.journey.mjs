// A commissioner reads and prints what an area needs, looks ahead, and tries how many staff would clear a list.
import assert from "node:assert/strict";
import { go } from "./lib/ways.mjs";

const main = (page) => page.locator("main").innerText();
const follow = async (page, name) => {
  await page.getByRole("link", { name, exact: true }).first().click();
  await page.waitForLoadState();
};
const press = async (page, name) => {
  await page.getByRole("button", { name, exact: true }).first().click();
  await page.waitForLoadState();
};

export default {
  name: "needs",
  person: "A commissioner who writes a needs assessment",
  async run({ step, shot, as, phone }) {
    const commissioner = await as("commissioner");
    await step("finds the agency's document among the areas");
    await commissioner.goto("/strategy");
    await follow(commissioner, "Needs assessments");
    await shot("areas", commissioner);
    await commissioner.locator("main h2:has-text('Regional agencies') + ul a").first().click();
    await commissioner.waitForLoadState();
    const said = await main(commissioner);
    for (const part of ["Who gets support, and who does not", "What families need", "What was spent", "How long families waited"]) {
      assert.ok(said.includes(part), part);
    }
    assert.match(said, /Counts under 6 are held back/);
    // No count from 1 to 4 is on the page: what is small is held back, the rest is rounded.
    const counts = await commissioner.locator("section#ages td").allInnerTexts();
    assert.ok(counts.length > 3 && counts.every((text) => !/^[1-4]$/.test(text.trim())), counts.join(" "));
    await shot("document", commissioner);

    await step("prints it as one document, and takes the figures along");
    await commissioner.emulateMedia({ media: "print" });
    assert.ok(!(await commissioner.getByRole("button", { name: "Print this document" }).isVisible()));
    await shot("print", commissioner);
    await commissioner.emulateMedia({ media: "screen" });
    const [file] = await Promise.all([
      commissioner.waitForEvent("download"),
      commissioner.getByRole("link", { name: "Download as CSV", exact: true }).click(),
    ]);
    assert.match(file.suggestedFilename(), /^needs-.*\.csv$/);
    await phone(commissioner);

    await step("opens a council of the agency");
    await commissioner.goto("/needs");
    await commissioner.locator("main h2:has-text('Councils') ~ * a[href^='/needs/']").first().waitFor({ state: "attached" });
    const council = await commissioner.locator("main a[href='/needs/881']").first().getAttribute("href");
    await commissioner.goto(council);
    assert.match(await main(commissioner), /Promises are kept for .* as a whole/);
    await shot("council", commissioner);

    await step("looks ahead, and is told that there is nothing to look from yet");
    await commissioner.goto("/demand?area=881");
    assert.match(await main(commissioner), /nothing can be projected/);
    await shot("demand", commissioner);

    await step("tries the exemplar agency, then own figures");
    await commissioner.goto("/capacity");
    assert.match(await main(commissioner), /more clear the list/);
    await shot("capacity", commissioner);
    await commissioner.fill("[name=waiting]", "60");
    await commissioner.fill("[name=open]", "120");
    await commissioner.fill("[name=staff]", "5");
    await commissioner.fill("[name=enquiries]", "1.6");
    await press(commissioner, "Filter");
    assert.match(await main(commissioner), /What comes of it/);
    await commissioner.fill("[name=weeks]", "60");
    await press(commissioner, "Filter");
    assert.match(await main(commissioner), /from 1 to 52/);
    await shot("capacity-wrong", commissioner);
    await go(commissioner, "Figures", "Strategy");
    assert.match(await main(commissioner), /Needs assessments/);
  },
};
