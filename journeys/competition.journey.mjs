// A provider is chosen by competition, to the order: terms, passphrases, three sealed bids, the deadline by the database's own clock, two
// openers of two agencies, scores, moderation, award, reasons, standstill. Nothing is helped along: the deadline is the next whole minute
// but one, and the journey waits for it.
import assert from "node:assert/strict";

import { day } from "./lib/finding.mjs";
import { follow, main, press, says } from "./lib/hand.mjs";
import { go } from "./lib/ways.mjs";

const PASSWORD = "kettle moss ninety harbour";
const ELSEWHERE = "opener@example.org";
const PHRASES = ["copper meadow Tuesday ladder", "violet harbour engine spoon", "walnut thunder basket pencil"];
const HOW = "How would you work towards the goals?";
const WHEN = "When can you begin, and where?";
const BIDS = [
  { price: "95", how: "Quartz lantern afternoons: we begin with the parents and play with everybody from the third session.", when: "In the week of 7 December, at home." },
  { price: "80", how: "Weekly sessions in our rooms.", when: "In January, in our rooms." },
  { price: "120", how: "A therapist and a colleague come together.", when: "After Easter, by video." },
];
const linkIn = (letter) => new URL(letter.text.match(/http\S+\/invited\/\S+/)[0]).pathname;
/** A day and a time of England, as forms ask for them. */
const inEngland = (at) => {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/London", year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return { date: [part.day, part.month, part.year], time: `${part.hour}:${part.minute}` };
};

