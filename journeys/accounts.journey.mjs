// Somebody of a provider comes in by the invitation of an agency that works with it, and goes by the same hand.
import assert from "node:assert/strict";

const PASSWORD = "kettle moss ninety harbour";
const main = (page) => page.locator("main").innerText();
const press = async (page, name) => {
  await page.getByRole("button", { name }).first().click();
  await page.waitForLoadState();
};
const linkIn = (letter) => new URL(letter.text.match(/http\S+\/invited\/\S+/)[0]).pathname;

export default {
  name: "accounts",
  person: "A commissioner, and a therapist of a provider",
  async run({ mail, window, step, shot, as }) {
    await step("the commissioner opens a provider that the agency orders from, and sees who signs in for it");
    const worker = await as("social-worker");
    await worker.goto("/orders");
    await worker.locator("tbody a").first().click();
    await worker.waitForLoadState();
    const commissioner = await as("commissioner");
    await commissioner.goto("/providers");
    const names = await commissioner.locator("tbody a").allInnerTexts();
    const order = await main(worker);
    const name = names.find((one) => order.includes(one.trim()));
    assert.ok(name, "the provider of the first order is not on the first page of the list");
    await commissioner.getByRole("link", { name: name.trim(), exact: true }).first().click();
    await commissioner.getByRole("link", { name: "Who signs in for this provider" }).click();
    await commissioner.waitForLoadState();

    await step("invites somebody of theirs, who gets a letter");
    await commissioner.getByLabel("Name", { exact: true }).fill("Kit Rowan");
    await commissioner.getByLabel("Email address").fill("not an address");
    await press(commissioner, "Send the invitation");
    await commissioner.locator(".govuk-error-summary").getByText("Enter an email address").waitFor();
    await commissioner.getByLabel("Email address").fill("kit.rowan@example.org");
    await press(commissioner, "Send the invitation");
    await commissioner.getByText("The invitation is on its way.").waitFor();
    assert.match(await main(commissioner), /Invited until/);
    await shot("provider-invited", commissioner);
    const letter = await mail.to("kit.rowan@example.org", { about: "invited" });
    assert.ok(letter.text.includes(name.trim()) && !letter.text.includes("Kit"));

    await step("they choose a password on their phone, and see their orders");
    const kit = await window({ phone: true });
    await kit.goto(linkIn(letter));
    await shot("provider-accepts", kit);
    await kit.getByLabel("Choose a password").fill(PASSWORD);
    await press(kit, "Continue");
    await kit.goto("/orders");
    assert.ok((await kit.locator("tbody a").count()) > 0, "no order of the provider is shown");
    await shot("provider-orders", kit);

    await step("the commissioner sees that they have come, and ends the access when they leave");
    await commissioner.reload();
    assert.match(await main(commissioner), /Accepted/);
    await shot("provider-people", commissioner);
    await press(commissioner, /^End access/);
    await commissioner.getByText("Access has ended.").waitFor();
    await kit.goto("/orders");
    await kit.waitForURL("**/sign-in?to=*");
  },
};
