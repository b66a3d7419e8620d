// A family finder brings in the statutory return, reads what the rules found, mends it, brings it in again,
// sees who waits too long, looks for a family for that child with what the return tells, and records a link.
import assert from "node:assert/strict";

import { day, family } from "./lib/finding.mjs";
import { go } from "./lib/ways.mjs";

const heads = {
  header: "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
  episodes: "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
  ad1: "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR",
  placed: "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED",
  prev: "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM",
};

// Three children: one waits for a match since a placement order, one was adopted, one's decision was reversed.
function files({ decided = "01/09/2025" } = {}) {
  const rows = {
    header: ["J1,M,03/02/2024,WBRI,UN3,,", "J2,F,11/05/2023,MWBC,UN3,,", "J3,F,20/08/2020,WBRI,UN3,,"],
    episodes: [
      "J1,02/05/2025,S,C1,N1,U1,PR1,20/10/2025,X1,,,,",
      "J1,20/10/2025,L,E1,N1,U1,PR1,,,,,,",
      "J2,10/06/2024,S,C1,N1,U1,PR1,14/04/2025,X1,,,,",
      "J2,14/04/2025,L,E1,N1,U1,PR1,02/07/2025,X1,,,,",
      "J2,02/07/2025,P,E1,N1,A6,PR1,20/02/2026,E11,,,,",
      "J3,05/01/2025,S,C2,N1,U1,PR1,,,,,,",
    ],
    ad1: ["J2,11/05/2023,01/03/2025,10/06/2025,0,2,MF,L11"],
    placed: [`J1,03/02/2024,${decided},,`, "J2,11/05/2023,01/03/2025,,", "J3,20/08/2020,01/04/2025,12/12/2025,RD3"],
    prev: ["J1,03/02/2024,Z1,,"],
  };
  return Object.entries(rows).map(([name, lines]) => ({
    name: `${name}.csv`,
    mimeType: "text/csv",
    buffer: Buffer.from([heads[name], ...lines].join("\r\n") + "\r\n"),
  }));
}

