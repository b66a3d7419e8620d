// Through a council's own sign-in: a real OpenID Connect provider beside a real server, whose clock goes as clocks do.
import assert from "node:assert/strict";
import { codeAt } from "./lib/codes.mjs";
import { signingKey, startProvider } from "./lib/provider.mjs";

const ADMINISTRATOR = { email: "robin@example.org", name: "Robin Keeper", agency: "adopt-east", password: "velvet tin harbour" };
const SECRET = "a secret between two servers";

export default {
  name: "sign-in-service",
  person: "An administrator, and a colleague who signs in through the council",
  async bring({ freePort }) {
    const [port, providerPort] = [await freePort(), await freePort()];
    const base = `http://127.0.0.1:${port}`;
    // Clients that prove themselves by statements signed with a key of their own: one of each kind that Hearth has.
    const keys = { rsa: signingKey("rsa", "rsa-1"), ec: signingKey("ec", "ec-1"), wrong: signingKey("rsa", "rsa-1") };
    const signing = (client_id, codes, key) => ({
      client_id,
      token_endpoint_auth_method: "private_key_jwt",
      jwks: { keys: [key.public] },
      redirect_uris: codes.map((code) => `${base}/sign-in/back/${code}`),
    });
    const more = [signing("hearth-rsa", ["rsa", "wrong"], keys.rsa), signing("hearth-ec", ["ec"], keys.ec)];
    const provider = await startProvider({ port: providerPort, base, clientId: "hearth", secret: SECRET, more });
    const settings = {
      code: "county",
      label: "the county",
      issuer: provider.issuer,
      client_id: "hearth",
      client_secret_file: "county.secret",
      agency: ADMINISTRATOR.agency,
      roles: ["social-worker", "team-manager"],
    };
    const { client_secret_file: _, ...common } = settings;
    const bySigning = (code, label, client_id, private_key_id) => ({
      ...common,
      code,
      label,
      client_id,
      private_key_id,
      private_key_file: `${code}.pem`,
    });
    const providers = [
      settings,
      bySigning("rsa", "a signed statement", "hearth-rsa", "rsa-1"),
      bySigning("ec", "a short signed statement", "hearth-ec", "ec-1"),
      bySigning("wrong", "a wrong key", "hearth-rsa", "rsa-1"),
    ];
    const files = { "county.secret": SECRET, "providers.json": JSON.stringify({ providers }) };
    for (const [code, { pem }] of Object.entries(keys)) files[`${code}.pem`] = pem;
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

    for (const [name, kind] of [["a signed statement", "an RSA key"], ["a short signed statement", "a P-256 key"]]) {
      await step(`the service proves itself to the provider by ${name}, with ${kind}`);
      const other = await window();
      await other.goto("/sign-in");
      await other.getByRole("button", { name: `Sign in with ${name}` }).click();
      await logIn(other, "ash");
      await other.getByRole("heading", { name: "Your work" }).waitFor();
    }

    await step("with a wrong key of the right name it is not known there, and the page says whose affair that is");
    const unknown = await window();
    await unknown.goto("/sign-in");
    await unknown.getByRole("button", { name: "Sign in with a wrong key" }).click();
    await logIn(unknown, "ash");
    await unknown.getByText("did not recognise this service").waitFor();
    await shot("wrong-key", unknown);
    await unknown.goto("/account");
    await unknown.waitForURL("**/sign-in?to=*");

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

    await step("and signs in anew with the password while it is down");
    const again = await window();
    await again.goto("/sign-in?to=/accounts");
    await again.getByLabel("Email address").fill(ADMINISTRATOR.email);
    await again.getByLabel("Password", { exact: true }).fill(ADMINISTRATOR.password);
    await again.getByRole("button", { name: "Sign in", exact: true }).click();
    // The code of the setting up was used; the next one is good already, and later ones are when it took long.
    await again.getByLabel("The 6 figures that your app shows now").fill(codeAt(secret, new Date(Date.now() + 30_000)));
    await again.getByRole("button", { name: "Sign in", exact: true }).click();
    await again.getByRole("heading", { name: "Accounts" }).waitFor();
  },
};
