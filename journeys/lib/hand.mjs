// What a hand does on a page, and what an eye finds there, by the words that people read.

export const main = (page) => page.locator("main").innerText();
export const press = async (page, name) => {
  await page.getByRole("button", { name, exact: typeof name === "string" }).first().click();
  await page.waitForLoadState();
};
export const follow = async (page, name) => {
  const how = { name, exact: typeof name === "string" };
  await page.getByRole("link", how).or(page.getByRole("button", how)).first().click();
  await page.waitForLoadState();
};
export const says = (page, text) => page.getByText(text).first().waitFor();
export const day = async (page, name, [d, m, y]) => {
  await page.fill(`[name=${name}-day]`, d);
  await page.fill(`[name=${name}-month]`, m);
  await page.fill(`[name=${name}-year]`, y);
};
