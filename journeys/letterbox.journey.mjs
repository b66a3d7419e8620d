// Letters each way: a plan is made from both sides, the birth mother comes in by an invitation and writes on pages of her own,
// a person checks every letter, and neither a name nor an address crosses.
import assert from "node:assert/strict";

import { day, follow, main, press, says } from "./lib/hand.mjs";

const PASSWORD = "kettle moss ninety harbour";
/** The letter of a plan that waits is approved; what may identify somebody is confirmed where the page asks. */
const approve = async (page, reference) => {
  await page.goto("/letterbox");
  await page.locator("tbody a", { hasText: reference }).first().click();
  await page.waitForLoadState();
  await press(page, "Approve the letter");
  if (await page.locator(".govuk-error-summary").count()) {
    await page.check("[name=sure][value=yes]");
    await press(page, "Approve the letter");
  }
  await says(page, "The letter is approved.");
};
const linkIn = (letter) => new URL(letter.text.match(/http\S+\/invited\/\S+/)[0]).pathname;
/** Nothing of the other side stands on what somebody sees: in words, addresses of links, or anywhere else of the page. */
const nothingOf = async (page, words) => {
  const whole = await page.content();
  for (const word of words) assert.ok(!whole.includes(word), `${new URL(page.url()).pathname} holds ${word}`);
};

