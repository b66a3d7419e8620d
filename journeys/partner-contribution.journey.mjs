// A teacher's part: a social worker asks, the teacher writes on a phone without an account, the worker reads it in the
// assessment and completes it, and a manager who had no hand in it signs.
import assert from "node:assert/strict";
import { caseOfTheParent, writeParts } from "./lib/assessment.mjs";

const TEACHER = "j.okafor@elmroad.example";
const LINK = /https?:\/\/[^\s]+\/contribute\/[0-9a-f]{64}/;
const SAID = "She is calm until break. After a weekend she watches the door, and a quiet start with one adult helps.";
const KEPT_BACK = "She told me that she hides food at home.";

const on = async (page, role, name) => {
  await page.getByRole(role, { name, exact: typeof name === "string" }).first().click();
  await page.waitForLoadState();
};
const press = (page, name) => on(page, "button", name);
const follow = (page, name) => on(page, "link", name);
const says = (page, text) => page.getByText(text).first().waitFor();
const path = (page) => new URL(page.url()).pathname;
const main = (page) => page.locator("main").innerText();

/** Opens the link again in a browser that typed the code. */
async function comeBack(teacher, link) {
  await teacher.goto(link);
  await press(teacher, "Go on");
}

async function ask({ step, shot, as, mail }) {
  await step("a social worker starts an assessment and asks the class teacher");
  const worker = await as("social-worker");
  const { child, home } = await caseOfTheParent(as, worker);
  await worker.goto(`${home}/assessment`);
  await press(worker, /^Start (a new|the) assessment$/);
  await says(worker, "Nobody was asked yet.");
  await press(worker, "Ask a partner");
  await shot("partners", worker);
  await follow(worker, "School, nursery or college");
  const surname = child.split(" ").at(-1);
  await worker.fill("[name=name]", "Joy Okafor");
  await worker.fill("[name=role]", "class teacher");
  await worker.fill("[name=organisation]", "Elm Road Primary School");
  await worker.fill("[name=email]", TEACHER);
  await worker.fill("[name=why]", `We want to know how ${surname} is at school.`);

  await step("a surname in the worker's words and a bank holiday are mended before anything goes");
  await worker.fill("[name=due-day]", "25");
  await worker.fill("[name=due-month]", "12");
  await worker.fill("[name=due-year]", "2026");
  await press(worker, "See it as they will");
  await says(worker, "There is a problem");
  assert.match(await main(worker), /they need no surname/);
  assert.match(await main(worker), /29 December 2026/);
  await worker.fill("[name=why]", "We want to know how school goes for her, and what helps her there.");
  await worker.fill("[name=due-day]", "11");
  await press(worker, "See it as they will");
  await says(worker, "It may be shared on the ground of");
  assert.ok(!(await worker.locator(".hearth-preview").innerText()).includes(surname), "the preview tells no surname");
  await shot("preview", worker);
  await press(worker, "Send it");
  await says(worker, "The letter is on its way.");
  const contribution = path(worker);
  const letter = await mail.to(TEACHER, { about: "asked for a contribution" });
  assert.ok(!letter.text.includes(child.split(" ")[0]), "the letter names no child");
  return { worker, home, contribution, child, link: letter.text.match(LINK)[0] };
}

