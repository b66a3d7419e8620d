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

    await step("starts to ask for support");
    await page.getByRole("button", { name: "Ask for support" }).click();
    await page.waitForURL("**/ask");
    assert.match(await page.title(), /Hearth/);
    await shot("ask");

    await step("does the same on a phone");
    const small = await phone();
    await small.goto("/");
    await small.getByRole("button", { name: "Ask for support" }).click();
    await small.waitForURL("**/ask");
    await shot("ask-phone", small);
  },
};
