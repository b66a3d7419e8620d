// Who looked at a record: a worker opens it, the manager and the family see that, each in their own words.
import { go } from "./lib/ways.mjs";

export default {
  name: "who-has-looked",
  person: "A manager who answers for the record, and a parent who wants to know who has read it",
  async run({ page, step, shot, as, phone }) {
    await step("a social worker opens a case");
    const worker = await as("social-worker");
    await worker.goto("/cases");
    await worker.locator("tbody a").first().click();
    const reference = (await worker.locator(".hearth-case-head p").innerText()).match(/\bCA-\w{4}-\w{4}/)[0];

    await step("the manager sees in the audit log who it was");
    const manager = await as("team-manager");
    await go(manager, "Access and records", "Audit log");
    await manager.getByRole("heading", { level: 1, name: "Audit log" }).waitFor();
    await shot("audit-log", manager);

    await step("and asks who has looked at this one record");
    await manager.getByLabel("Case reference").fill(reference);
    await manager.getByRole("button", { name: "Filter" }).click();
    await manager.getByRole("heading", { level: 1, name: "Who has looked at this record" }).waitFor();
    await manager.getByText("Open a case and its timeline").first().waitFor();
    await shot("looks-of-a-case", manager);

    await step("a reference of no case is said to be one");
    await manager.goto("/audit");
    await manager.getByLabel("Case reference").fill("CA-2222-2222");
    await manager.getByRole("button", { name: "Filter" }).click();
    await manager.getByText("No case of your agency has this reference").first().waitFor();

    await step("a parent reads who has looked, by day, without workers' names");
    const parent = await phone(await as("family-member"));
    await parent.goto("/my");
    await parent.goto("/my/looks");
    await parent.getByRole("heading", { level: 1, name: "Who has looked at your record" }).waitFor();
    await parent.getByText("You, or somebody of your family").first().waitFor();
    await shot("my-looks", parent);
  },
};
