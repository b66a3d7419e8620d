// A group from the directory to the attendance sheet: planned by a worker, found, waited for, taken and cancelled by a parent; then the
// early support of new families, and one step on from it.
import assert from "node:assert/strict";

const on = async (page, role, name) => {
  await page.getByRole(role, { name, exact: typeof name === "string" }).first().click();
  await page.waitForLoadState();
};
const press = (page, name) => on(page, "button", name);
const follow = (page, name) => on(page, "link", name);
const fill = (page, name, text) => page.locator(`main [name="${name}"]`).first().fill(text);
const choose = (page, name, value) => page.locator(`[name="${name}"][value="${value}"]`).check();
const says = (page, text) => page.getByText(text).first().waitFor();

export default {
  name: "group-booking",
  person: "A parent who looks for company, and the manager who plans the group",
  async run({ page, base, step, shot, axe, as, phone }) {
    const manager = await as("team-manager");
    await step("the manager puts a service into the directory");
    await manager.goto("/services");
    await press(manager, "Add an entry");
    await press(manager, "Add to the directory");
    await says(manager, "Enter the name of the service");
    await fill(manager, "name", "Evenings for parents");
    await fill(manager, "description", "Six evenings on sleep, with other parents who know the nights.");
    await choose(manager, "audiences", "adopters");
    await manager.selectOption('[name="level"]', "universal");
    await manager.selectOption('[name="cost"]', "free");
    await manager.selectOption('[name="evidence"]', "practice");
    await choose(manager, "offers", "peer-groups");
    await manager.selectOption('[name="place"]', "physical");
    await fill(manager, "address", "1 High Street");
    await fill(manager, "town", "Chelmsford");
    await fill(manager, "postcode", "CM1 1QH");
    await fill(manager, "phone", "01632 960001");
    await press(manager, "Add to the directory");
    await says(manager, "The entry is in the directory now.");

    await step("and plans a group of one place that begins tonight");
    await manager.goto("/groups");
    await press(manager, "Plan a group");
    await choose(manager, "sort", "workshop");
    await fill(manager, "name", "Sleep: six evenings");
    await fill(manager, "about", "We look at what helps at night, and at what helps you.");
    await manager.selectOption('[name="service"]', { label: "Evenings for parents" });
    await fill(manager, "places", "1");
    await fill(manager, "day-day", "20");
    await fill(manager, "day-month", "11");
    await fill(manager, "day-year", "2026");
    await fill(manager, "time", "18:30");
    await fill(manager, "place", "Elm Hall, 1 High Street, Chelmsford");
    await fill(manager, "facilitator", "Rowan Ashdown");
    await press(manager, "Plan the group");
    await says(manager, "The group is planned.");
    const group = new URL(manager.url()).pathname;

    await step("a worker books the place for a family that called");
    await manager.goto("/cases");
    const reference = (await manager.locator("main table a").first().innerText()).trim();
    await manager.goto(group);
    await fill(manager, "case", "CA-0000-0000");
    await fill(manager, "who", "A family that called");
    await press(manager, "Book");
    await says(manager, "Enter the reference of one of your cases");
    await fill(manager, "case", reference);
    await press(manager, "Book");
    await says(manager, "1 of 1 taken");
    await shot("group", manager);

    await step("somebody finds the service without signing in");
    await page.goto("/directory");
    await fill(page, "words", "sleep");
    await page.selectOption('[name="level"]', "universal");
    await press(page, "Filter");
    await shot("directory");
    await follow(page, "Evenings for parents");
    await says(page, "01632 960001");
    await shot("service");
    const small = await phone();
    await small.goto("/directory?words=sleep");
    await page.goto("/directory?words=nothingofthekind");
    await says(page, "Nothing in the directory fits all of this");

    await step("the open API tells the same to other directories");
    const answer = await page.request.get(`${base}/open-referral/services?search=sleep`);
    assert.equal(answer.headers()["access-control-allow-origin"], "*");
    const told = await answer.json();
    assert.equal(told.total_items, 1);
    assert.equal(told.contents[0].name, "Evenings for parents");

    await step("the parent follows the entry to the group, which is full, and waits");
    const parent = await as("family-member");
    await parent.goto("/directory?words=sleep");
    await follow(parent, "Evenings for parents");
    await follow(parent, "Sleep: six evenings");
    await says(parent, "The group is full");
    await fill(parent, "needs", "A chair near the door");
    await press(parent, "Join the waiting list");
    await says(parent, "You are on the waiting list.");
    await shot("waiting", parent);
    await phone(parent);

    await step("the other family cannot come, and the place is held for the parent");
    await manager.goto(group);
    await press(manager, "Cancel for A family that called");
    await says(manager, "The booking is cancelled.");
    await parent.goto("/my/groups");
    await says(parent, "A place is free. We hold it for you until 22 November 2026");
    await shot("held", parent);
    await press(parent, "Yes, we take the place");
    await says(parent, "Your place is booked.");

    await step("the manager takes attendance in the evening");
    await manager.goto(group);
    await follow(manager, /Take attendance/);
    await manager.getByRole("radio", { name: "Came" }).first().check();
    await shot("attendance", manager);
    await press(manager, "Save the attendance");
    await says(manager, "The attendance is saved.");
    await axe(manager);

    await step("the parent cancels the rest");
    await parent.goto("/my/groups");
    await press(parent, /Cancel our place/);
    await says(parent, "Your booking is cancelled.");

    await step("and the manager sees how the core offer stands");
    await manager.goto("/core-offers");
    await says(manager, "Offered: families find it in the directory");
    await shot("core-offer", manager);

    await step("the parent finds the early support, says what they took part in, and asks for more");
    await parent.goto("/my");
    await follow(parent, /Becoming a family/);
    await press(parent, /Not for us now\s?: Life story/);
    await says(parent, "That is fine.");
    await press(parent, /We took part\s?: Life story/);
    await says(parent, "Thank you for telling us.");
    await parent.getByText(/Is this not right\?\s?: Life story/).click();
    await press(parent, /We did not take part\s?: Life story/);
    await says(parent, "That is fine.");
    await press(parent, /We took part\s?: Life story/);
    await phone(parent);
    await follow(parent, "Ask for more help");
    await fill(parent, "words", "He is afraid of the nights");
    await press(parent, "Ask for more help");
    await says(parent, /Somebody calls by \d+ November 2026/);
    await shot("becoming-a-family", parent);
    await axe(parent);

    await step("the manager says how a part is given, calls the family, and an assessment begins");
    await manager.goto("/becoming-a-family");
    await manager.selectOption('[name="part"]', { label: "The way to infant mental health and Family Hubs" });
    await manager.selectOption('[name="stated"]', "yes");
    await fill(manager, "how", "We come with you to the first meeting.");
    await press(manager, "Save");
    await says(manager, "We come with you to the first meeting.");
    await shot("early-support", manager);
    await axe(manager);
    await manager.goto("/becoming-a-family/families?part=identity");
    const own = manager.locator("tr", { hasText: "the family says so" }).first().getByRole("link");
    await own.click();
    await says(manager, "Somebody calls by");
    await press(manager, "We called them");
    await says(manager, "Choose what came of it");
    await choose(manager, "next", "assess");
    await fill(manager, "words", "We look at the nights together.");
    await press(manager, "We called them");
    await says(manager, "The promise is kept.");
    await parent.goto("/my");
    await says(parent, "We look at the nights together.");
  },
};
