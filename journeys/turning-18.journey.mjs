// A young person turns 18: prepared over months, their record becomes their own when the day begins. Their parent sees it no longer, except
// what they are let see; the young person asks for support in their own name.
import assert from "node:assert/strict";

import { follow, main, press, says } from "./lib/hand.mjs";

const PASSWORD = "kettle moss ninety harbour";
const SECRET = "I want to find out about my birth family myself";
const linkIn = (letter) => new URL(letter.text.match(/http\S+\/invited\/\S+/)[0]).pathname;
const nothingOf = async (page, words) => {
  const whole = await page.content();
  for (const word of words) assert.ok(!whole.includes(word), `${new URL(page.url()).pathname} holds “${word}”`);
};
const signIn = async (page, email) => {
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await press(page, "Sign in");
};
/** The instant at which a day begins in England, and a moment before it. */
const midnight = (date) => {
  const hours = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "numeric", hour12: false });
  const atUtc = new Date(`${date}T00:00:00Z`);
  const summer = Number(hours.format(atUtc)) === 1;
  return new Date(atUtc.getTime() - (summer ? 3_600_000 : 0));
};

export default {
  name: "turning-18",
  person: "A person turning 18, their social worker and their parent",
  ownDemo: true,
  async run({ step, shot, axe, as, mail, window, own }) {
    await step("the worker sees who turns 18 within a year, and how far each is prepared");
    const worker = await as("social-worker");
    await worker.goto("/turning-18");
    await shot("list", worker);
    const file = await worker.evaluate(async () => (await fetch("/turning-18.csv")).text());
    const rows = file.trim().split("\n").slice(1).map((line) => line.trim().split(","));
    const [reference, adultOn] = rows.find(([, on]) => on > "2026-12-01");
    await worker.locator("tr", { hasText: reference }).getByRole("link").first().click();
    await worker.waitForLoadState();
    const id = new URL(worker.url()).pathname.split("/")[2];

    await step("they prepare: what was said is noted, and a step without its answer is not");
    await says(worker, "When that day begins, the record becomes their own by itself.");
    await worker.getByText("Note that a step was taken").click();
    await worker.selectOption("[name=step]", "account");
    await press(worker, "Note it");
    await worker.locator(".govuk-error-summary").getByText("Choose whether they want to sign in").waitFor();
    await worker.check("[name=wish][value=yes]");
    await press(worker, "Note it");
    await says(worker, "It is noted.");
    for (const [kind, note] of [["told", "Talked it through at the café"], ["support", "Stays with us; adult mental health from March"]]) {
      await worker.getByText("Note that a step was taken").click();
      await worker.selectOption("[name=step]", kind);
      await worker.fill("[name=note]", note);
      await press(worker, "Note it");
      await says(worker, note);
    }
    await shot("preparation", worker);

    await step("the young person and their parent sign in, each with an account of their own");
    await worker.goto(`/cases/${id}/invite-family`);
    const first = (await worker.getByRole("heading", { name: /^A page of / }).innerText()).match(/A page of (.*)’s own/)[1];
    // Somebody of the demo may sign in already: their account ends first.
    const ends = worker.getByRole("button", { name: new RegExp(`^End access of ${first}`) });
    if (await ends.count()) {
      await ends.first().click();
      await says(worker, "Access has ended.");
    }
    await worker.fill("#young-email", "robin.eighteen@example.org");
    await press(worker, `Invite ${first}`);
    await says(worker, "The invitation is on its way to them.");
    await worker.fill("#name", "Alex Parent");
    await worker.fill("#email", "alex.eighteen@example.org");
    await press(worker, "Send the invitation");
    await says(worker, "The invitation is on its way.");
    const take = async (address) => {
      const letter = await mail.to(address, { about: "invited" });
      const page = await window({ phone: true });
      await page.goto(linkIn(letter));
      await page.getByLabel("Choose a password").fill(PASSWORD);
      await press(page, "Continue");
      return page;
    };
    const young = await take("robin.eighteen@example.org");
    await says(young, "When I turn 18");
    await shot("before", young);
    await young.goto("/my/words");
    await young.fill("[name=words]", SECRET);
    await young.check("[name=readers][value=team]");
    await press(young, "Keep it");
    const parent = await take("alex.eighteen@example.org");
    await says(parent, `Support for ${first}`);

    await step("a moment before the birthday everything is as it was");
    const begins = midnight(adultOn);
    await own.later(new Date(begins.getTime() - 1000).toISOString());
    await signIn(parent, "alex.eighteen@example.org");
    await says(parent, `Support for ${first}`);

    await step("the day begins: the parent sees that the record left, and nothing of it");
    await own.later(new Date(begins.getTime() + 8 * 3_600_000).toISOString());
    await signIn(parent, "alex.eighteen@example.org");
    await parent.goto("/my");
    await says(parent, "their record is their own since");
    await shot("parent", parent);
    for (const path of [`/my/cases/${id}/timeline`, `/my/cases/${id}/goals`, `/my/messages/${id}`, `/my/shown/${id}`]) {
      const answer = await parent.request.get(path);
      assert.equal(answer.status(), 404, `${path} is not there for the parent`);
    }
    await nothingOf(parent, [SECRET]);

    await step("the adult signs in with the same address, and the record is theirs");
    await signIn(young, "robin.eighteen@example.org");
    await young.goto("/my");
    await says(young, "This record is yours.");
    await shot("own", young);
    await follow(young, "Say who may see what");
    await says(young, SECRET);

    await step("they let their parent see their appointments and what was promised, and nothing else");
    await young.getByLabel("My appointments").check();
    await young.getByLabel("What I was promised, and by when").check();
    await press(young, /^Keep this/);
    await says(young, "It is kept, and holds from now on.");
    await shot("who-may-see", young);
    await parent.goto("/my");
    await follow(parent, new RegExp("^Look at it"));
    await says(parent, `What ${first} lets you see`);
    await parent.getByRole("heading", { name: "Appointments" }).waitFor();
    assert.equal(await parent.getByRole("heading", { name: "Goals", exact: true }).count(), 0);
    await nothingOf(parent, [SECRET]);
    await shot("shown", parent);

    await step("they take it back, and it holds at once");
    await young.getByLabel("My appointments").uncheck();
    await young.getByLabel("What I was promised, and by when").uncheck();
    await press(young, /^Keep this/);
    await says(young, "It is kept, and holds from now on.");
    assert.equal((await parent.request.get(`/my/shown/${id}`)).status(), 404);

    await step("they ask for support in their own name, without telling their story again");
    await young.fill("[name=story]", "Since the move I do not sleep. I would like to talk to somebody.");
    await young.fill("[name=phone]", "07700 900123");
    await press(young, "Ask for support");
    await young.locator(".govuk-error-summary").getByText("Choose how to be contacted").waitFor();
    await axe(young);
    await young.check("[name=contact-by][value=phone]");
    await young.check("[name=safe][value=open]");
    await press(young, "Ask for support");
    await says(young, "Asked for support in their own name");
    const duty = await as("duty-worker");
    await duty.goto("/enquiries");
    await says(duty, first);

    await step("the worker sees that it is theirs, and invites nobody else to it");
    const again = await as("social-worker");
    await again.goto(`/cases/${id}/of-age`);
    await says(again, "They sign in");
    await shot("worker-after", again);
    await again.goto(`/cases/${id}/invite-family`);
    await says(again, "Nobody else is invited to it.");
    assert.ok(!(await main(again)).includes("Send the invitation"));
  },
};
