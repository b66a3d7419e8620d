// A young person's own side: invited by their worker, they sign in on a phone, rate a goal, keep something private, write, and ask for
// a review. The worker reads and answers. Their parent sees none of what is private, and the other way round.
import assert from "node:assert/strict";

import { day, follow, main, press, says } from "./lib/hand.mjs";

const PASSWORD = "kettle moss ninety harbour";
const PRIVATE = ["I do not want to go back to that school", "Please do not tell Mum about the party", "I need somebody else to talk to"];
const SHARED = "I would like to see Nan at half term";
const PARENTS = "My own counselling starts in March";
const linkIn = (letter) => new URL(letter.text.match(/http\S+\/invited\/\S+/)[0]).pathname;
/** None of these words stand on a page: in what is read, in addresses, in titles, or anywhere else of it. */
const nothingOf = async (page, words) => {
  const whole = await page.content();
  for (const word of words) assert.ok(!whole.includes(word), `${new URL(page.url()).pathname} holds “${word}”`);
};

export default {
  name: "young-person",
  person: "A young person, their social worker and their parent",
  async run({ base, step, shot, axe, as, mail, window }) {
    await step("the worker opens the case of a young person, and the page of who signs in");
    const before = await as("young-person", { phone: true });
    await before.goto("/my/messages");
    const id = new URL(before.url()).pathname.split("/").at(-1);
    const worker = await as("social-worker");
    await worker.goto(`/cases/${id}`);
    const age = Number((await main(worker)).match(/Born .*, (\d+) now/)[1]);
    assert.ok(age >= 13 && age < 18, `the young person is ${age}`);
    await follow(worker, "Invite a family member to sign in");
    const first = (await worker.getByRole("heading", { name: /^A page of / }).innerText()).match(/A page of (.*)’s own/)[1];

    await step("the account of the demo ends, and they are invited anew, to an address that is theirs alone");
    await press(worker, new RegExp(`^End access of ${first}`));
    await says(worker, "Access has ended.");
    await before.goto("/my");
    await before.waitForURL("**/sign-in?to=*");
    await worker.fill("#young-email", "not an address");
    await press(worker, `Invite ${first}`);
    await worker.locator(".govuk-error-summary").getByText("Enter an email address").waitFor();
    await worker.fill("#young-email", "robin.fourteen@example.org");
    await press(worker, `Invite ${first}`);
    await says(worker, "The invitation is on its way to them.");
    await shot("worker-invites", worker);
    const letter = await mail.to("robin.fourteen@example.org", { about: "invited" });

    await step("and so is their parent");
    await worker.fill("#name", "Alex Parent");
    await worker.fill("#email", "alex.parent@example.org");
    await press(worker, "Send the invitation");
    await says(worker, "The invitation is on its way.");
    const parents = await mail.to("alex.parent@example.org", { about: "invited" });

    await step("the young person chooses a password on their phone, and sees a page of their own");
    const young = await window({ phone: true });
    await young.goto(linkIn(letter));
    await says(young, "a page of your own");
    await young.getByLabel("Choose a password").fill(PASSWORD);
    await press(young, "Continue");
    await says(young, `Hello ${first}`);
    assert.match(await young.title(), /^My page/);
    for (const part of ["My worker", "What they promised", "My plan", "My goals", "Appointments", "People who can help me"]) {
      await young.getByRole("heading", { name: part, exact: true }).waitFor();
    }
    await shot("first-page", young);

    await step("they rate a goal and keep the number from their parents");
    await follow(young, "Say how it is going");
    await press(young, "Keep my answers");
    await young.locator(".govuk-error-summary").getByText("Choose who can see these numbers").waitFor();
    await young.locator("fieldset").first().getByLabel("2", { exact: true }).check();
    await young.check("[name=private][value=yes]");
    await press(young, "Keep my answers");
    await says(young, "Thank you. Your answers are kept.");
    await shot("goals", young);

    await step("they write something for their worker only, and something for their parents too");
    await young.goto("/my/words");
    await says(young, "we have to tell people who can help");
    await young.fill("[name=words]", PRIVATE[0]);
    await press(young, "Keep it");
    await young.locator(".govuk-error-summary").getByText("Choose who can read this").waitFor();
    await young.check("[name=readers][value=team]");
    await press(young, "Keep it");
    await says(young, "It is kept.");
    await young.fill("[name=words]", SHARED);
    await young.check("[name=readers][value=family]");
    await press(young, "Keep it");
    await says(young, SHARED);
    await shot("words", young);

    await step("they write to their worker, and are promised an answer");
    await young.goto("/my");
    await follow(young, "Write to my worker");
    await young.fill("[name=words]", PRIVATE[1]);
    await press(young, "Send");
    await says(young, "We promised an answer by 25 November 2026");
    await shot("message", young);

    await step("they ask for a review of their plan");
    await young.goto("/my");
    await follow(young, "Ask to look at my plan again");
    await young.fill("[name=why]", PRIVATE[2]);
    await press(young, "Ask");
    await says(young, "We have your request.");
    await says(young, "or an answer, by 18 December 2026");
    await follow(young, "Back to my page");
    await follow(young, "Somebody on my side, and how to complain");
    await says(young, "An advocate is somebody on your side");
    assert.ok(!(await main(young)).includes("0300"), "a number that nobody checked is shown");
    await shot("helpers", young);

    await step("their parent signs in, writes too, and sees only what was meant for them");
    const parent = await window({ phone: true });
    await parent.goto(linkIn(parents));
    await parent.getByLabel("Choose a password").fill(PASSWORD);
    await press(parent, "Continue");
    await says(parent, SHARED);
    const pages = ["/my", `/my/cases/${id}/timeline`, `/my/cases/${id}/goals`, `/my/cases/${id}/review`, `/my/messages/${id}`, "/my/looks", "/my/rights"];
    for (const path of pages) {
      await parent.goto(path);
      await nothingOf(parent, PRIVATE);
      assert.ok(!(await main(parent)).includes("2 out of 10 on 20 November"), `${path} tells the number`);
    }
    await shot("parent-looks", parent);
    await parent.goto(`/my/messages/${id}`);
    await parent.fill("[name=words]", PARENTS);
    await press(parent, "Send");
    await parent.goto("/my");
    await shot("parent-first-page", parent);

    await step("the worker sees what waits, reads it, and answers");
    await worker.goto(`/cases/${id}`);
    await says(worker, "Hold the review of the plan that was asked for");
    await shot("what-comes-next", worker);
    await follow(worker, "Read what the young person wrote for you");
    await says(worker, PRIVATE[0]);
    await press(worker, /^I have read this/);
    await says(worker, "They see that you have read it.");
    await shot("worker-reads", worker);
    await worker.goto("/messages");
    await says(worker, first);
    await shot("messages-waiting", worker);
    await worker.goto(`/cases/${id}/messages`);
    await worker.locator("tbody a", { hasText: first }).first().click();
    await worker.waitForLoadState();
    await says(worker, PRIVATE[1]);
    await nothingOf(worker, [PARENTS]);
    await worker.fill("[name=words]", "I will not. Shall we talk on Tuesday?");
    await press(worker, "Send");
    await says(worker, "Your message is sent.");
    await shot("worker-answers", worker);
    const news = await mail.to("robin.fourteen@example.org", { about: "message for you" });
    assert.ok(!news.text.includes("Tuesday") && !news.text.includes(first), "the mail tells what the message says");

    await step("and holds the review");
    await worker.goto("/reviews");
    await shot("reviews-due", worker);
    await worker.goto(`/cases/${id}/reviews`);
    await says(worker, PRIVATE[2]);
    await worker.fill("[name=present]", `${first}, their parent and the school`);
    await worker.fill("[name=child_said]", "Wants to choose who comes");
    await worker.fill("[name=changed]", "A youth worker comes on Fridays");
    await press(worker, "Record the review");
    await worker.locator(".govuk-error-summary").getByText("Enter the day by which the plan is looked at next").waitFor();
    await day(worker, "next", ["19", "2", "2027"]);
    await press(worker, "Record the review");
    await says(worker, "The review is recorded");
    await shot("review-held", worker);
    await worker.goto("/reviews?show=held");
    await says(worker, "The young person asked");

    await step("the young person reads the answer and what changed; their parent reads what changed alone");
    await young.goto("/my");
    await says(young, "1 new message");
    await says(young, "A youth worker comes on Fridays");
    await follow(young, "Write to my worker");
    await says(young, "Shall we talk on Tuesday?");
    await nothingOf(young, [PARENTS]);
    await press(young, "I have read them");
    await young.goto("/my/words");
    await says(young, "A worker read this on");
    await parent.goto(`/my/cases/${id}/review`);
    await says(parent, "A youth worker comes on Fridays");
    await nothingOf(parent, [...PRIVATE, "Wants to choose who comes"]);

    await step("one parent may see less from now on: promises and their own messages");
    await worker.goto(`/cases/${id}/invite-family`);
    const place = worker.locator("section", { hasText: "Alex Parent:" });
    await place.locator("summary").click();
    await axe(worker);
    await place.getByRole("button", { name: /^Change it/ }).click();
    await worker.locator(".govuk-error-summary").getByText("Say why, for colleagues").waitFor();
    await worker.locator("#reason").fill("The court order of 3 November");
    await worker.locator("section", { hasText: "Alex Parent:" }).getByRole("button", { name: /^Change it/ }).click();
    await says(worker, "It is changed, from now on.");
    await shot("limited", worker);
    await parent.goto("/my");
    await says(parent, "Here you see what was promised");
    await nothingOf(parent, [SHARED, "court order", first]);
    await shot("limited-page", parent);
    await parent.goto(`/my/messages/${id}`);
    await says(parent, PARENTS);

    await step("somebody comes in: the way out signs out, and going back leads nowhere");
    await young.goto("/my");
    const out = young.getByRole("link", { name: "Leave this page" });
    assert.equal(await out.getAttribute("href"), "https://www.bbc.co.uk/weather");
    // The journey stays on this server: the link leads to a page of it that says nothing.
    await out.evaluate((link, to) => link.setAttribute("href", to), `${base}/cookies`);
    await out.click();
    await young.waitForURL("**/cookies");
    await young.goto("/my");
    await young.waitForURL("**/sign-in?to=*");
  },
};
