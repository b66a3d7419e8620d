// Three adults, three legal routes: from an open page with two dates to the log of what was shared.
import assert from "node:assert/strict";

const main = (page) => page.locator("main").innerText();
const press = async (page, name) => {
  await page.getByRole("button", { name, exact: true }).first().click();
  await page.waitForLoadState();
};
const day = async (page, name, [y, m, d]) => {
  await page.fill(`[name=${name}-day]`, d);
  await page.fill(`[name=${name}-month]`, m);
  await page.fill(`[name=${name}-year]`, y);
};

const ROUTES = [
  { born: ["1970", "2", "3"], adopted: ["1971", "5", "6"], says: /Adopted before 12 November 1975/, required: true, gro: true },
  { born: ["1983", "2", "3"], adopted: ["1984", "5", "6"], says: /to 29 December 2005/, required: false, gro: true },
  { born: ["2004", "2", "3"], adopted: ["2006", "5", "6"], says: /on or after 30 December 2005/, required: false, gro: false },
];

export default {
  name: "adopted-adult",
  person: "Three adopted adults, a duty worker and a social worker",
  async run({ page, step, shot, as }) {
    await step("each finds their route on the open page, and one whose dates fit none is told what to do");
    for (const [i, route] of ROUTES.entries()) {
      await page.goto("/adopted-adults");
      await day(page, "born", route.born);
      await day(page, "adopted_on", route.adopted);
      await page.check("[name=country][value=england-wales]");
      await press(page, "Show my way");
      assert.match(await main(page), route.says);
      await shot(`route-${i + 1}`);
    }
    await day(page, "born", ["2012", "2", "3"]);
    await day(page, "adopted_on", ["2014", "5", "6"]);
    await press(page, "Show my way");
    assert.match(await main(page), /These records open at 18/);
    await press(page, "Show my way");

    const duty = await as("duty-worker");
    const worker = await as("social-worker");
    for (const [i, route] of ROUTES.entries()) {
      await step(`the request of adult ${i + 1} is recorded and goes its way`);
      await duty.goto("/adults/new");
      await duty.fill("[name=name]", `Rowan Vale ${"ABC"[i]}`);
      await day(duty, "born", route.born);
      await day(duty, "adopted_on", route.adopted);
      await duty.check("[name=country][value=england-wales]");
      await duty.fill("[name=contact]", "07700 900444");
      await duty.fill("[name=wants]", "Why I was adopted, and who named me.");
      await press(duty, "Record the request");
      await duty.getByText("The request is recorded").first().waitFor();
      const at = new URL(duty.url()).pathname;
      assert.match(await main(duty), route.says);
      assert.equal(await duty.locator("[name=holder][value=registrar-general]").count(), route.gro ? 1 : 0);
      await duty.check("[name=how][value=passport]");
      await duty.fill("[name=note]", "Seen at the office");
      await press(duty, "Record the check");
      await duty.check(`[name=holder][value=${route.gro ? "registrar-general" : "agency"}]`);
      await duty.fill("[name=holder_name]", route.gro ? "General Register Office" : "The agency that placed them");
      await press(duty, "Record that they were asked");
      await duty.check("[name=counselling][value=declined]");
      await press(duty, "Record it");
      if (route.required) {
        assert.match(await main(duty), /a meeting with an adviser is required/);
        await duty.check("[name=counselling][value=attended]");
        await press(duty, "Record it");
      }
      await duty.check("[name=outcome][value=found]");
      await duty.fill("[name=answer_note]", "Came by post");
      await press(duty, "Record the answer");
      await worker.goto(at);
      await worker.fill("[name=what]", "The record of birth");
      await worker.fill("[name=left_out]", "A neighbour’s name");
      await worker.check("[name=way][value=meeting]");
      await press(worker, "Write it in the log");
      await worker.getByText("It stands in the log.").first().waitFor();
      await shot(`request-${i + 1}`, worker);
    }

    await step("a veto stops an intermediary case, and contact waits for both");
    await duty.goto("/vetoes");
    await duty.check("[name=kind][value=absolute]");
    await duty.fill("[name=name]", "Wren Ash");
    await day(duty, "born", ["1972", "2", "3"]);
    await press(duty, "Record it");
    await duty.getByText("It is recorded, and stands before every case").first().waitFor();
    await duty.goto("/intermediaries/new");
    await duty.fill("[name=applicant]", "Lee Ash");
    await day(duty, "applicant_born", ["1969", "2", "3"]);
    await duty.check("[name=relation][value=birth-relative]");
    await duty.fill("[name=contact]", "07700 900555");
    await duty.fill("[name=subject]", "Wren Ash");
    await day(duty, "subject_born", ["1972", "2", "3"]);
    await day(duty, "adopted_on", ["1973", "2", "3"]);
    await press(duty, "Record the case");
    await duty.fill("[name=why] >> nth=0", "The relative’s own veto");
    await press(duty, "Decide");
    assert.match(await main(duty), /There is an absolute veto/);
    await shot("stopped", duty);
  },
};
