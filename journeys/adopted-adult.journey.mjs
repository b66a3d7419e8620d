// Adopted adults on each of the three legal routes, from an open page with two dates to the log of what was shared; vetoes that
// stop an intermediary case and a wish that does not; and support for a birth parent, offered, put off and asked about again.
import assert from "node:assert/strict";

const main = (page) => page.locator("main").innerText();
const press = async (page, name) => {
  await page.getByRole("button", { name, exact: true }).first().click();
  await page.waitForLoadState();
};
const told = (page, text) => page.getByText(text).first().waitFor();
const day = async (page, name, [y, m, d]) => {
  await page.fill(`[name=${name}-day]`, d);
  await page.fill(`[name=${name}-month]`, m);
  await page.fill(`[name=${name}-year]`, y);
};
const path = (page) => new URL(page.url()).pathname;

const ROUTES = [
  { born: ["1970", "2", "3"], adopted: ["1971", "5", "6"], says: /Adopted before 12 November 1975/, required: true, gro: true },
  { born: ["1983", "2", "3"], adopted: ["1984", "5", "6"], says: /12 November 1975 to 29 December 2005/, required: false, gro: true },
  { born: ["2004", "2", "3"], adopted: ["2006", "5", "6"], says: /on or after 30 December 2005/, required: false, gro: false },
];
const FITS_NONE = [
  { born: ["2012", "2", "3"], adopted: ["2014", "5", "6"], country: "england-wales", says: /These records open at 18/ },
  { born: ["1970", "2", "3"], adopted: ["1969", "5", "6"], country: "england-wales", says: /Check the two dates/ },
  { born: ["1970", "2", "3"], adopted: ["1971", "5", "6"], country: "scotland", says: /keep their own registers/ },
];

async function dates(page, { born, adopted, country = "england-wales" }) {
  await day(page, "born", born);
  await day(page, "adopted_on", adopted);
  await page.check(`[name=country][value=${country}]`);
}

async function record(duty, name, route) {
  await duty.goto("/adults/new");
  await duty.fill("[name=name]", name);
  await dates(duty, route);
  await duty.fill("[name=contact]", "07700 900444");
  await duty.fill("[name=wants]", "Why I was adopted, and who named me.");
  await press(duty, "Record the request");
}

/** A relative is looked for whose birth date and adoption order are these. */
async function lookFor(duty, subject, born, adopted) {
  await duty.goto("/intermediaries");
  await press(duty, "Record a case");
  await duty.fill("[name=applicant]", "Lee Ash");
  await day(duty, "applicant_born", ["1969", "2", "3"]);
  await duty.check("[name=relation][value=birth-relative]");
  await duty.fill("[name=contact]", "07700 900555");
  await duty.fill("[name=subject]", subject);
  await day(duty, "subject_born", born);
  await day(duty, "adopted_on", adopted);
  await press(duty, "Record the case");
  await told(duty, "The case is recorded.");
}

async function veto(duty, kind, name, born, terms) {
  await duty.goto("/vetoes");
  await duty.check(`[name=kind][value=${kind}]`);
  await duty.fill("[name=name]", name);
  await day(duty, "born", born);
  if (terms) await duty.fill("[name=terms]", terms);
  await press(duty, "Record it");
  await told(duty, "It is recorded, and stands before every case");
}

