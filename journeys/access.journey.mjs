// Who may see what: the table of permissions, a sealed case, emergency access and its review, acting for a colleague, a team, a key.
import assert from "node:assert/strict";

const on = async (page, role, name) => {
  await page.getByRole(role, { name, exact: typeof name === "string" }).first().click();
  await page.waitForLoadState();
};
const press = (page, name) => on(page, "button", name);
const follow = (page, name) => on(page, "link", name);
const fill = (page, name, text) => page.fill(`[name="${name}"]`, text);
const choose = (page, name, value) => page.locator(`[name="${name}"][value="${value}"]`).check();
const says = (page, text) => page.getByText(text).first().waitFor();
const date = async (page, name, day, month, year) => {
  await fill(page, `${name}-day`, `${day}`);
  await fill(page, `${name}-month`, `${month}`);
  await fill(page, `${name}-year`, `${year}`);
};

export default {
  name: "access",
  person: "A team manager, a duty worker and an administrator",
  async run({ step, shot, as, phone }) {
    const manager = await as("team-manager");
    await step("the manager reads who may do what, for one role");
    await manager.goto("/access");
    await follow(manager, "Who may do what");
    await manager.selectOption('select[name="role"]', "social-worker");
    await press(manager, "Filter");
    await says(manager, "Own agency");
    await shot("permissions", manager);
    await phone(manager);

    await step("the manager sees the sealed case, and the duty worker finds nothing");
    await manager.goto("/sealed");
    const reference = (await manager.locator("main table a").first().innerText()).trim();
    await follow(manager, reference);
    await shot("sealed", manager);
    await follow(manager, reference);
    await says(manager, "Sealed: only the people named for it see this case");
    const { pathname } = new URL(manager.url());
    const duty = await as("duty-worker");
    const hidden = await duty.goto(pathname);
    const nothing = await duty.goto("/cases/01890000-0000-7000-8000-000000000000");
    assert.deepEqual([hidden.status(), nothing.status()], [404, 404]);
    const administrator = await as("administrator");
    await administrator.goto("/sealed");
    await says(administrator, reference);
    await administrator.goto("/sealed/new");

    await step("the duty worker asks for emergency access, and reads the case for an hour");
    await duty.goto("/access");
    await follow(duty, "Emergency access");
    await press(duty, "Ask for emergency access");
    await says(duty, "Enter the reference of the case");
    await fill(duty, "reference", reference);
    await fill(duty, "reason", "A neighbour rang: screaming, and nobody opens the door.");
    await shot("emergency", duty);
    await press(duty, "Ask for emergency access");
    await press(duty, "Open the case");
    await says(duty, reference);

    await step("the manager is told at once and reviews it");
    await manager.goto("/");
    await follow(manager, /Review it/);
    await on(manager, "link", /2026/);
    await choose(manager, "verdict", "justified");
    await fill(manager, "note", "Rang her: the police were with the family, and she needed the contacts.");
    await shot("review", manager);
    await press(manager, "Record the review");
    await says(manager, "The review is recorded.");

    await step("the manager lets the duty worker act for a week, and ends it");
    await manager.goto("/delegations");
    await manager.locator('select[name="giver"]').selectOption({ index: 1 });
    await manager.locator('select[name="receiver"]').selectOption({ index: 1 });
    await date(manager, "from", 20, 11, 2026);
    await date(manager, "until", 27, 11, 2026);
    await fill(manager, "reason", "On leave");
    await press(manager, "Let them act");
    await says(manager, "Your colleague can act until the last day");
    await shot("acting", manager);
    await press(manager, /End it/);
    await says(manager, "It is ended.");

    await step("the manager makes a team, brings somebody in and takes them out again");
    await manager.goto("/access");
    await follow(manager, "Teams");
    await says(manager, "Early support");
    await press(manager, "Make the team");
    await says(manager, "Enter what the team is called");
    await fill(manager, "name", "Post-adoption east");
    await press(manager, "Make the team");
    await says(manager, "Now say who is in it");
    await manager.locator('select[name="account"]').selectOption({ index: 1 });
    await date(manager, "from", 20, 11, 2026);
    await press(manager, "Bring them in");
    await says(manager, "In the team");
    await shot("team", manager);
    await phone(manager);
    await press(manager, /Take out/);
    await says(manager, "They are out of the team.");
    await manager.goto("/teams");
    await shot("teams", manager);

    await step("the manager makes a key for another system, which is shown once");
    await manager.goto("/tokens");
    await fill(manager, "label", "Phone system");
    await choose(manager, "role", "duty-worker");
    await press(manager, "Make the key");
    await says(manager, "It is not shown again");
    const key = await manager.locator("main code").innerText();
    assert.match(key, /^hearth_/);
    await manager.goto("/tokens");
    assert.equal(await manager.getByText(key).count(), 0);
    await press(manager, /End it/);
    await says(manager, "The key is ended.");
  },
};
