// The way in: the front page, and from there the public form.
import assert from "node:assert/strict";

export default {
  name: "smoke",
  person: "A parent who looks for help",
  async run({ page, step, shot, phone }) {
    await step("opens the front page");
    await page.goto("/");
    assert.match(await page.title(), /Hearth/);
    await shot("front");

    await step("follows the link to ask for support");
    await page.getByRole("link", { name: "Ask for support" }).first().click();
    await page.waitForURL("**/ask");
    assert.match(await page.title(), /Hearth/);
    await shot("ask");

    await step("does the same on a phone");
    const small = await phone();
    await small.goto("/");
    await small.getByRole("link", { name: "Ask for support" }).first().click();
    await small.waitForURL("**/ask");
    await shot("ask-phone", small);
  },
};
