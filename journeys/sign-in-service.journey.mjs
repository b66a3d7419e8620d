// Through a council's own sign-in: a real OpenID Connect provider beside a real server, whose clock goes as clocks do.
import assert from "node:assert/strict";
import { codeAt } from "./lib/codes.mjs";
import { startProvider } from "./lib/provider.mjs";

const ADMINISTRATOR = { email: "robin@example.org", name: "Robin Keeper", agency: "adopt-east", password: "velvet tin harbour" };
const SECRET = "a secret between two servers";

export default {
  name: "sign-in-service",
  person: "An administrator, and a colleague who signs in through the council",
  async bring({ freePort }) {
    const [port, providerPort] = [await freePort(), await freePort()];
    const base = `http://127.0.0.1:${port}`;
    const provider = await startProvider({ port: providerPort, base, clientId: "hearth", secret: SECRET });
    const settings = {
      code: "county",
      label: "the county",
      issuer: provider.issuer,
      client_id: "hearth",
      client_secret_file: "county.secret",
      agency: ADMINISTRATOR.agency,
      roles: ["social-worker", "team-manager"],
    };
    const files = { "county.secret": SECRET, "providers.json": JSON.stringify({ providers: [settings] }) };
    return {
      real: { port, administrator: ADMINISTRATOR, files, args: ["--providers", "{folder}/providers.json"] },
      elsewhere: [provider.issuer],
      provider,
      stop: provider.stop,
    };
  },
  async run({ page, window, own, step, shot }) {
    const { provider } = own;
    const through = async (who) => {
      await who.goto("/sign-in");
      await who.getByRole("button", { name: "Sign in with the county" }).click();
    };
    const logIn = async (who, name) => {
      await who.getByLabel("User name").fill(name);
      await who.getByRole("button", { name: "Log in" }).click();
    };

    await step("the first administrator sets up codes, and invites a colleague");
    const admin = await window();
    await admin.goto("/sign-in");
    await admin.getByLabel("Email address").fill(ADMINISTRATOR.email);
    await admin.getByLabel("Password", { exact: true }).fill(ADMINISTRATOR.password);
    await admin.getByRole("button", { name: "Sign in", exact: true }).click();
    await admin.getByRole("heading", { name: "Set up one-time codes" }).waitFor();
    await shot("set-up", admin);
    const secret = await admin.locator("strong").filter({ hasText: /^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/ }).textContent();
    await admin.getByLabel("The 6 figures that your app shows now").fill(codeAt(secret, new Date()));
    await admin.getByRole("button", { name: "Continue" }).click();
    await admin.getByRole("heading", { name: "Your recovery codes" }).waitFor();
    await admin.goto("/accounts/invite");
    await admin.getByLabel("Name", { exact: true }).fill("Ash Newcomer");
    await admin.getByLabel("Email address").fill("ash.newcomer@example.org");
    await admin.getByLabel("What they will do").selectOption("social-worker");
    await admin.getByRole("button", { name: "Send the invitation" }).click();
    await admin.getByText("The invitation is on its way.").waitFor();

    await step("the colleague signs in through the county, and is in");
    let wayBack;
    page.on("request", (request) => {
      if (request.url().includes("/sign-in/back/county")) wayBack = request.url();
    });
    await page.goto("/sign-in");
    await shot("sign-in");
    await page.getByRole("button", { name: "Sign in with the county" }).click();
    await logIn(page, "ash");
    await page.getByRole("heading", { name: "Your work" }).waitFor();
    await page.goto("/account");
    await page.getByText("Social worker").first().waitFor();
    await shot("account");

    await step("the same way back, and one that was made up, lead nowhere");
    for (const path of [wayBack, "/sign-in/back/county?code=guessed&state=guessed"]) {
      const thief = await window();
      await thief.goto(path);
      await thief.getByText("does not belong to a sign-in that was begun in this browser").waitFor();
    }

    await step("somebody whom nobody invited stays outside");
    const stranger = await window();
    await through(stranger);
    await logIn(stranger, "kim");
    await stranger.getByText("you have no account here yet").waitFor();
    await shot("stranger", stranger);

    await step("logging out at the county ends the session here");
    await page.goto(`${provider.issuer}/session/end`);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("heading", { name: "Logged out of the county" }).waitFor();
    // The county tells this server by a request of its own, which may be on its way still.
    const deadline = Date.now() + 10_000;
    do await page.goto("/account");
    while (!page.url().includes("/sign-in?to=") && Date.now() < deadline);
    assert.ok(page.url().includes("/sign-in?to="), "logging out at the county ended nothing here");

    await step("the county changes its keys, and people still get in");
    await provider.again("second");
    await through(page);
    await logIn(page, "ash");
    await page.getByRole("heading", { name: "Your work" }).waitFor();

    await step("signing out here offers to sign out there");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "You are signed out" }).waitFor();
    await shot("signed-out");
    await page.getByRole("link", { name: "Sign out at the county" }).click();
    await page.getByRole("button", { name: "Log out" }).click();
    await page.waitForURL("**/signed-out");

    await step("the county is down: a clear page, and the administrator goes on");
    await provider.stop();
    await through(page);
    await page.getByText("does not answer as it should").waitFor();
    await shot("down");
    await admin.goto("/accounts");
    assert.ok(await admin.getByRole("link", { name: "Ash Newcomer" }).isVisible());
    await shot("accounts", admin);
  },
};
