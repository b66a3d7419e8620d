// A national analyst takes in the returns of two agencies: one of this installation, one of another, which signs by itself.
import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { readFile } from "node:fs/promises";

const main = (page) => page.locator("main").innerText();
const press = async (page, name) => {
  await page.getByRole("button", { name, exact: true }).first().click();
  await page.waitForLoadState();
};
const says = (page, text) => page.getByText(text).first().waitFor();

/** Another installation's key, made with other code than Hearth's, so that the form of a file is held to what is written. */
const theirs = generateKeyPairSync("ed25519");
const theirKey = theirs.publicKey.export({ type: "spki", format: "der" }).subarray(-32).toString("hex");
const signed = (text) => {
  const signature = sign(null, Buffer.from(`hearth-return-1\n${text}`), theirs.privateKey).toString("hex");
  return `hearth-return-1 key=${theirKey} signature=${signature}\n${text}`;
};

export default {
  name: "returns",
  person: "A national analyst, and the commissioner who sends a return",
  async run({ step, shot, as, phone }) {
    const commissioner = await as("commissioner");
    await step("the commissioner reads what would leave, and downloads it signed");
    await commissioner.goto("/returns/own");
    assert.match(await main(commissioner), /counts without names, under 6 held back/);
    await shot("own", commissioner);
    await commissioner.getByText("The key that it is signed with").click();
    const ownKey = (await commissioner.locator("details code").innerText()).trim();
    const [download] = await Promise.all([
      commissioner.waitForEvent("download"),
      commissioner.getByRole("button", { name: "Download it, signed" }).click(),
    ]);
    const own = await readFile(await download.path(), "utf8");
    const text = own.slice(own.indexOf("\n") + 1);
    const built = JSON.parse(text);

    const analyst = await as("national-analyst");
    const takeIn = async (name, content) => {
      await analyst.goto("/returns");
      await analyst.setInputFiles("[name=file]", { name, mimeType: "text/plain", buffer: Buffer.from(content) });
      await press(analyst, "Take it in");
    };
    await step("no key is known yet, so the return is refused");
    await takeIn("east.txt", own);
    await says(analyst, "No key is known for the agency");
    await shot("refused", analyst);

    await step("sets down the keys that the agencies read out by telephone");
    const other = built.agency === "adopt-south" ? "adopt-east" : "adopt-south";
    await analyst.goto("/returns/keys");
    for (const [agency, key] of [[built.agency, ownKey], [other, theirKey]]) {
      await analyst.fill("[name=agency]", agency);
      await analyst.fill("[name=key]", key);
      await press(analyst, "Set it down");
      await says(analyst, "The key is set down.");
    }
    await shot("keys", analyst);

    await step("takes in both, and each only once");
    await takeIn("own.txt", own);
    await says(analyst, "The return is taken in.");
    await takeIn("own.txt", own);
    await says(analyst, "This return was taken in before.");
    const second = JSON.stringify({ ...built, agency: other }, null, 2) + "\n";
    await takeIn("other.txt", signed(second));
    await says(analyst, "The return is taken in.");

    await step("what was changed, or would tell of one child, is refused with the reason");
    await takeIn("changed.txt", signed(second).replace(other, `${other}x`));
    await says(analyst, "changed after it was signed");
    const one = structuredClone({ ...built, agency: other });
    one.figures.find((figure) => figure.measure === "cases-opened").value = 1;
    await takeIn("one.txt", signed(JSON.stringify(one, null, 2) + "\n"));
    await says(analyst, "too small to tell");
    await takeIn("wrong-key.txt", signed(text));
    await says(analyst, "another key signed it");

    await step("reads all agencies together, prints, and closes the quarter");
    await analyst.goto("/returns");
    assert.match(await main(analyst), /2 returns/);
    await shot("together", analyst);
    await phone(analyst);
    await analyst.getByRole("button", { name: /^Close / }).click();
    await says(analyst, "The quarter is closed.");
    const later = { ...built, agency: other, made_at: new Date(Date.parse(built.made_at) - 1000).toISOString() };
    later.figures = structuredClone(built.figures);
    await takeIn("late.txt", signed(JSON.stringify(later, null, 2) + "\n"));
    await says(analyst, "was closed on");
    await shot("closed", analyst);
  },
};
