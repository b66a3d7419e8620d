// A social worker from start to end through an assessment: the chronology, what a screening tool gave, every part, how it is understood in both wordings,
// needs and level; school and the duty behind a need beside it; and a manager who had no hand in it signs. Before that two managers add to the framework.
import assert from "node:assert/strict";
import { caseOfTheParent, writeParts } from "./lib/assessment.mjs";
import { day, follow, main, press, says } from "./lib/hand.mjs";

const path = (page) => new URL(page.url()).pathname;

async function frameworkOfTheirOwn({ step, shot, as }) {
  await step("a manager adds a question and a part of the agency's own to the national framework");
  const manager = await as("team-manager");
  await manager.goto("/frameworks");
  await says(manager, "Your agency adds nothing yet.");
  await press(manager, "Begin the next version");
  await manager.fill("[name='prompts.health']", "Is there a dentist near by?");
  await manager.fill("[name='parts.0.title']", "Life far from help");
  await manager.fill("[name='parts.0.about']", "What distance does to the family.");
  await manager.selectOption("[name='parts.0.matter']", { index: 1 });
  await manager.fill("[name='parts.0.prompts']", "How long is the way to school?");
  await manager.fill("[name='parts.0.says']", "Says how far things are.");
  await manager.fill("[name='parts.0.words']", "5");
  await manager.check("[name='parts.0.ask'][value=parents]");
  await shot("framework-edit", manager, { whole: false });
  await press(manager, "Save and look at it");
  await says(manager, "Your agency's own");
  await day(manager, "from", ["1", "12", "2026"]);
  await press(manager, "Ask for approval");
  await says(manager, "You had a hand in this version");
  await shot("framework", manager, { whole: false });
  await manager.close();
}

async function beside({ step, shot, phone }, worker, home) {
  await step("the worker writes down what happened in the child's life, as roughly as it is known");
  await worker.goto(`${home}/assessment`);
  await follow(worker, "The chronology: what happened in the child's life");
  await worker.fill("main form[method=post] [name=year]", "2017");
  await worker.fill("[name=day]", "4");
  await worker.locator("main form[method=post] [name=kind]").selectOption("move");
  await worker.fill("[name=words]", "Came to foster carers at night");
  await press(worker, "Add it");
  await says(worker, "Enter the month too, or leave the day out");
  await worker.fill("[name=day]", "");
  await worker.check("[name=about]");
  await worker.fill("[name=source]", "Social worker for the child");
  await press(worker, "Add it");
  await says(worker, "about 2017");
  await follow(worker, "Take in lines of the timeline");
  await worker.locator("[name=events]").first().check();
  await worker.locator("main form[method=post] [name=kind]").selectOption("help");
  await press(worker, "Take them in");
  await says(worker, "What you chose is in the chronology now");
  await shot("chronology", worker);
  const small = await phone(worker);
  await small.goto(`${home}/chronology`);
  await small.close();

  await step("and which service is bound to meet a need, what it answered, and what was given in its place");
  await worker.goto(`${home}/duties`);
  await worker.selectOption("[name=need]", "school");
  await worker.selectOption("[name=service]", "ehc-assessment");
  await day(worker, "on", ["1", "9", "2026"]);
  await worker.fill("[name=words]", "An education, health and care needs assessment");
  await press(worker, "Write it down");
  await worker.getByRole("link", { name: /^Record what became of it.*Education, health and care needs assessment/ }).first().click();
  await worker.check("[name=state][value=refused]");
  await day(worker, "on", ["12", "10", "2026"]);
  await worker.fill("[name=answer]", "The school is to try more first");
  await worker.fill("[name=gave]", "A worker at every meeting of the school");
  await worker.fill("[name=cost]", "450");
  await press(worker, "Save");
  await says(worker, "The school is to try more first");
  await shot("duties", worker);
  await worker.goto("/duties");
  await worker.goto("/cost-shifted");
  await says(worker, "Numbers under 6 are hidden");
}

async function school({ step, shot }, worker, home) {
  await step("school has its own page, with what to look at and the time spent on it");
  await worker.goto(`${home}/education/edit`);
  await worker.fill("[name=school]", "Elm Road Primary School");
  await worker.fill("[name=teacher]", "Joy Okafor");
  await worker.check("[name=sen][value=ehcp]");
  await day(worker, "reviewed", ["3", "11", "2025"]);
  await worker.fill("[name=attendance]", "84");
  await press(worker, "Save");
  await says(worker, "The review of the education, health and care plan is overdue.");
  await worker.selectOption("[name=kind]", "meeting");
  await day(worker, "on", ["18", "11", "2026"]);
  await worker.fill("[name=minutes]", "75");
  await worker.fill("[name=words]", "How mornings can begin calmly");
  await press(worker, "Write it down");
  await says(worker, "How mornings can begin calmly");
  await shot("education", worker);
  await worker.goto("/education-reviews");
  await says(worker, "speaking up for");
  await worker.goto(`${home}/other-plans`);
  await worker.locator("[name=kind]").selectOption("ehcp");
  await worker.fill("[name=lead]", "The council's SEN team");
  await worker.fill("[name=relation]", "It pays for an adult at school; our sessions are after school");
  await press(worker, "Add it");
  await worker.goto(`${home}/plan`);
  await says(worker, "It pays for an adult at school");
}