export default {
  name: "return-903",
  person: "A family finder, from the statutory return to a recorded link",
  async run({ step, shot, as, phone }) {
    const finder = await as("social-worker");
    const bring = async (year, chosen) => {
      await finder.goto("/children/returns/new");
      await finder.getByLabel("Which year's return is it?").fill(year);
      await finder.setInputFiles("[name=files]", chosen);
      await finder.getByRole("button", { name: "Check and take in" }).click();
    };

    await step("the pipeline stands on last year's return; this year's is due");
    await go(finder, "Family finding", "Children waiting");
    await finder.getByRole("heading", { level: 1, name: "Children on the way to adoption" }).waitFor();
    await finder.getByRole("button", { name: "Returns taken in" }).click();
    await finder.getByText("Year to 31 March 2025").first().waitFor();
    await finder.getByRole("button", { name: "Bring in a return" }).click();
    await finder.getByRole("heading", { level: 1, name: "Bring in a return" }).waitFor();
    await shot("bring", finder);

    await step("a file that is no table is refused, with what to do");
    await bring("2026", [{ name: "letter.csv", mimeType: "text/csv", buffer: Buffer.from("Dear colleague,\nhello\n") }]);
    await finder.getByText("names no columns of the return").first().waitFor();

    await step("files of another year are refused by their dates");
    await bring("2023", files());
    await finder.getByText("look like the files of a later year").first().waitFor();

    await step("the return is checked: one date is no day of the calendar");
    await bring("2026", files({ decided: "31/09/2025" }));
    await finder.getByText("The return was checked and taken in").waitFor();
    await finder.getByRole("link", { name: "115", exact: true }).click();
    await finder.getByRole("heading", { name: "Faults by rule 115" }).waitFor();
    await finder.getByRole("cell", { name: "J1", exact: true }).waitFor();
    await shot("findings", finder);

    await step("skipped rules are listed as skipped, and the findings come as a file");
    await finder.getByText("Skipped: needs UASC").waitFor();
    const [report] = await Promise.all([
      finder.waitForEvent("download"),
      finder.getByRole("link", { name: "Download the findings as a CSV file" }).click(),
    ]);
    if (report.suggestedFilename() !== "return-findings.csv") throw new Error(report.suggestedFilename());

    await step("mended and brought in again, the rule finds nothing");
    await bring("2026", files());
    await finder.getByText("The return was checked and taken in").waitFor();
    await finder.getByText("0 new, 1 changed, 2 as before").waitFor();
    if (await finder.getByRole("link", { name: "115", exact: true }).count()) throw new Error("rule 115 still finds a fault");

    await step("the same files once more change nothing");
    await bring("2026", files());
    await finder.getByText("Nothing was changed").waitFor();

    await step("the pipeline tells who waits where, and who waits too long");
    await go(finder, "Family finding", "Children waiting");
    await finder.getByRole("heading", { name: "Children who wait longer than expected" }).waitFor();
    await finder.getByText("a match expected within 121").first().waitFor();
    await finder.getByText("No adopters could be found").waitFor();
    await shot("pipeline", finder);

    await step("a child's page tells the way, and what changed from file to file");
    await finder.goto("/children/list?step=ordered");
    // The newest of the list came with these files.
    await finder.getByRole("link", { name: /^WC-/ }).first().click();
    await finder.getByText("J1", { exact: true }).waitFor();
    await finder.getByText("Decisions: was").waitFor();
    await shot("child", finder);
    const small = await phone(finder);
    await small.goto("/children");
    await small.getByRole("heading", { level: 1, name: "Children on the way to adoption" }).waitFor();

    await step("looks for a family for this child; what the return tells is told once");
    const child = finder.url();
    const waiting = (await finder.getByRole("heading", { level: 1 }).textContent()).match(/WC-\S+/)[0];
    await finder.getByRole("button", { name: "Look for a family" }).click();
    await finder.getByRole("heading", { level: 1, name: "Look for a family" }).waitFor();
    const filled = async (name) => {
      const parts = [];
      for (const part of ["day", "month", "year"]) parts.push(await finder.inputValue(`[name=${name}-${part}]`));
      return parts.join("/");
    };
    assert.equal(await filled("born"), "3/2/2024");
    assert.equal(await filled("since"), "20/10/2025");
    assert.ok(await finder.isChecked("[name=sex][value=boy]"));
    assert.equal(await finder.inputValue("[name=heritage]"), "white");
    await finder.getByText("J1", { exact: true }).waitFor();
    assert.ok(!finder.url().includes("J1") && !(await finder.title()).includes("J1"));
    await shot("look-for-family", finder);
    await finder.fill("[name=first-name]", "Rowan");
    await finder.check("[name=health][value=uncertain]");
    await finder.selectOption("[name=need-trauma]", "strong");
    await finder.check("[name=route][value=adoption]");
    await finder.check("[name=contact][value=letters]");
    await finder.getByRole("button", { name: "Look for a family" }).click();
    await finder.getByText("Choose the council that looks after them").first().waitFor();
    assert.equal(await finder.inputValue("[name=first-name]"), "Rowan");
    await finder.selectOption("[name=council]", "881");
    await finder.getByRole("button", { name: "Look for a family" }).click();
    await finder.getByText("A family is looked for.").waitFor();
    const group = finder.url();
    await finder.getByRole("cell", { name: "J1", exact: true }).waitFor();

    await step("the child's page leads there, and does not let the same child be recorded twice");
    await finder.goto(child);
    await finder.getByRole("link", { name: /^Recorded as / }).waitFor();
    assert.equal(await finder.getByRole("button", { name: "Look for a family" }).count(), 0);
    await finder.goto(`${child}/look-for-family`);
    await finder.fill("[name=first-name]", "Rowan");
    await finder.check("[name=health][value=uncertain]");
    await finder.check("[name=route][value=adoption]");
    await finder.check("[name=contact][value=letters]");
    await finder.selectOption("[name=council]", "881");
    await finder.getByRole("button", { name: "Look for a family" }).click();
    await finder.getByText("A child with this number in the return is recorded already").first().waitFor();

    await step("a family who is ready is considered for the child, and the link is recorded");
    const able = await family(finder, "Kit and Sam Vale", "severe", ["2", "2", "2026"]);
    await finder.goto(group);
    await finder.getByRole("link", { name: `Consider family ${able}` }).click();
    await finder.fill("[name=speaks-for]", "They have brought up a child who was hurt.");
    await finder.fill("[name=against]", "They live far from the foster carer.");
    await finder.getByRole("button", { name: "Consider this family" }).click();
    await finder.getByText("The family is being considered.").waitFor();
    await finder.getByRole("button", { name: "Link them" }).click();
    await finder.getByText("The step is recorded.").waitFor();
    await shot("linked", finder);
    await finder.goto("/links");
    await finder.getByText(able).first().waitFor();
    await finder.goto(child);
    await finder.getByText("Linked with a family").waitFor();
    assert.equal(waiting, (await finder.getByRole("heading", { level: 1 }).textContent()).match(/WC-\S+/)[0]);

    await step("a commissioner sees the same totals and no child");
    const commissioner = await as("commissioner");
    await commissioner.goto("/children");
    await commissioner.getByText("People who work with them see who").waitFor();
    if (await commissioner.getByText(/WC-/).count()) throw new Error("a commissioner sees a child");
  },
};
