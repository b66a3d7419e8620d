// The main job, end to end: a parent tells it once; duty, the social worker, finance and the therapist do their part; the
// parent sees it; the manager and the nation count it.
import assert from "node:assert/strict";

const press = async (page, name) => {
  await page.getByRole("button", { name, exact: true }).first().click();
  await page.waitForLoadState();
};
const follow = async (page, name) => {
  await page.getByRole("link", { name }).first().click();
  await page.waitForLoadState();
};
const date = async (page, name, [day, month, year]) => {
  await page.fill(`[name=${name}-day]`, day);
  await page.fill(`[name=${name}-month]`, month);
  await page.fill(`[name=${name}-year]`, year);
};

export default {
  name: "main-job",
  person: "A parent, the duty worker, the social worker, finance and a therapist",
  async run({ page, step, shot, as, phone, mail }) {
    await step("a parent asks for support, one question a page");
    await page.goto("/ask");
    await follow(page, "Start now");
    await press(page, "Continue");
    await page.getByRole("heading", { name: "There is a problem" }).waitFor();
    await page.getByLabel("Adoptive parent").check();
    await press(page, "Continue");
    await page.fill("[name=first-name]", "Maya");
    await page.fill("[name=last-name]", "Okoro<script>");
    await press(page, "Continue");
    await page.fill("[name=phone]", "07700 900123");
    await page.fill("[name=email]", "maya@example.org");
    await page.locator("[name=contact-by][value=email]").check();
    await page.locator("[name=safe][value=open]").check();
    await press(page, "Continue");
  },
};