async function screening({ step, shot }, worker, home) {
  await step("a screening tool is one voice among others: scores alone, with what they can not say");
  await worker.goto(`${home}/assessment`);
  await follow(worker, "Screening tools within this assessment");
  await worker.selectOption("[name=tool]", "sdq");
  await press(worker, "Go on");
  await says(worker, "Fill it in on paper and enter the scores.");
  await worker.fill("[name=why]", "To see whether worry hides behind what looks like temper");
  await worker.check("[name=by][value=parents]");
  await day(worker, "on", ["16", "11", "2026"]);
  for (const [scale, score] of [["emotional", "7"], ["conduct", "4"], ["hyperactivity", "5"], ["peer", "3"], ["prosocial", "11"]]) {
    await worker.fill(`[name="scale.${scale}"]`, score);
  }
  await press(worker, "Record it");
  await says(worker, "Kindness and helpfulness: enter the score, from 0 to 10");
  await worker.fill('[name="scale.prosocial"]', "9");
  await press(worker, "Record it");
  await says(worker, "19, on a scale from 0 to 40");
  await shot("screening", worker);
  await follow(worker, "What each tool is for, and what it can not say");
}

export default {
  name: "assessment",
  person: "A social worker who assesses, and managers who add to the framework and sign",
  async run(tools) {
    const { step, shot, as, phone } = tools;
    await frameworkOfTheirOwn(tools);
    const worker = await as("social-worker");
    const { home } = await caseOfTheParent(as, worker);
    await worker.goto(`${home}/assessment`);
    await press(worker, /^Start (a new|the) assessment$/);
    await beside(tools, worker, home);
    await school(tools, worker, home);
    await screening(tools, worker, home);

    await step("the worker writes every part; the tool's result stands beside the part it speaks to");
    await writeParts(worker, home, async (part) => {
      if (part === "feelings") await says(worker, "a poor indicator of change");
    });
    await worker.check("[name=heard][value=access-refused]");
    await worker.fill("[name=heard-reason]", "They feared it would unsettle her. We offered to come again with her teacher.");
    await day(worker, "heard-on", ["17", "11", "2026"]);
    await worker.fill("[name=family-words]", "We want evenings without fear.");
    await press(worker, "Save and go on");

    await step("and how it is understood, in the worker's words and in the family's");
    await worker.fill("[name=happened]", "Early neglect, and three moves before the age of four.");
    await worker.fill("[name=happened-family]", "Nobody came when she cried. Then everybody kept leaving.");
    await worker.fill("[name=keeps-going]", "Noise, and changes without warning.");
    await worker.fill("[name=protects]", "Two calm parents and a grandmother near by.");
    await worker.fill("[name=formulation]", "She learnt early that adults go away, and watches for it.");
    await worker.check("[name=sure][value=partly]");
    await shot("formulation", worker);
    const understood = path(worker);
    const small = await phone(worker);
    await small.goto(understood);
    await small.close();
    await press(worker, "Save and go on");
    await worker.goto(understood);
    await says(worker, "Say what would make you surer");
    await worker.fill("[name=sure-why]", "What the paediatrician finds.");
    await press(worker, "Save and go on");

    await step("needs weigh, the weights are told, and a person decides");
    await worker.selectOption("[name='needs.school']", "some");
    await worker.selectOption("[name='needs.trauma']", "some");
    await press(worker, "Save and go on");
    await worker.getByText("How each need counts").first().click();
    await shot("recommendation", worker);
    await worker.check("[name=level][value=targeted]");
    await worker.fill("[name=level-reason]", "Weekly help at home and at school is wanted together.");
    await press(worker, "Save and go to the list");
    await press(worker, "Check and complete");
    await press(worker, "Complete the assessment");
    await says(worker, "The assessment is complete");
    const assessment = path(worker);
    await says(worker, "Nobody who wrote this saw the child");
    await says(worker, "Nobody came when she cried");
    await shot("assessment", worker);
    await worker.goto(`${assessment}?for=family`);
    const copy = await main(worker);
    assert.ok(copy.includes("Nobody came when she cried") && !copy.includes("Early neglect, and three moves"), "the family's words stand in its copy");

    await step("a manager who had no hand in it signs");
    const manager = await as("team-manager");
    await manager.goto("/assessment-signatures");
    await manager.goto(assessment);
    await press(manager, "Sign it or send it back");
    await says(manager, "19, on a scale from 0 to 40");
    await manager.check("[name=answer][value=sign]");
    await press(manager, "Save the answer");
    await says(manager, "You have signed this assessment.");
    await shot("signed", manager);
  },
};
