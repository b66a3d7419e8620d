// A social worker's day. The most frequent tasks are counted in the browser: clicks, keystrokes and pages, printed at the end.
import assert from "node:assert/strict";

import { follow, main, press, says } from "./lib/hand.mjs";
import { go } from "./lib/ways.mjs";

/** How fast a practised typist writes: keystrokes a second (about 60 words a minute of five letters). */
const TYPED_EACH_SECOND = 5;

/** Counts what a task costs: clicks, keystrokes, pages loaded. */
const counting = (page) => {
  const cost = { clicks: 0, keys: 0, pages: 0 };
  page.on("load", () => (cost.pages += 1));
  return {
    cost,
    reset: () => Object.assign(cost, { clicks: 0, keys: 0, pages: 0 }),
    click: async (locator) => {
      cost.clicks += 1;
      await locator.click();
      await page.waitForLoadState("load");
    },
    type: async (locator, text) => {
      cost.keys += text.length;
      await locator.pressSequentially(text);
    },
    key: async (name) => {
      cost.keys += 1;
      await page.keyboard.press(name);
      await page.waitForLoadState("load");
    },
  };
};

export default {
  name: "social-worker",
  person: "A social worker on an ordinary day, and the parent who reads what was promised",
  async run({ step, shot, axe, as, phone }) {
    const counts = [];
    const worker = await as("social-worker");
    const count = counting(worker);
    const done = (task) => counts.push({ task, ...count.cost });

    await step("begins on the first page: own cases, own promises");
    await worker.goto("/");
    await says(worker, "Your open cases, the newest first");
    await shot("home", worker);
    const table = worker.locator("table", { hasText: "Note or call" });
    const row = table.locator("tbody tr").first();
    const [reference, child] = [await row.locator("td, th").nth(0).innerText(), await row.locator("td, th").nth(1).innerText()];

    await step("writes a case note: two clicks from the first page, besides the words");
    count.reset();
    await count.click(row.getByRole("link", { name: /^Note or call/ }));
    const words = "Rang the mother. A quiet week; he went in each morning.";
    await worker.locator('main [name="words"]').fill(words);
    await count.click(worker.getByRole("button", { name: "Save the note", exact: true }));
    await says(worker, words);
    done("write a case note");
    assert.equal(count.cost.clicks, 2);
    await shot("timeline", worker, { whole: false });

    await step("finds a family by the child's last name, in under three seconds of typing");
    await worker.goto("/");
    await go(worker, "Families", "Find a person");
    count.reset();
    const box = worker.locator('main input[type="text"], main input[type="search"], main input:not([type])').first();
    const last = child.split(" ").at(-1);
    await box.focus();
    await count.type(box, last);
    await count.key("Enter");
    await worker.locator("main", { hasText: child }).waitFor();
    done("find a family");
    const seconds = count.cost.keys / TYPED_EACH_SECOND;
    assert.ok(seconds < 3, `${count.cost.keys} keystrokes are ${seconds} seconds`);

    await step("records a call and what was promised on it, on one page");
    await worker.goto("/");
    count.reset();
    await count.click(worker.locator("table", { hasText: "Note or call" }).locator("tbody tr").first().getByRole("link", { name: /^Note or call/ }));
    await shot("note", worker);
    await worker.locator('main [name="words"]').fill("The father asks about the meeting at school.");
    await worker.locator('main [name="promised"]').fill("Ring the school about the meeting");
    const pages = count.cost.pages;
    await count.click(worker.getByRole("button", { name: "Save the note", exact: true }));
    await says(worker, "We promised: Ring the school about the meeting.");
    done("record a call and a promise");
    assert.equal(pages, 1, "one page to fill in");
    const id = new URL(worker.url()).pathname.split("/")[2];

    await step("says that it is done");
    await worker.goto(`/cases/${id}/notes`);
    await worker.getByRole("button", { name: /^It is done/ }).first().click();
    await says(worker, "the family reads that it is");

    await step("holds a review of a plan on one page; the plan has a version with the new day alone");
    await worker.goto("/cases?coordinator=me");
    const cases = await worker.locator('main table a[href^="/cases/"]').evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    let planned;
    for (const href of cases) {
      await worker.goto(`${href}/plan`);
      if ((await main(worker)).match(/Version \d+/) && (await worker.getByText("Current").count())) {
        planned = href;
        break;
      }
    }
    assert.ok(planned, "the worker has a case with a plan that holds");
    count.reset();
    await worker.goto(`${planned}/reviews`);
    const fill = (name, text) => worker.locator(`main [name="${name}"]`).first().fill(text);
    for (const [part, value] of [["day", "20"], ["month", "11"], ["year", "2026"]]) await fill(`on-${part}`, value);
    await fill("present", "Both parents and the child");
    await fill("changed", "Nothing: it works");
    await fill("child_said", "It is fine as it is");
    for (const [part, value] of [["day", "3"], ["month", "5"], ["year", "2027"]]) await fill(`next-${part}`, value);
    const filled = count.cost.pages;
    await shot("review", worker);
    await count.click(worker.locator('main form:has([name="child_said"]) button[type="submit"]').first());
    done("review a plan");
    assert.equal(filled, 1, "one page to fill in");
    await worker.goto(`${planned}/plan`);
    await follow(worker, /Version \d+/);
    await says(worker, "In this version only the day by which we look at it again is different.");
    await shot("version", worker, { whole: false });

    await step("says when they are away; the parent reads on a phone who answers");
    await worker.goto("/team/away");
    for (const [part, value] of [["day", "20"], ["month", "11"], ["year", "2026"]]) await fill(`from-${part}`, value);
    for (const [part, value] of [["day", "27"], ["month", "11"], ["year", "2026"]]) await fill(`until-${part}`, value);
    await worker.selectOption('main [name="cover"]', { index: 2 });
    await press(worker, "Write it down");
    await says(worker, "Families read who answers meanwhile.");
    await worker.goto(planned);
    await says(worker, "answers meanwhile.");
    await worker.goto("/team/away");
    await worker.getByRole("button", { name: /^End it now/ }).first().click();
    await says(worker, "It is ended.");

    await step("the same at 320 pixels");
    const small = await phone(worker);
    await small.setViewportSize({ width: 320, height: 640 });
    for (const path of ["/", `/cases/${id}/notes`, "/team/away", "/team/supervision"]) {
      await small.goto(path);
      await axe(small);
    }

    assert.ok(reference.startsWith("CA-"));
    for (const c of counts) console.log(`social-worker: ${c.task}: ${c.clicks} clicks, ${c.keys} keystrokes, ${c.pages} pages`);
  },
};
