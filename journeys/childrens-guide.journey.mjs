// The Children's Guide: a manager writes a version and previews it, anybody reads it, a young person and a parent say on a phone that
// they have read it, a worker records that it was given, and the list of children without it gets shorter.
import assert from "node:assert/strict";

import { follow, main, press, says } from "./lib/hand.mjs";

export default {
  name: "childrens-guide",
  person: "A team manager, anybody, a young person, their parent and their social worker",
  async run({ step, shot, as, window }) {
    await step("anybody reads the text that comes with Hearth, and the one for younger children");
    const anybody = await window({ phone: true });
    await anybody.goto("/childrens-guide");
    await says(anybody, "How to get an independent advocate");
    await says(anybody, "How to tell Ofsted");
    await shot("public", anybody);
    await follow(anybody, "Read the guide for younger children, together with an adult");
    await says(anybody, "Somebody on your side");
    await shot("public-younger", anybody);

    await step("a manager sees who was not given it, and writes a version with a preview");
    const manager = await as("team-manager");
    await manager.goto("/childrens-guides");
    await says(manager, "Not given yet");
    const count = async () => Number((await main(manager)).match(/now, (\d+) were given/)[1]);
    const before = await count();
    await shot("manager", manager);
    await follow(manager, /^Hearth’s text/);
    await manager.goto("/childrens-guides/older");
    await manager.fill("#contact", "-");
    await press(manager, "Preview");
    await manager.locator(".govuk-error-summary").getByText("Say how to reach the agency").waitFor();
    await manager.fill("#contact", "Ring us in the week, or text. Ask for the young people’s line.");
    await press(manager, "Preview");
    await says(manager, "Nothing is saved yet");
    await shot("preview", manager);
    await press(manager, "Save the new version");
    await says(manager, "The new version is saved.");

    await step("a young person reads it on their own page, and says so once");
    const young = await as("young-person", { phone: true });
    await young.goto("/my");
    await follow(young, "Our guide for you: what we do, and what your rights are");
    await says(young, "Ask for the young people’s line.");
    await shot("young", young);
    await press(young, "I have read this");
    await says(young, "that you have read this. Thank you.");
    assert.equal(await young.getByRole("button", { name: "I have read this" }).count(), 0);
    const id = new URL(young.url()).pathname.split("/").at(-2);

    await step("a parent opens it from the family’s page");
    const parent = await as("family-member", { phone: true });
    await parent.goto("/my");
    await follow(parent, /^A guide for .*, to read together/);
    await follow(parent, "The guide for younger children, to read with an adult");
    await press(parent, "We have read this together");
    await says(parent, "that you have read this. Thank you.");
    await shot("parent", parent);

    await step("the worker sees that it was read, and records that it was given by hand");
    const worker = await as("social-worker", { phone: true });
    await worker.goto(`/cases/${id}`);
    await follow(worker, "Children’s Guide: give it, and record that");
    await says(worker, "On their own page here");
    await press(worker, "Record it");
    await worker.locator(".govuk-error-summary").getByText("Choose how it was given").waitFor();
    await worker.check("[name=reading][value=older]");
    await worker.check("[name=way][value=together]");
    await worker.check("[name=to][value=child]");
    await press(worker, "Record it");
    await says(worker, "It is recorded that the guide was given.");
    await shot("given", worker);

    await step("and the manager’s count has grown");
    await manager.goto("/childrens-guides");
    assert.ok((await count()) > before, "the count of children who were given the guide has grown");
  },
};
