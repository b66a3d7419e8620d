// Finds a room in the navigation, as a person does: by its name, unfolding its part first where there are parts.
export async function go(page, part, room) {
  const menu = page.getByRole("navigation", { name: "Menu", exact: true });
  const link = menu.getByRole("link", { name: room, exact: true });
  const fold = menu.locator("summary", { hasText: part });
  if ((await fold.count()) && !(await link.isVisible())) await fold.click();
  await link.click();
  await page.waitForLoadState();
}
