// The head of service rates the service with the team, sets down what is to be done, and finishes the round.
import assert from "node:assert/strict";

const main = (page) => page.locator("main").innerText();
const press = async (page, name) => {
  await page.getByRole("button", { name, exact: true }).first().click();
  await page.waitForLoadState();
};
const says = (page, text) => page.getByText(text).first().waitFor();

export default {
  name: "service-audit",
  person: "The head of service",
  async run({ step, shot, as, phone }) {
    const head = await as("team-manager");
    await step("opens a round");
    await head.goto("/service-audit");
    await says(head, "No round was opened yet");
    await press(head, "Open a new round");
    await says(head, "The round is open");
    const round = new URL(head.url()).pathname;
    await shot("round", head);

    await step("a round that is not whole cannot be finished");
    await press(head, "Finish the round");
    assert.match(await head.locator("body").innerText(), /49 of 49 lines are not rated yet/);

    await step("rates the first element beside what the record says, and sets something down");
    await head.goto(`${round}/elements/1`);
    await head.fill("[name='note-1a']", "The plan names it");
    await press(head, "Save the ratings");
    await says(head, "Choose a rating to go with the note");
    await shot("element-mend", head);
    await head.goto(`${round}/elements/3`);
    await head.selectOption("[name=line]", "3a");
    await head.fill("[name=what]", "Ask the health board for a seat");
    await head.fill("[name=owner]", "Head of service");
    await head.selectOption("[name=priority]", "4");
    await head.fill("[name=due-day]", "1");
    await head.fill("[name=due-month]", "3");
    await head.fill("[name=due-year]", "2027");
    await press(head, "Set it down");
    await says(head, "Ask the health board for a seat");
    await shot("action", head);

    await step("rates all 17 elements, one after another");
    for (let element = 1; element <= 17; element += 1) {
      await head.goto(`${round}/elements/${element}`);
      const choices = head.locator(`input[type=radio][value=${element % 3 === 0 ? "partly" : "matches"}]`);
      for (let at = 0; at < (await choices.count()); at += 1) await choices.nth(at).check();
      await press(head, "Save the ratings");
      await says(head, "The ratings are saved.");
    }
    await head.goto(round);
    assert.match(await main(head), /promises kept on time/);
    await shot("rated", head);
    await phone(head);
    await press(head, "Finish the round");
    await says(head, "The round is finished.");
    await press(head, "Share the ratings with other agencies");
    await says(head, "The round is shared.");

    await step("a national analyst sees the ratings and none of the notes");
    const analyst = await as("national-analyst");
    await analyst.goto("/service-audit/compare");
    const said = await main(analyst);
    assert.match(said, /Agencies that share/);
    assert.ok(!said.includes("health board"));
    await shot("compare", analyst);

    await step("what is done comes off the list");
    await head.goto("/service-audit");
    await head.getByRole("button", { name: /^Done ?: Ask the health board for a seat/ }).click();
    await says(head, "That is off the list.");
    await shot("list", head);
  },
};
