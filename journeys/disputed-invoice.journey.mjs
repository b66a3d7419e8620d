// Finance disputes a line of an invoice and pays the rest, the provider answers, another look clears it, and the share paid within
// 30 days is counted.
import assert from "node:assert/strict";

import { go } from "./lib/ways.mjs";

const pathOf = (page) => new URL(page.url()).pathname;
const fact = async (page, key) =>
  (await page.locator(".govuk-summary-list__row", { hasText: key }).first().locator("dd").first().innerText()).trim();

export default {
  name: "disputed-invoice",
  person: "A finance officer, and the provider who sent the invoice",
  async run({ step, shot, as, axe, phone }) {
    const finance = await as("finance-officer");
    const provider = await as("provider");

    await step("the provider's own invoices are found, so that the one that is disputed is theirs");
    await go(provider, "Support and money", "Invoices");
    await provider.goto("/invoices?status=matched");
    const theirs = new Set(
      await provider.locator("main a[href^='/invoices/']").evaluateAll((all) => all.map((a) => a.getAttribute("href"))),
    );

    await step("finance opens an invoice with more than one line; each stands against its order");
    await finance.goto("/invoices?status=matched");
    const links = await finance
      .locator("main a[href^='/invoices/']")
      .evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    let invoice;
    for (const link of [...links.filter((l) => theirs.has(l)), ...links.filter((l) => !theirs.has(l))]) {
      await finance.goto(link);
      const rows = await finance.locator("main table tbody tr").count();
      if (rows > 1) {
        invoice = link;
        break;
      }
    }
    assert.ok(invoice, "an invoice with two lines waits to be paid");
    const own = theirs.has(invoice);
    const total = await fact(finance, "Total");
    assert.ok((await finance.locator("main table").first().innerText()).includes("Agrees"));
    await axe(finance);
    await shot("invoice", finance);

    await step("a dispute without a reason is refused, and what was written is kept");
    await finance.getByRole("button", { name: "Dispute lines" }).click();
    await finance.fill("[name=words]", "The family says that nobody came on this day.");
    await finance.getByRole("button", { name: "Dispute these lines" }).click();
    await finance.getByRole("heading", { name: "There is a problem" }).waitFor();
    assert.match(await finance.inputValue("[name=words]"), /nobody came/);
    await axe(finance);
    await shot("no-reason", finance);

    await step("with a reason the line stands on a record of its own, with a day to answer by");
    await finance.locator("select[name=lines]").first().selectOption({ label: "The session was not held" });
    await finance.getByRole("button", { name: "Dispute these lines" }).click();
    await finance.getByText("The lines are disputed").waitFor();
    const disputed = pathOf(finance);
    assert.notEqual(disputed, invoice);
    assert.match(await finance.locator("main").innerText(), /Answer asked for by/);
    await axe(finance);
    await shot("disputed", finance);

    await step("the other lines are paid at once");
    await finance.goto(invoice);
    assert.notEqual(await fact(finance, "Total"), total);
    await finance.getByRole("button", { name: "Pay this invoice" }).click();
    await finance.getByRole("button", { name: "Pay this invoice" }).click();
    await finance.getByText(/was paid out of|recorded as paid/).first().waitFor();
    await axe(finance);

    if (own) {
      await step("the provider reads why, and answers that the line stands");
      await provider.goto(disputed);
      await provider.getByText("nobody came on this day").first().waitFor();
      await provider.locator("main input[type=radio][value=stands]").first().check();
      await provider.getByRole("button", { name: "Send the answer" }).click();
      await provider.getByRole("heading", { name: "There is a problem" }).waitFor();
      assert.ok(await provider.locator("main input[type=radio][value=stands]").first().isChecked());
      await provider.fill("[name=words]", "It was held at school. The teacher has the book in which we signed.");
      await provider.getByRole("button", { name: "Send the answer" }).click();
      await provider.getByText("The answer is sent").waitFor();
      await axe(provider);
      await shot("answered", provider);
      const small = await phone(provider);
      await small.goto(disputed);
      await small.close();
    }

    await step("finance clears the line, and pays it");
    await finance.goto(disputed);
    await finance.locator("[name=how][value=pay]").check();
    await shot("to-clear", finance);
    await finance.getByRole("button", { name: "Save" }).click();
    await finance.getByText("The dispute is cleared. The invoice can be paid.").waitFor();
    await axe(finance);
    await finance.getByRole("button", { name: "Pay this invoice" }).click();
    await finance.getByRole("button", { name: "Pay this invoice" }).click();
    await finance.getByText(/was paid out of|recorded as paid/).first().waitFor();
    await shot("cleared", finance);

    await step("how the 30 days were kept is counted, with interest where a base rate is given");
    await go(finance, "Support and money", "Payment compliance");
    await finance.fill("[name=base]", "a lot");
    await finance.locator("main form button").first().click();
    await finance.getByRole("heading", { name: "There is a problem" }).waitFor();
    await finance.fill("[name=base]", "3.75");
    await finance.locator("main form button").first().click();
    await finance.waitForLoadState();
    assert.ok(!(await finance.locator("main table").first().innerText()).includes("Give the base rate"));
    await axe(finance);
    await shot("compliance", finance);
  },
};
