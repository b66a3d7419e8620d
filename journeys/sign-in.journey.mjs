// An account comes by invitation, is proven twice, and goes at once.
import assert from "node:assert/strict";
import { codeAt } from "./lib/codes.mjs";
import { CLOCK } from "./lib/server.mjs";

const PASSWORD = "kettle moss ninety harbour";
const at = (seconds) => new Date(Date.parse(CLOCK) + seconds * 1000);
const linkIn = (letter) => new URL(letter.text.match(/http\S+\/invited\/\S+/)[0]).pathname;

export default {
  name: "sign-in",
  person: "An administrator, a colleague who is new, and a parent",
  async run({ page, window, mail, step, shot, axe, as }) {
    await step("the administrator invites a colleague");
    const admin = await as("administrator");
    await admin.goto("/accounts");
    await admin.getByRole("button", { name: "Invite a colleague" }).click();
    await admin.getByLabel("Name", { exact: true }).fill("Ash Newcomer");
    await admin.getByLabel("Email address").fill("a.newcomer@example.org");
    await admin.getByLabel("What they will do").selectOption("social-worker");
    await shot("invite", admin);
    await admin.getByRole("button", { name: "Send the invitation" }).click();
    await admin.getByText("The invitation is on its way.").waitFor();
    await shot("accounts", admin);

    await step("the colleague opens the letter and chooses a password");
    const letter = await mail.to("a.newcomer@example.org", { about: "invited" });
    await page.goto(linkIn(letter));
    await page.getByLabel("Choose a password").fill("Newcomer2026!");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.locator(".govuk-error-summary").getByText("your own name or address").waitFor();
    await axe();
    await page.getByLabel("Choose a password").fill(PASSWORD);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "Your work" }).waitFor();

    await step("the link works once");
    const second = await window();
    await second.goto(linkIn(letter));
    await second.getByText("This link does not work, or no longer").waitFor();

    await step("sets up one-time codes");
    await page.getByRole("link", { name: "Ash Newcomer" }).click();
    await page.getByRole("link", { name: "Set up one-time codes" }).click();
    const secret = await page.locator("strong").filter({ hasText: /^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/ }).textContent();
    await page.getByLabel("Your password").fill(PASSWORD);
    await page.getByLabel("The 6 figures that your app shows now").fill(codeAt(secret, at(-30)));
    await shot("codes");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "One-time codes are on" }).waitFor();
    assert.equal(await page.locator("code").count(), 10);
    const recovery = await page.locator("code").first().textContent();
    await page.getByRole("button", { name: "I have kept them" }).click();
    await page.getByRole("heading", { name: "Your account" }).waitFor();
    await shot("account");

    await step("signs out, and in again with a code that works once");
    await page.getByRole("button", { name: "Sign out" }).click();
    const enter = async (who, code) => {
      await who.goto("/sign-in");
      await who.getByLabel("Email address").fill("a.newcomer@example.org");
      await who.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await who.getByRole("button", { name: "Sign in", exact: true }).click();
      await who.getByLabel("The 6 figures that your app shows now").fill(code);
      await who.getByRole("button", { name: "Sign in", exact: true }).click();
    };
    await enter(page, codeAt(secret, at(0)));
    await page.getByRole("heading", { name: "Your work" }).waitFor();
    await enter(second, codeAt(secret, at(0)));
    await second.locator(".govuk-error-summary").getByText("it was used before").waitFor();
    await second.getByLabel("The 6 figures that your app shows now").fill(recovery);
    await second.getByRole("button", { name: "Sign in", exact: true }).click();
    await second.getByRole("heading", { name: "Your work" }).waitFor();
    await mail.to("a.newcomer@example.org", { about: "recovery code was used" });

    await step("sees where they are signed in, and ends the other one");
    await page.goto("/account/sessions");
    assert.equal(await page.locator("tbody tr").count(), 2);
    await shot("sessions");
    const others = page.getByRole("button", { name: "End all other sessions" });
    await others.click();
    await others.waitFor({ state: "detached" });
    assert.equal(await page.locator("tbody tr").count(), 1);
    await second.goto("/account");
    await second.waitForURL("**/sign-in?to=*");

    await step("the colleague loses phone and password, and comes back by a letter to their own address");
    await admin.goto("/accounts");
    await admin.getByRole("link", { name: "Ash Newcomer" }).click();
    await admin.getByRole("button", { name: "Start a reset" }).click();
    await admin.getByText("A link to set everything anew is on its way to them.").waitFor();
    await admin.getByText("A link was sent to them.").waitFor();
    await shot("reset", admin);
    await page.goto("/account");
    await page.waitForURL("**/sign-in?to=*");
    const wayBack = await mail.to("a.newcomer@example.org", { about: "way back" });
    const { pathname } = new URL(wayBack.text.match(/http\S+\/reset\/\S+/)[0]);
    assert.ok(!(await admin.content()).includes(pathname), "the administrator sees the link");
    await page.goto(pathname);
    await shot("choose-anew");
    await page.getByLabel("New password").fill("short");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.locator(".govuk-error-summary").getByText("at least 12 characters").waitFor();
    await page.getByLabel("New password").fill("velvet tin harbour lamp");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "Your work" }).waitFor();
    await second.goto(pathname);
    await second.getByText("This link does not work, or no longer").waitFor();
    await second.goto("/sign-in");
    await second.getByLabel("Email address").fill("a.newcomer@example.org");
    await second.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await second.getByRole("button", { name: "Sign in", exact: true }).click();
    await second.locator(".govuk-error-summary").getByText("do not belong together").waitFor();

    await step("the administrator ends the access, and the open window knows");
    await admin.goto("/accounts");
    await admin.getByRole("link", { name: "Ash Newcomer" }).click();
    await shot("one", admin);
    await admin.getByRole("button", { name: "End access" }).click();
    await admin.getByText("Access has ended.").waitFor();
    await page.goto("/cases");
    await page.waitForURL("**/sign-in?to=*");

    await step("a social worker invites a parent from the case");
    const worker = await as("social-worker");
    await worker.goto("/cases");
    await worker.locator("tbody a").first().click();
    await worker.getByRole("link", { name: "Invite a family member to sign in" }).click();
    await worker.getByLabel("Name", { exact: true }).fill("Jo Marsh");
    await worker.getByLabel("Email address", { exact: true }).fill("jo.marsh@example.org");
    await worker.getByRole("button", { name: "Send the invitation" }).click();
    await worker.getByText("The invitation is on its way.").waitFor();
    await shot("family", worker);

    await step("the parent is in with a password of their own");
    const parent = await window({ phone: true });
    await parent.goto(linkIn(await mail.to("jo.marsh@example.org", { about: "invited" })));
    await shot("invited", parent);
    await parent.getByLabel("Choose a password").fill(PASSWORD);
    await parent.getByRole("button", { name: "Continue" }).click();
    await parent.waitForURL("**/my");
  },
};