export default {
  name: "competition",
  person: "A commissioner with openers of two agencies, three bidders, assessors and a social worker",
  ownDemo: true,
  within: 900_000,
  async run({ base, step, shot, axe, as, mail, window, own }) {
    const worker = await as("social-worker");
    const commissioner = await as("commissioner");
    const finance = await as("finance-officer");
    const manager = await as("team-manager");

    await step("a social worker asks for a provider; a brief that names the child is refused");
    const file = await worker.evaluate(async () => (await fetch("/orders.csv")).text());
    await worker.goto("/cases");
    await worker.locator('main a[href^="/cases/"]').first().click();
    await follow(worker, "Orders");
    const child = (await worker.locator(".govuk-caption-l, .govuk-caption-m").first().textContent()).split("·")[0].trim();
    await follow(worker, "Ask for a provider to be chosen");
    const begin = await worker.inputValue("[name=words]");
    const ask = async (words) => {
      await worker.selectOption("[name=therapy]", "ddp");
      await worker.fill("[name=sessions]", "6");
      await day(worker, "starts_on", ["7", "12", "2026"]);
      await worker.fill("[name=words]", words);
      await worker.check("[name=read_again]");
      await worker.check("[name=route][value=competition]");
      await press(worker, "Ask for it");
    };
    await ask(`${begin}\n${child} sleeps badly.`);
    await worker.getByRole("alert").waitFor();
    await ask(`${begin}\nMornings are best.`);
    await says(worker, "Asked. A commissioner goes on from here.");
    const competition = new URL(worker.url()).pathname;

    await step("the commissioner fixes weights, openers and assessors; one opener must be of another agency");
    await own.command(
      ["user", "create", "--email", ELSEWHERE, "--name", "Robin Elsewhere", "--role", "commissioner", "--agency", "adopt-south"], PASSWORD,
    );
    await go(commissioner, "Support and money", "Competitions");
    await commissioner.locator(`main a[href="${competition}"]`).first().click();
    const email = (role) => `${role}.1.adopt-east@example.org`;
    const fix = async (third, weight) => {
      const fields = {
        price_weight: weight, criterion1: HOW, weight1: "40", criterion2: WHEN, weight2: "20", opener1: email("commissioner"),
        opener2: email("finance-officer"), opener3: third, assessor1: email("team-manager"), assessor2: email("social-worker"),
      };
      for (const [name, value] of Object.entries(fields)) await commissioner.fill(`[name=${name}]`, value);
      await press(commissioner, "Fix the terms");
    };
    await fix(email("team-manager"), "50");
    await says(commissioner, /together must make 100/);
    await fix(email("team-manager"), "40");
    await says(commissioner, /at least one opener of another agency/);
    await shot("terms-refused", commissioner);
    await fix(ELSEWHERE, "40");
    await says(commissioner, "The terms are fixed.");
    await shot("terms", commissioner);

    await step("each opener sets a passphrase that is kept nowhere, one of them in another agency");
    const elsewhere = await window();
    await elsewhere.goto("/sign-in");
    await elsewhere.getByLabel("Email address").fill(ELSEWHERE);
    await elsewhere.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await press(elsewhere, "Sign in");
    const openers = [commissioner, finance, elsewhere];
    for (const [n, opener] of openers.entries()) {
      await opener.goto("/openings");
      await opener.locator('main a[href^="/openings/"]').first().click();
      await opener.getByLabel("Passphrase", { exact: true }).fill(PHRASES[n]);
      await opener.getByLabel("The same passphrase again").fill(PHRASES[n]);
      await press(opener, "Set the passphrase");
      await says(opener, "Your passphrase is set.");
    }
    await shot("opener-ready", elsewhere);

    await step("three providers of the list have somebody who signs in: two of them on a phone");
    await commissioner.goto(competition);
    const offered = await commissioner.locator("input[name=providers] + label").allInnerTexts();
    const bidders = offered.map((name) => name.trim()).filter((name) => file.includes(name)).slice(0, 3);
    assert.equal(bidders.length, 3, `three of ${offered.join(", ")} have orders of the agency`);
    const people = [];
    for (const [n, name] of bidders.entries()) {
      await commissioner.goto(competition);
      const id = await commissioner.locator("label", { hasText: name }).first().evaluate((label) => document.getElementById(label.htmlFor).value);
      await commissioner.goto(`/providers/${id}`);
      await follow(commissioner, "Who signs in for this provider");
      await commissioner.getByLabel("Name", { exact: true }).fill(`Kit Rowan ${n + 1}`);
      await commissioner.getByLabel("Email address").fill(`bidder.${n + 1}@example.org`);
      await press(commissioner, "Send the invitation");
      await says(commissioner, "The invitation is on its way.");
      const letter = await mail.to(`bidder.${n + 1}@example.org`, { about: "invited" });
      const person = await window({ phone: n !== 1 });
      await person.goto(linkIn(letter));
      await person.getByLabel("Choose a password").fill(PASSWORD);
      await press(person, "Continue");
      await person.goto("/bids");
      await says(person, "You are not invited to a competition now.");
      people.push(person);
    }

    await step("the commissioner invites the three until a minute that comes soon");
    await commissioner.goto(competition);
    for (const name of bidders) await commissioner.getByLabel(name, { exact: true }).check();
    await commissioner.getByRole("heading", { name: "Invite", exact: true }).evaluate((heading) => heading.scrollIntoView());
    await shot("invite", commissioner, { whole: false });
    const invite = async (at) => {
      const { date, time } = inEngland(at);
      await day(commissioner, "deadline", date);
      await commissioner.fill("[name=time]", time);
      await press(commissioner, "Invite them");
    };
    await invite(new Date(Date.now() - 120_000));
    await says(commissioner, "Enter a day and a time that lie ahead");
    const deadline = new Date(Math.ceil((Date.now() + 110_000) / 60_000) * 60_000);
    await invite(deadline);
    await says(commissioner, "They are invited.");

    await step("each bids on their own page, and keeps a receipt of what nobody can read");
    const send = async (person, { price, how, when }) => {
      await person.fill("[name=price]", price);
      await person.fill("[name=minutes]", "60");
      await person.fill("[name=answer1]", how);
      await person.fill("[name=answer2]", when);
      await person.getByRole("button", { name: /^Send (my bid|instead)/ }).click();
      await person.waitForLoadState();
    };
    for (const [n, person] of people.entries()) {
      await person.goto("/bids");
      await person.locator('main a[href^="/bids/"]').first().click();
      if (n === 0) await shot("bid-phone", person);
      await send(person, BIDS[n]);
      await says(person, "Your bid is sent and sealed.");
      assert.match(await main(person), /[0-9a-f]{64}/);
      assert.ok(!(await person.content()).includes(BIDS[n].how), "a bid is read by nobody, its bidder included");
    }
    await shot("receipt", people[1]);
    assert.ok(Date.now() < deadline.getTime() - 2_000, "the bids took longer than the time that was given");

    await step("before the deadline nobody opens anything; after it a bid from a page still open is late");
    await finance.reload();
    await says(finance, "Bids can still be sent. You can open them after the deadline.");
    await commissioner.goto(competition);
    assert.ok(!(await commissioner.content()).includes("Quartz lantern"), "the buyer cannot read a bid");
    await shot("sealed", commissioner);
    await new Promise((done) => setTimeout(done, Math.max(0, deadline.getTime() + 1_500 - Date.now())));
    await send(people[1], { ...BIDS[1], price: "60" });
    await says(people[1], /The deadline has passed by the clock of the database/);
    await shot("late", people[1]);

    await step("one opener alone opens nothing; the second, of another agency, opens the bids");
    const give = async (opener, words) => {
      await opener.reload();
      await opener.getByLabel("Your passphrase for this competition").fill(words);
      await press(opener, "Give my passphrase");
    };
    await give(finance, PHRASES[0]);
    await says(finance, "This is not your passphrase for this competition");
    await finance.goto(new URL(finance.url()).pathname.replace(/\/open$/, ""));
    await give(finance, PHRASES[1]);
    await says(finance, "Your part is done. Another opener is needed now.");
    await shot("opener-first", finance);
    await give(elsewhere, PHRASES[2]);
    await says(elsewhere, "The bids are open.");
    await shot("opened", elsewhere);

    await step("the assessors declare, and score alone without prices and names");
    for (const assessor of [manager, worker]) {
      await assessor.goto("/scorings");
      await assessor.locator('main a[href^="/scorings/"]').first().click();
      await assessor.check("[name=free][value=yes]");
      await press(assessor, "Declare");
      await says(assessor, "Your declaration is kept.");
      const page = await main(assessor);
      assert.ok(!page.includes("£") && bidders.every((name) => !page.split("Score each answer")[1].includes(name)), "neither price nor name is told");
      for (const at of ["A", "B", "C"]) {
        const answer = (await assessor.locator("h3", { hasText: `Bid ${at}` }).locator("xpath=following-sibling::p[2]").innerText()).trim();
        const good = answer.startsWith("Quartz lantern") ? "5" : "3";
        for (const what of [HOW, WHEN]) await assessor.getByLabel(`Score of bid ${at}: ${what}`).fill(good);
      }
      if (assessor === manager) await shot("scoring", assessor);
      await press(assessor, "Send my scores");
      await says(assessor, "Your scores are kept.");
    }

    await step("the commissioner moderates, and awards to the best with reasons and a standstill");
    await commissioner.goto(competition);
    for (const area of await commissioner.locator('textarea[name^="r-"]').all()) await area.fill("Your answer said clearly how you work.");
    await shot("moderation", commissioner);
    await press(commissioner, "These scores count");
    await says(commissioner, "These scores count now.");
    await says(commissioner, `The best bid is that of ${bidders[0]}`);
    await commissioner.getByLabel("Why this bid").fill("The answer fits the goals best, and the family can begin at once.");
    await commissioner.fill("[name=standstill]", "1");
    await press(commissioner, "Award");
    await says(commissioner, "Awarded. Every bidder is told, with the reasons.");
    await shot("awarded", commissioner);

    await step("every bidder reads the reasons, their own points and those of the best");
    for (const [n, person] of people.entries()) {
      await person.goto("/bids");
      await person.locator('main a[href^="/bids/"]').first().click();
      const page = await main(person);
      assert.match(page, new RegExp(`Awarded to ${bidders[0].replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`));
      assert.match(page, /fits the goals best/);
      assert.match(page, /Your answer said clearly how you work/);
      if (n !== 1) await axe(person);
    }
    await shot("result-phone", people[2]);

    await step("while the standstill lasts nothing is ordered; the day after it is, at the price of the bid");
    await worker.goto(competition);
    await says(worker, /The standstill lasts to the end of/);
    assert.equal(await worker.getByRole("button", { name: "Order it" }).count(), 0);
    await own.later("2026-11-22T09:30:00Z");
    const after = await as("social-worker");
    await after.goto(`${base}${competition}`);
    await press(after, "Order it");
    await says(after, "The order is placed.");
    assert.match(await main(after), /Price of a session\s+£95\s/);
    await shot("ordered", after);
  },
};
