// A passkey, from the first to the last day of it, with a device that Chromium plays. It answers the service's name, so
// the journey walks at localhost: an address of figures has no passkeys.
import assert from "node:assert/strict";
import { codeAt } from "./lib/codes.mjs";

const ROBIN = { email: "robin.keys@example.org", name: "Robin Keeper", agency: "adopt-east", password: "velvet tin harbour" };
const NEW_PASSWORD = "kettle moss ninety";

/** A device with a fingerprint reader, built into the computer. */
async function device(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  };
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options });
  return {
    unlocks: (isUserVerified) => cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
    holds: async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
  };
}

export default {
  name: "passkey",
  person: "An administrator who is tired of codes",
  async bring({ freePort }) {
    const port = await freePort();
    const at = `http://localhost:${port}`;
    return { real: { port, administrator: ROBIN }, elsewhere: [at], at, stop: async () => {} };
  },
  async run({ window, own, mail, step, shot, axe }) {
    const home = await window({ base: own.at });
    const password = async (who, words = ROBIN.password) => {
      await who.goto("/sign-in?to=/account");
      await who.getByLabel("Email address").fill(ROBIN.email);
      await who.getByLabel("Password", { exact: true }).fill(words);
      await who.getByRole("button", { name: "Sign in", exact: true }).click();
    };
    const byPasskey = async (who) => {
      await who.goto("/sign-in?to=/account");
      await who.getByRole("button", { name: "Sign in with a passkey" }).click();
    };

    await step("signs in with a password and sets up codes, as everybody in this role does");
    await password(home);
    const secret = await home.locator("strong").filter({ hasText: /^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/ }).textContent();
    await home.getByLabel("The 6 figures that your app shows now").fill(codeAt(secret, new Date()));
    await home.getByRole("button", { name: "Continue" }).click();
    await home.getByRole("button", { name: "I have kept them: go on" }).click();

    await step("adds a passkey: the password once more, then the device");
    const computer = await device(home);
    await home.getByRole("link", { name: "See your passkeys" }).click();
    await home.getByText("You have no passkey yet.").waitFor();
    await home.getByRole("button", { name: "Add a passkey" }).click();
    await home.getByLabel("What to call it").fill("My computer");
    await home.getByLabel("Your password").fill("not my password");
    await home.getByRole("button", { name: "Continue" }).click();
    await home.locator(".govuk-error-summary").getByText("That is not your password").waitFor();
    await axe(home);
    await home.getByLabel("Your password").fill(ROBIN.password);
    await shot("add", home);
    await home.getByRole("button", { name: "Continue" }).click();
    await home.getByRole("heading", { name: "Make the passkey" }).waitFor();
    await shot("make", home);
    await home.getByRole("button", { name: "Make the passkey" }).click();
    await home.getByRole("rowheader", { name: "My computer" }).waitFor();
    await shot("passkeys", home);
    const [kept] = await computer.holds();
    assert.ok(kept.isResidentCredential, "the device would not find it by itself");
    assert.equal(kept.rpId, "localhost");
    await mail.to(ROBIN.email, { about: "A passkey was added" });

    await step("a device that has one is not given a second");
    await home.goto("/account/passkeys/add");
    await home.getByLabel("What to call it").fill("Twice");
    await home.getByLabel("Your password").fill(ROBIN.password);
    await home.getByRole("button", { name: "Continue" }).click();
    await home.getByRole("button", { name: "Make the passkey" }).click();
    await home.getByText("This device has a passkey for your account already.").waitFor();

    await step("signs out, and in again without a word typed");
    await home.getByRole("button", { name: "Sign out" }).click();
    await home.goto("/sign-in?to=/account");
    await shot("sign-in", home);
    await byPasskey(home);
    await home.getByRole("heading", { name: "Your account" }).waitFor();
    await home.goto("/account/sessions");
    await home.getByRole("cell", { name: "Passkey", exact: true }).waitFor();
    await shot("sessions", home);

    await step("somebody else at the same computer cannot unlock it");
    await home.getByRole("button", { name: "Sign out" }).click();
    await computer.unlocks(false);
    await byPasskey(home);
    await home.getByText("No passkey was used.").waitFor();
    await axe(home);
    await computer.unlocks(true);
    await home.getByRole("button", { name: "Sign in with a passkey" }).click();
    await home.getByRole("heading", { name: "Your account" }).waitFor();

    await step("has forgotten the password, and sets a new one with the passkey");
    await home.goto("/account/password");
    await home.getByText("I do not know my password").click();
    // Both pages ask for a new password: the second must be there before anything is typed.
    await home.getByRole("link", { name: "set a new password with it" }).click();
    await home.getByRole("button", { name: "Set it with my passkey" }).waitFor();
    await home.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
    await shot("new-password", home);
    await home.getByRole("button", { name: "Set it with my passkey" }).click();
    await home.getByRole("heading", { name: "Your account" }).waitFor();

    await step("gives it another name, and removes it");
    await home.getByRole("link", { name: "See your passkeys" }).click();
    await home.getByRole("link", { name: "Rename My computer" }).click();
    await home.getByLabel("What to call it").fill("Old computer");
    await home.getByRole("button", { name: "Rename" }).click();
    await home.getByRole("link", { name: "Remove Old computer" }).click();
    await home.getByLabel("Your password").fill(NEW_PASSWORD);
    await shot("remove", home);
    await home.getByRole("button", { name: "Remove it" }).click();
    await home.getByText("You have no passkey yet.").waitFor();
    await mail.to(ROBIN.email, { about: "A passkey was removed" });

    await step("the device still has it, and it lets nobody in");
    await home.getByRole("button", { name: "Sign out" }).click();
    await byPasskey(home);
    await home.locator(".govuk-error-summary").getByText("That passkey does not sign anybody in here").waitFor();
    await axe(home);
    await shot("refused", home);

    await step("without JavaScript there is the password, and nothing that does not work");
    const plain = await window({ base: own.at, javaScript: false });
    await plain.goto("/sign-in");
    assert.equal(await plain.getByRole("button", { name: "Sign in with a passkey" }).isVisible(), false);
    await password(plain, NEW_PASSWORD);
    // The code of now was used to set up: the next one is good already.
    await plain.getByLabel("The 6 figures that your app shows now").fill(codeAt(secret, new Date(Date.now() + 30_000)));
    await plain.getByRole("button", { name: "Sign in", exact: true }).click();
    await plain.getByRole("heading", { name: "Your account" }).waitFor();
    await plain.goto("/account/passkeys/add");
    await plain.getByLabel("What to call it").fill("None");
    await plain.getByLabel("Your password").fill(NEW_PASSWORD);
    await plain.getByRole("button", { name: "Continue" }).click();
    await plain.getByText("This browser cannot make a passkey").waitFor();
  },
};
