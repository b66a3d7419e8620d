// A social worker shares a document and asks, a team manager moderates, and a provider's worker reads and answers.
import assert from "node:assert/strict";

const main = (page) => page.locator("main").innerText();
const press = async (page, name) => {
  await page.getByRole("button", { name, exact: true }).first().click();
  await page.waitForLoadState();
};
const says = (page, text) => page.getByText(text).first().waitFor();
// A link, also one that looks like a button.
const follow = async (page, name) => {
  await page.locator("main a").getByText(name, { exact: true }).or(page.locator(`main a:text-is("${name}")`)).first().click();
  await page.waitForLoadState();
};

export default {
  name: "community",
  person: "A social worker, a moderator, and a provider's worker who reads",
  async run({ step, shot, as, phone }) {
    const author = await as("social-worker");
    const moderator = await as("team-manager");
    const reader = await as("provider");

    await step("a team manager opens a topic for providers too");
    await moderator.goto("/community");
    await says(moderator, "Something waits");
    await shot("topics", moderator);
    await follow(moderator, "Open a topic");
    await moderator.fill("[name=title]", "School and support");
    await moderator.fill("[name=about]", "What helps when school is the hard part");
    await moderator.check("input[value=everyone]");
    await shot("new-topic", moderator);
    await press(moderator, "Open the topic");
    await says(moderator, "The topic is open.");
    const topic = new URL(moderator.url()).pathname;

    await step("a social worker shares a tool, and writes it anew");
    await author.goto(topic);
    await follow(author, "Share a document");
    await author.check("input[value=tool]");
    await author.fill("[name=title]", "A page for the teacher");
    await author.fill("[name=words]", "What helps on a bad day.\nWhom to call.");
    await author.fill("[name=link]", "https://www.gov.uk/adoption");
    await author.fill("[name=review-day]", "1");
    await author.fill("[name=review-month]", "10");
    await author.fill("[name=review-year]", "2026");
    await press(author, "Share the document");
    await says(author, "It is shown to everyone who reads this topic.");
    await says(author, "Out of date");
    const paper = new URL(author.url()).pathname;
    await follow(author, "Change what you wrote");
    await author.fill("[name=words]", "What helps on a bad day.\nWhat makes it worse.\nWhom to call.");
    await author.fill("[name=review-year]", "2027");
    await press(author, "Save the change");
    await says(author, "Write what you changed");
    await author.fill("[name=changed]", "Teachers asked what makes it worse");
    await shot("edit", author);
    await press(author, "Save the change");
    await author.goto(`${paper}/versions?from=1&to=2`);
    assert.match(await main(author), /What makes it worse\./);
    await shot("versions", author);

    await step("a name is found before anybody else reads it");
    await author.goto(topic);
    await follow(author, "Write a post");
    await author.fill("[name=title]", "How do you talk with a head teacher?");
    await author.fill("[name=words]", "We tried twice. The head wants to send Robin home at noon.");
    await press(author, "Send the post");
    await says(author, "may be a name");
    await shot("found", author);
    await author.getByLabel(/A moderator looks first/).check();
    await press(author, "Send the post");
    await says(author, "It waits for a moderator.");
    const post = new URL(author.url()).pathname;
    await reader.goto(topic);
    assert.ok(!(await main(reader)).includes("head teacher"));

    await step("the moderator returns it with a reason");
    await moderator.goto("/community/moderation");
    await shot("queue", moderator);
    await follow(moderator, "How do you talk with a head teacher?");
    await says(moderator, "Robin");
    await moderator.check("input[value=return]");
    await press(moderator, "Decide");
    await says(moderator, "Write why, so that its author knows what to do next");
    await moderator.fill("[name=why]", "Say it without the name");
    await shot("moderate", moderator);
    await press(moderator, "Decide");
    await says(moderator, "It is returned to its author.");

    await step("the author changes it, and it is let through");
    await author.goto("/community");
    await shot("yours", author);
    await follow(author, "How do you talk with a head teacher?");
    await says(author, "Say it without the name");
    await follow(author, "Change what you wrote");
    await author.fill("[name=words]", "We tried twice. The head wants to send the child home at noon.");
    await press(author, "Save the change");
    await moderator.goto("/community/moderation");
    await follow(moderator, "How do you talk with a head teacher?");
    await moderator.check("input[value=pass]");
    await press(moderator, "Decide");
    await says(moderator, "Readers see it.");
    await follow(moderator, "The moderators’ log");
    assert.match(await main(moderator), /Say it without the name/);
    await shot("log", moderator);

    await step("a provider's worker finds it, reads the document and answers");
    await reader.goto("/community");
    await reader.fill("[name=words]", "head teachers");
    await press(reader, "Search");
    await shot("search", reader);
    await follow(reader, "How do you talk with a head teacher?");
    await reader.fill("[name=words]", "We ask for ten minutes with the class teacher first.");
    await press(reader, "Send the answer");
    await says(reader, "We ask for ten minutes");
    await shot("thread", reader);
    await reader.goto(topic);
    await shot("topic", reader);
    assert.ok(!(await main(reader)).includes("Close the topic"));
    const small = await phone(reader);
    await small.goto(topic);
    await shot("topic-phone", small);
    await small.goto(post);
    await shot("thread-phone", small);
    await small.goto(paper);
    await shot("document-phone", small);
    await small.goto(`${paper}/versions?from=1&to=2`);
    await shot("versions-phone", small);

    await step("a reader reports, and the moderator keeps it");
    await reader.goto(paper);
    await reader.getByText("Report this to the moderators").click();
    await reader.fill("[name=why]", "Is this still right?");
    await press(reader, "Report it");
    await says(reader, "It is reported.");
    const pocket = await phone(moderator);
    await pocket.goto("/community/moderation");
    await shot("queue-phone", pocket);
    await pocket.getByRole("link", { name: "A page for the teacher" }).click();
    await says(pocket, "Is this still right?");
    await shot("moderate-phone", pocket);
    await pocket.check("input[value=pass]");
    await press(pocket, "Decide");
    await says(pocket, "Readers see it.");

    await step("the author withdraws the post, and puts it back");
    await author.goto(post);
    await author.getByText("Withdraw what you wrote").click();
    await author.fill("[name=why]", "Answered");
    await press(author, "Withdraw it");
    await says(author, "It is withdrawn.");
    await reader.goto(post);
    assert.match(await main(reader), /Its author withdrew this: Answered/);
    assert.ok(!(await main(reader)).includes("at noon"));
    await press(author, "Put it back");
    await says(author, "Readers see it again.");
  },
};
