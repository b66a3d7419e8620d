// A manager, who may go to more rooms than stand side by side, finds one of them: with a mouse, by keyboard, on a phone, and
// without scripts.
import assert from "node:assert/strict";
import { go } from "./lib/ways.mjs";

export default {
  name: "ways",
  person: "A team manager who looks for a room",
  async run({ base, step, shot, axe, as, phone, window: open }) {
    await step("the parts stand side by side, and the rooms of one unfold over the page");
    const manager = await as("team-manager");
    await manager.goto("/cases");
    const menu = manager.getByRole("navigation", { name: "Menu", exact: true });
    const parts = menu.locator("summary");
    const tops = new Set(await parts.evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top))));
    assert.equal(tops.size, 1, "one row at desktop width");
    await parts.filter({ hasText: "Staying in touch" }).click();
    await axe(manager);
    await shot("unfolded", manager, { whole: false });
    await parts.filter({ hasText: "Family finding" }).click();
    assert.equal(await menu.locator("details[open]").count(), 1, "one part at a time");
    await menu.getByRole("link", { name: "Adopters", exact: true }).click();
    await manager.waitForLoadState();
    assert.equal(new URL(manager.url()).pathname, "/adopters");

    await step("the part and the room one is in are marked");
    assert.equal(await menu.locator("summary[aria-current=true]").innerText(), "Family finding");
    assert.equal(await menu.locator("a[aria-current=page]").textContent(), "Adopters");

    await step("by keyboard: a part unfolds, Escape folds it and leads back, going on folds it too");
    const finding = parts.filter({ hasText: "Family finding" });
    await finding.focus();
    await manager.keyboard.press("Enter");
    assert.ok(await menu.getByRole("link", { name: "Matching", exact: true }).isVisible());
    await manager.keyboard.press("Tab");
    await manager.keyboard.press("Escape");
    assert.equal(await menu.locator("details[open]").count(), 0);
    assert.ok(await finding.evaluate((one) => one === document.activeElement));
    await manager.keyboard.press("Enter");
    await manager.locator("main a").first().focus();
    assert.equal(await menu.locator("details[open]").count(), 0, "nothing hides where the keyboard is");

    await step("every room that the menu names opens");
    const rooms = await menu.locator("a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    assert.ok(rooms.length > 20, `${rooms.length} rooms`);
    for (const room of rooms) {
      const said = await manager.goto(room);
      assert.equal(said.status(), 200, room);
      assert.ok((await menu.locator("[aria-current]").count()) > 0, `${room} is marked`);
    }

    await step("on a phone");
    const small = await phone(manager);
    await small.goto("/audit");
    await shot("phone", small, { whole: false });
    await small.getByRole("navigation", { name: "Menu", exact: true }).locator("summary", { hasText: "Support and money" }).click();
    await axe(small);
    await shot("phone-unfolded", small, { whole: false });
    await go(small, "Figures", "Strategy");
    await small.getByRole("heading", { level: 1 }).first().waitFor();

    await step("without scripts");
    const plain = await open({ javaScript: false, storageState: await manager.context().storageState(), base });
    await plain.goto("/cases");
    await go(plain, "Access and records", "Audit log");
    await plain.getByRole("heading", { level: 1, name: "Audit log" }).waitFor();
  },
};