export default {
  name: "adopted-adult",
  person: "Three adopted adults, a duty worker, a social worker and a birth parent",
  async run({ page, step, shot, as, phone, axe }) {
    await step("each finds their route on the open page, which the first page leads to");
    await page.goto("/");
    await page.getByRole("link", { name: "Find out which records you can see" }).click();
    await page.waitForLoadState();
    await press(page, "Show my way");
    await told(page, "Enter when you were born");
    for (const [i, route] of ROUTES.entries()) {
      await page.goto("/adopted-adults");
      await dates(page, route);
      await press(page, "Show my way");
      const said = await main(page);
      assert.match(said, route.says);
      assert.match(said, route.required ? /required by law/ : /your choice/);
      await shot(`route-${i + 1}`);
    }

    await step("one whose dates fit no route is told why, and what to do");
    for (const none of FITS_NONE) {
      await page.goto("/adopted-adults");
      await dates(page, none);
      await press(page, "Show my way");
      assert.match(await main(page), none.says);
      await page.getByRole("link", { name: "Write to us" }).waitFor();
    }
    const small = await phone();
    await small.goto("/adopted-adults");
    await dates(small, ROUTES[0]);
    await press(small, "Show my way");
    await shot("route-phone", small);
    await small.close();

    const duty = await as("duty-worker");
    const worker = await as("social-worker");
    await step("a request whose dates fit no route is not recorded, and what was typed stays");
    await record(duty, "Too Young", FITS_NONE[0]);
    await told(duty, "These records open at 18");
    assert.equal(await duty.inputValue("[name=name]"), "Too Young");
    assert.equal(path(duty), "/adults/new");
    await shot("no-route", duty);

    for (const [i, route] of ROUTES.entries()) {
      await step(`the request of adult ${i + 1} is recorded, and nobody is asked before it is known who they are`);
      await record(duty, `Rowan Vale ${"ABC"[i]}`, route);
      await told(duty, "The request is recorded");
      const at = path(duty);
      const said = await main(duty);
      assert.match(said, route.says);
      assert.match(said, route.required ? /A meeting with an adviser is required/ : /theirs to decline/);
      assert.match(said, /Answer promised\s+\d+ \w+ 20\d\d/);
      assert.equal(await duty.locator("[name=holder][value=registrar-general]").count(), route.gro ? 1 : 0);
      const holder = route.gro ? "registrar-general" : "agency";
      const called = route.gro ? "General Register Office" : "The agency that placed them";
      await duty.check(`[name=holder][value=${holder}]`);
      await duty.fill("[name=holder_name]", called);
      await press(duty, "Record that they were asked");
      await told(duty, "Check first who they are");
      if (i === 0) await shot("identity-first", duty);
      await duty.check("[name=how][value=passport]");
      await duty.fill("[name=note]", "Seen at the office");
      await press(duty, "Record the check");
      await told(duty, "The check is recorded.");

      await step(`adult ${i + 1}: a holder is asked, with a clock`);
      await duty.check(`[name=holder][value=${holder}]`);
      await duty.fill("[name=holder_name]", called);
      await press(duty, "Record that they were asked");
      await told(duty, "It is recorded that they were asked.");
      assert.match(await main(duty), /Waiting. Ask again by \d+ \w+ 20\d\d/);

      await step(`adult ${i + 1}: counselling is ${route.required ? "required, and cannot be declined" : "offered, and declined"}`);
      await worker.goto(at);
      await worker.fill("[name=what]", "The record of birth");
      await worker.check("[name=way][value=meeting]");
      await press(worker, "Write it in the log");
      await told(worker, route.required ? "A meeting with an adviser has to take place first" : "Offer counselling first");
      await duty.check("[name=counselling][value=declined]");
      await press(duty, "Record it");
      if (route.required) {
        await told(duty, "a meeting with an adviser is required");
        await duty.check("[name=counselling][value=attended]");
        await press(duty, "Record it");
      }
      await told(duty, "It is recorded.");

      await step(`adult ${i + 1}: the holder answers, and what was shared stands in the log with what was left out`);
      await duty.check("[name=outcome][value=found]");
      await duty.fill("[name=answer_note]", "Came by post");
      await press(duty, "Record the answer");
      await told(duty, "The answer is recorded.");
      assert.equal(await duty.getByRole("button", { name: "Write it in the log" }).count(), 0, "a duty worker shares nothing");
      await worker.goto(at);
      await worker.fill("[name=what]", "The record of birth");
      await worker.fill("[name=left_out]", "A neighbour’s name: they were not asked.");
      await worker.check("[name=way][value=meeting]");
      await press(worker, "Write it in the log");
      await told(worker, "It stands in the log.");
      const log = await main(worker);
      assert.match(log, /A neighbour’s name: they were not asked\./);
      assert.match(log, /Answer promised\s+No longer owed/);
      await shot(`request-${i + 1}`, worker);
      if (i === 0) {
        const narrow = await phone(worker);
        await narrow.goto(at);
        await shot("request-phone", narrow);
        await narrow.goto("/adults");
        await shot("list-phone", narrow);
        await narrow.close();
      }
      if (i === 2) {
        await duty.goto(at);
        await duty.fill("[name=why]", "All that is held was shared.");
        await press(duty, "Close the request");
        await told(duty, "The request is closed.");
        assert.match(await main(duty), /Closed: All that is held was shared\./);
      }
    }
    await duty.goto("/adults?status=closed");
    await told(duty, "Rowan Vale C");
    const [file] = await Promise.all([
      duty.waitForEvent("download"),
      duty.getByRole("link", { name: "Download these requests as a CSV file" }).click(),
    ]);
    assert.equal(file.suggestedFilename(), "adults.csv");

    await step("an absolute veto stops a case, whatever a worker writes");
    await veto(duty, "absolute", "Wren Ash", ["1972", "2", "3"]);
    await lookFor(duty, "Wren Ash", ["1972", "2", "3"], ["1973", "2", "3"]);
    await press(duty, "Decide");
    await told(duty, "Write what you looked at, and why");
    await duty.check("[name=fits]");
    await duty.fill("[name=why]", "The relative’s own veto.");
    await press(duty, "Decide");
    assert.match(await main(duty), /There is an absolute veto/);
    assert.equal(await duty.getByRole("button", { name: "They are in touch" }).count(), 0);
    await shot("stopped", duty);

    await step("a qualified veto stops it too, until somebody has read that it allows this case");
    await veto(duty, "qualified", "Cal Ash", ["1974", "4", "5"], "Only a brother or sister.");
    await lookFor(duty, "Cal Ash", ["1974", "4", "5"], ["1975", "4", "5"]);
    await duty.fill("[name=why]", "The applicant is a cousin, as far as we know.");
    await press(duty, "Decide");
    assert.match(await main(duty), /There is a qualified veto, and this case is not among what it allows/);
    await duty.check("[name=fits]");
    await duty.fill("[name=why]", "They are a brother: the certificates show it.");
    await press(duty, "Decide");
    assert.match(await main(duty), /Allowed: the relative may be asked/);

    await step("a wish is told and stops nothing; contact waits for both");
    await veto(duty, "wish-none", "Bryn Ash", ["1975", "6", "1"]);
    await lookFor(duty, "Bryn Ash", ["1975", "6", "1"], ["1976", "6", "1"]);
    assert.match(await main(duty), /would rather not have contact/);
    await duty.fill("[name=why]", "A wish is no bar; whoever asks will tell it.");
    await press(duty, "Decide");
    assert.match(await main(duty), /Allowed: the relative may be asked/);
    await duty.check("[name=applicant_wants][value=yes]");
    await press(duty, "Record what they want");
    await duty.fill("[name=how]", "Letters were exchanged.");
    await press(duty, "They are in touch");
    await told(duty, "Both people have to want contact");
    assert.equal(await duty.inputValue("[name=how]"), "Letters were exchanged.");
    await duty.check("[name=applicant_wants][value=yes]");
    await duty.check("[name=subject_wants][value=yes]");
    await press(duty, "Record what they want");
    await told(duty, "It is recorded.");
    await press(duty, "They are in touch");
    await told(duty, "Write how they were put in touch");
    await duty.fill("[name=how]", "Letters were exchanged.");
    await press(duty, "They are in touch");
    assert.match(await main(duty), /Put in touch/);
    const narrow = await phone(duty);
    await narrow.goto(path(duty));
    await shot("in-touch-phone", narrow);

    await step("a veto is withdrawn with its reason, and stays on record");
    await narrow.goto("/vetoes");
    const own = narrow.locator("details", { hasText: "Withdraw the one made on" }).first();
    await own.locator("summary").click();
    await axe(narrow);
    await own.getByRole("button", { name: "Withdraw it" }).click();
    await told(narrow, "Write why it is withdrawn");
    await shot("veto-phone", narrow);
    await narrow.locator("details[open] [name=why]").fill("They wrote to us.");
    await narrow.locator("details[open]").getByRole("button", { name: "Withdraw it" }).click();
    await told(narrow, "It is withdrawn. It stays on record.");
    await told(narrow, "They wrote to us.");
    await narrow.close();

    await step("support is offered to a birth parent, apart from the child's worker");
    await duty.goto("/birth-families");
    await duty.locator("main tbody a, main li a").first().click();
    await duty.waitForLoadState();
    await duty.getByRole("link", { name: "Independent support" }).first().click();
    await duty.waitForLoadState();
    const support = path(duty);
    const refused = await worker.goto(support);
    assert.equal(refused.status(), 403);
    await press(duty, "Record the offer");
    await told(duty, "Enter who gives the support");
    await duty.fill("[name=service]", "Birth ties, a charity");
    await press(duty, "Record the offer");
    await told(duty, "The offer is recorded.");
    await press(duty, "Record it");
    await told(duty, "Choose what came of it");
    await shot("support", duty);
    await duty.locator("[name=came][value=later]").first().check();
    await press(duty, "Record it");
    await told(duty, "Not now");
    await duty.goto("/birth-support");
    await told(duty, "Not now");

    await step("a birth parent answers an offer on their own page");
    const parent = await as("birth-relative", { phone: true });
    await parent.goto("/my/support");
    await shot("own-support", parent);
    await press(parent, "Send my answer");
    await told(parent, "Choose whether you would like it");
    await parent.locator("[name=answer][value=later]").first().check();
    await press(parent, "Send my answer");
    await told(parent, "Thank you. Your answer is kept.");
    await duty.goto("/promises");
    await shot("promises", duty);
  },
};