async function answer({ step, shot, phone, mail, window }, { link, child }) {
  await step("a machine follows the link, and learns and changes nothing");
  const machine = await window();
  await machine.goto(link);
  await says(machine, "Send me a code");
  assert.ok(!(await main(machine)).includes(child.split(" ")[0]));
  await machine.close();

  await step("the teacher opens it on a narrow phone, with the code from the same mailbox");
  const teacher = await phone();
  await teacher.setViewportSize({ width: 320, height: 640 });
  await teacher.goto(link);
  await shot("door", teacher);
  await press(teacher, "Send me a code");
  await teacher.fill("[name=code]", "12");
  await press(teacher, "Open");
  await says(teacher, "This code does not open this link.");
  const code = (await mail.to(TEACHER, { about: "your code is" })).text.match(/code is (\d{6})/)[1];
  await teacher.fill("[name=code]", code);
  await press(teacher, "Open");
  await says(teacher, "What becomes of what you write");
  assert.ok((await main(teacher)).includes(child.split(" ")[0]));
  await shot("asked", teacher, { whole: false });

  await step("writes a part, saves, closes the browser's page, and comes back");
  await teacher.fill("[name=education]", SAID);
  await press(teacher, "Save and come back later");
  await says(teacher, "It is not sent yet.");
  await teacher.goto("about:blank");
  await comeBack(teacher, link);
  assert.equal(await teacher.inputValue("[name=education]"), SAID);

  await step("pastes forty thousand words into one box: the limit is said, and nothing is lost");
  const flood = "word ".repeat(40_000).trim();
  await teacher.fill("[name=tried]", flood);
  await press(teacher, "Send the answer");
  await says(teacher, "Shorten this to 20000 characters or fewer. It has 199999");
  assert.equal(await teacher.inputValue("[name=tried]"), flood);
  await comeBack(teacher, link);
  assert.equal(await teacher.inputValue("[name=tried]"), flood, "kept as a draft too");
  await teacher.fill("[name=tried]", "");

  await step("marks one part as not for the family, says why when asked, and sends");
  await teacher.fill("[name=feelings]", KEPT_BACK);
  await teacher.check("[name=feelings-withheld]");
  await press(teacher, "Send the answer");
  await says(teacher, "There is a problem");
  assert.equal(await teacher.inputValue("[name=education]"), SAID, "nothing typed is lost");
  await teacher.fill("[name=feelings-why]", "She asked me not to tell them.");
  await press(teacher, "Send the answer");
  await says(teacher, "We have your answer");
  await shot("received", teacher);
  await comeBack(teacher, link);
  await says(teacher, "We have your answer");
  assert.ok(!(await main(teacher)).includes(SAID), "the link shows no more than that");
}

async function read({ step, shot }, { worker, home, contribution }) {
  await step("the worker reads it beside the part that it speaks of, and says what was taken");
  await worker.goto(contribution);
  await says(worker, "Parts of this are marked as not for the family");
  await worker.check("[name=used][value=taken]");
  await worker.fill("[name=words]", "That a quiet start helps after a weekend.");
  await press(worker, "Save");
  await says(worker, "Taken into the assessment");
  await shot("answered", worker);
  await writeParts(worker, home, async (part) => {
    if (part === "education") await says(worker, SAID);
  });
  await worker.check("[name=heard][value=alone]");
  await worker.fill("[name=child-words]", "I want the mornings to be quiet.");
  await worker.fill("[name=family-words]", "We want evenings without fear.");
  await press(worker, "Save and go on");
  await worker.fill("[name=formulation]", "She learnt early that adults go away, and watches for it.");
  await press(worker, "Save and go on");
  await worker.selectOption("[name='needs.school']", "some");
  await press(worker, "Save and go on");
  await worker.check("[name=level][value=targeted]");
  await worker.fill("[name=level-reason]", "Weekly help at home and at school is wanted together.");
  await press(worker, "Save and go to the list");
  await press(worker, "Check and complete");
  await press(worker, "Complete the assessment");
  await says(worker, "The assessment is complete");
  const assessment = path(worker);
  assert.ok((await main(worker)).includes(KEPT_BACK));
  await shot("assessment", worker);
  await follow(worker, "The family's copy");
  const copy = await main(worker);
  assert.ok(copy.includes(SAID) && !copy.includes(KEPT_BACK), "the family's copy leaves out what is not for it");
  return assessment;
}

async function sign({ step, shot, as }, assessment) {
  await step("a manager who had no hand in it signs");
  const manager = await as("team-manager");
  await manager.goto("/assessment-signatures");
  await shot("to-sign", manager);
  await manager.goto(assessment);
  await press(manager, "Sign it or send it back");
  await says(manager, SAID);
  await manager.check("[name=answer][value=sign]");
  await press(manager, "Save the answer");
  await says(manager, "You have signed this assessment.");
  await shot("signed", manager);
  await manager.goto("/contributions");
  await says(manager, "Contributions that partners owe");
  await shot("owed", manager);
}

export default {
  name: "partner-contribution",
  person: "A social worker, a teacher without an account, and a manager",
  async run(tools) {
    const asked = await ask(tools);
    await answer(tools, asked);
    const assessment = await read(tools, asked);
    await sign(tools, assessment);
  },
};