export default {
  name: "letterbox",
  person: "The letterbox coordinator, a birth mother and an adoptive parent",
  async run({ step, shot, as, mail, window }) {
    await step("the coordinator finds the family and starts a contact plan");
    const parent = await as("family-member", { phone: true });
    await parent.goto("/my/consent");
    const child = (await parent.locator("h2").first().innerText()).replace("About ", "").trim();
    const first = child.split(" ")[0];
    const surname = child.split(" ").at(-1);
    const worker = await as("social-worker");
    await worker.goto("/people");
    await worker.fill("[name=name]", child);
    await press(worker, "Search");
    await worker.locator("main a[href^='/cases/']").first().click();
    await worker.waitForLoadState();
    await follow(worker, "Contact");
    await follow(worker, "Start a contact plan");
    await press(worker, "Start the plan");
    await says(worker, "Enter what both sides call the child");
    await worker.fill("[name=child_called]", first);
    await worker.fill("[name=signs]", "Jo and Sam");
    await worker.check("[name=kinds][value=letterbox]");
    await worker.check("[name=months][value='6']");
    await worker.check("[name=months][value='12']");
    await worker.check("[name=writers][value=both]");
    await worker.check("[name=photos][value=each-time]");
    await worker.check("[name=managed][value=mediated]");
    await worker.check("[name=meeting][value=in-person]");
    await day(worker, "review_on", ["1", "6", "2027"]);
    await worker.fill("[name=wishes]", "We would like to hear what made her laugh as a child.");
    await shot("start-plan", worker);
    await press(worker, "Start the plan");
    await says(worker, "The plan is started.");
    const reference = (await main(worker)).match(/\bCP-[0-9A-Z]{4}-[0-9A-Z]{4}/)[0];

    await step("records the birth mother, and adds her side to the plan");
    await worker.goto("/birth-families/new");
    await worker.check("[name=kind][value=birth-parent]");
    await worker.fill("[name=first-name]", "Ada");
    await worker.fill("[name=last-name]", "Quillfeather");
    await worker.fill("[name=address]", "1 Low Row");
    await worker.fill("[name=postcode]", "CM2 2BB");
    await worker.fill("[name=email]", "ada.q@example.org");
    await press(worker, "Save");
    const record = new URL(worker.url()).pathname;
    await follow(worker, "Staying in touch");
    await worker.fill("[name=reference]", reference);
    await worker.fill("[name=signs]", "Ada");
    await worker.fill("[name=wishes]", "I would like a drawing once a year.");
    await press(worker, "Add them");
    await says(worker, "They are part of the plan now.");
    await nothingOf(worker, [surname]);
    await shot("birth-side", worker);

    await step("invites her to pages of her own");
    await worker.goto(record);
    await follow(worker, "Pages of their own");
    await press(worker, "Invite them");
    await says(worker, "Choose how the link reaches them");
    await shot("invite", worker);
    await worker.getByLabel("On a letter that I print and hand over or post").check();
    await press(worker, "Invite them");
    await says(worker, "You are invited to pages of your own");
    const onPaper = await worker.locator("strong").filter({ hasText: /^([A-Z2-7]{4}-){12}[A-Z2-7]{4}$/ }).textContent();
    await shot("paper", worker);
    await follow(worker, "Back to their pages");
    assert.match(await main(worker), /Invited until[^]*On paper/);
    await nothingOf(worker, [onPaper, onPaper.replaceAll("-", "")]);

    await step("she would rather have it by email: the paper is worth nothing then");
    await press(worker, /^Send by email again/);
    await says(worker, "The invitation is on its way again.");
    assert.match(await main(worker), /Invited until[^]*By email/);
    const thrownAway = await window();
    await thrownAway.goto(`/invited/${onPaper}`);
    await says(thrownAway, "This link does not work, or no longer");
    const letter = await mail.to("ada.q@example.org", { about: "invited" });
    for (const word of ["Ada", "Quillfeather", "birth", "child", "adoption", first, surname, reference]) {
      assert.ok(!letter.text.includes(word) && !letter.subject.includes(word), `the letter says ${word}`);
    }

    await step("she takes it up on her phone");
    const ada = await window({ phone: true });
    await ada.goto(linkIn(letter));
    assert.doesNotMatch(await main(ada), /Ada|birth|child/);
    await shot("accept", ada);
    await ada.getByLabel("Choose a password").fill("adaquillfeather");
    await press(ada, "Continue");
    await ada.locator(".govuk-error-summary").getByText("your own name or address").waitFor();
    await ada.getByLabel("Choose a password").fill(PASSWORD);
    await press(ada, "Continue");
    await ada.waitForURL("**/my");
    await says(ada, "Read and write letters");
    await shot("her-pages", ada);
    const stranger = await window();
    await stranger.goto(linkIn(letter));
    await says(stranger, "This link does not work, or no longer");
    await worker.reload();
    assert.match(await main(worker), /Accepted/);
    await shot("invited-accepted", worker);

    await step("and writes a letter that says too much");
    await follow(ada, "Read and write letters");
    await follow(ada, "Letters with Jo and Sam");
    await nothingOf(ada, [surname]);
    await shot("her-letterbox", ada);
    await ada.fill(
      "[name=words]",
      `Dear ${first}, I think of you when the swifts come back. We had a dog called Biscuit.\n\nI live at 1 Low Row, CM2 2BB, ring me on 07700 900123 or find me @ada_q. I work in Colchester.\n\nLove, Ada Quillfeather`,
    );
    await press(ada, "Send to the coordinator");
    await says(ada, "Your letter is with the coordinator.");
    await shot("her-letter-sent", ada);

    await step("the coordinator sees what is marked, and sends it back with help");
    await worker.goto("/letterbox");
    await shot("desk", worker);
    await worker.locator("tbody a", { hasText: reference }).first().click();
    await worker.waitForLoadState();
    const marked = await worker.locator("mark").allInnerTexts();
    for (const found of ["1 Low Row", "CM2 2BB", "07700 900123", "@ada_q", "Colchester", "Quillfeather"]) {
      assert.ok(marked.some((mark) => mark.includes(found) || found.includes(mark)), `${found} is not marked: ${marked}`);
    }
    await shot("check-letter", worker);
    await worker.locator("form[action$='/returned'] [name=help]").first().fill("The swifts and Biscuit will make them smile. Could you leave out where you live and work, and your number? We pass letters on, so they can always reach you.");
    await press(worker, "Send it back");
    await says(worker, "The letter went back with your help.");
    await ada.reload();
    assert.match(await main(ada), /Could you leave out where you live and work/);
    await shot("her-help", ada);
    await ada.fill(
      "[name=words]",
      `Dear ${first}, I think of you when the swifts come back. We had a dog called Biscuit.\n\nI am @ada_q if you ever look.\n\nLove, Ada Quillfeather`,
    );
    await press(ada, "Send to the coordinator");

    await step("then leaves out what is left, and passes it on");
    await approve(worker, reference);
    assert.match(await main(worker), /when the swifts come back/);
    await worker.check("[name=way][value=pages]");
    await shot("pass-on", worker);
    await press(worker, "Pass it on");
    await says(worker, "The letter is passed on.");

    await step("the parent reads it on a phone, and says so");
    await parent.goto("/my/letterbox");
    await follow(parent, "Letters with Ada");
    const read = await main(parent);
    assert.match(read, /when the swifts come back/);
    assert.match(read, /\[left out\]/);
    await nothingOf(parent, ["Quillfeather", "Low Row", "CM2", "07700", "@ada", "Colchester", "ada.q@"]);
    await shot("my-letterbox", parent);
    await press(parent, "I have read it");
    await says(parent, "Thank you. We tell them");
    await ada.reload();
    assert.match(await main(ada), /Read/);

    await step("and writes back; the coordinator takes the surname out, and she reads it on her own page");
    await parent.fill("[name=words]", `Dear Ada, ${first} ${surname} swims on Saturdays and laughed about Biscuit.\n\nJo and Sam`);
    await press(parent, "Send to the coordinator");
    await says(parent, "Your letter is with the coordinator.");
    await approve(worker, reference);
    const theirs = new URL(worker.url()).pathname;
    await worker.goto(`${theirs}/print`);
    assert.match(await main(worker), /From Jo and Sam/);
    await nothingOf(worker, [surname]);
    await shot("print-letter", worker);
    await worker.goto(`${theirs}/address`);
    assert.match(await main(worker), /1 Low Row/);
    await nothingOf(worker, [surname]);
    await worker.goto(theirs);
    await worker.check("[name=way][value=pages]");
    await worker.check("[name=tell][value=yes]");
    await press(worker, "Pass it on");
    await says(worker, "The letter is passed on.");
    const news = await mail.to("ada.q@example.org", { about: /waits|for you/ });
    for (const word of ["Biscuit", first, surname, "birth", "child"]) assert.ok(!news.text.includes(word), word);
    await ada.reload();
    assert.match(await main(ada), /laughed about Biscuit/);
    await nothingOf(ada, [surname]);
    await shot("her-answer", ada);
    await press(ada, "I have read it");
    await says(ada, "Thank you. We tell them");
    await worker.goto(theirs);
    assert.match(await main(worker), /Read/);
    await shot("acknowledged", worker);

    await step("no other door opens to her, and lists name nobody");
    for (const path of ["/my/consent", "/my/looks", "/people", "/cases", "/letterbox"]) {
      const answer = await ada.goto(path);
      assert.ok(answer.status() >= 400, `${path} answers ${answer.status()}`);
      await nothingOf(ada, [surname]);
    }
    const manager = await as("team-manager");
    await manager.goto("/contact-plans");
    await nothingOf(manager, ["Quillfeather"]);
    await manager.goto("/letterbox?status=read");
    assert.match(await main(manager), new RegExp(reference));
    await nothingOf(manager, ["Quillfeather"]);
    await shot("letters-read", manager);
  },
};
