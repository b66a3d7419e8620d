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
/** Goes on with the Tab key until what is focused matches `selector`. */
export async function tabTo(page, selector) {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the Tab key never reached ${selector} on ${new URL(page.url()).pathname}`);
}
