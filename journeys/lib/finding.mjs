// What journeys of family finders type alike.

export async function day(page, name, [d, m, y], form = page) {
  await form.locator(`[name=${name}-day]`).fill(d);
  await form.locator(`[name=${name}-month]`).fill(m);
  await form.locator(`[name=${name}-year]`).fill(y);
}

export async function family(page, names, trauma, approved) {
  await page.goto("/adopters");
  await page.getByRole("button", { name: "Record an approved family" }).click();
  await page.fill("[name=names]", names);
  await day(page, "approved", approved);
  await page.fill("[name=youngest]", "0");
  await page.fill("[name=oldest]", "5");
  await page.fill("[name=most]", "1");
  await page.selectOption("[name=able-trauma]", trauma);
  await page.check("[name=health][value=uncertain]");
  await page.check("[name=contact][value=siblings]");
  await page.check("[name=experience][value=children]");
  await page.selectOption("[name=council]", "881");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The family is recorded.").waitFor();
  return (await page.locator(".govuk-caption-l, .govuk-caption-xl, .govuk-caption-m").first().textContent()).trim();
}
