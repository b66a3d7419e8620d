// Makes the pages nicer where script runs; nothing here is needed to use them.
import {
  Accordion,
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
} from "govuk-frontend";

for (const part of [
  Accordion,
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
]) {
  createAll(part);
}

// The rooms of a part stand over the page: Escape, a click elsewhere and going on by keyboard fold them again.
for (const ways of document.querySelectorAll("[data-hearth-ways]")) {
  const fold = () => ways.querySelector("details[open]")?.removeAttribute("open");
  ways.addEventListener("keydown", (event) => {
    const open = ways.querySelector("details[open]");
    if (event.key !== "Escape" || !open) return;
    fold();
    open.querySelector("summary").focus();
  });
  ways.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !ways.contains(relatedTarget)) fold();
  });
  document.addEventListener("click", ({ target }) => {
    if (!ways.contains(target)) fold();
  });
}

// A button that prints is drawn hidden: without script the browser's own menu does it.
for (const button of document.querySelectorAll("[data-hearth-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A passkey: the browser asks the person's device, and what the device answers goes with the form. The API speaks in
// bytes, the server in base64url.
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const withBytes = (list = []) => list.map((one) => ({ ...one, id: toBytes(one.id) }));

async function askDevice(verb, { publicKey }) {
  const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (verb === "create") {
    options.user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
    options.excludeCredentials = withBytes(publicKey.excludeCredentials);
  } else {
    options.allowCredentials = withBytes(publicKey.allowCredentials);
  }
  const { id, rawId, type, response } = await navigator.credentials[verb]({ publicKey: options });
  const said = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) said[part] = toText(response[part]);
  }
  return JSON.stringify({ id, rawId: toText(rawId), type, response: said });
}

const DEVICE_SAYS = {
  NotAllowedError: "No passkey was used. Try again when your device is ready.",
  InvalidStateError: "This device has a passkey for your account already.",
};
for (const part of document.querySelectorAll("[data-hearth-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const form = part.closest("form");
  const status = part.querySelector("[role=status]");
  const { hearthPasskey: verb, hearthChallenge, hearthOptions } = part.dataset;
  part.hidden = false;
  form.querySelector("[data-hearth-passkey-without]")?.remove();
  let asking = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    status.textContent = "Your device asks you now.";
    try {
      let options = hearthOptions;
      if (!options) {
        const answer = await fetch(hearthChallenge, { method: "POST", body: new URLSearchParams(new FormData(form)) });
        if (!answer.ok) throw new Error("no challenge");
        options = await answer.text();
      }
      part.querySelector("[name=answer]").value = await askDevice(verb, JSON.parse(options));
      status.textContent = "One moment.";
      form.submit();
    } catch (error) {
      status.textContent = DEVICE_SAYS[error.name] ?? "Passkeys do not work at the moment. Use another way, or try again later.";
    }
    asking = false;
  });
}

// A long form marked as guarded asks before what was typed is left behind.
for (const form of document.querySelectorAll("form[data-hearth-guard]")) {
  let touched = false;
  form.addEventListener("input", () => {
    touched = true;
  });
  form.addEventListener("submit", () => {
    touched = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (touched) event.preventDefault();
  });
}

// A long form keeps what is typed into it, so that a closed browser loses nothing. It waits until
// the person pauses, and sends what the form holds; the form's own buttons are not needed for it.
const PAUSE = 2000;
for (const form of document.querySelectorAll("form[data-hearth-draft]")) {
  const status = form.querySelector("[data-hearth-draft-status]");
  let waiting;
  let sent = false;
  const keep = async () => {
    if (sent) return;
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.dataset.hearthDraft, { method: "POST", body });
      const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
      status.textContent = answer.ok
        ? `Draft kept at ${time}`
        : "This draft is not kept at the moment. Save the form before you leave.";
    } catch {
      status.textContent = "There is no connection: this draft is not kept. Stay on this page.";
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(waiting);
  });
}

// The quick way out: signs out on the way, hides the page before the next one comes, and takes this page's place in the history,
// so that going back does not lead here. Without script it is a link.
for (const exit of document.querySelectorAll("[data-hearth-exit]")) {
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    document.body.hidden = true;
    document.title = "Weather";
    navigator.sendBeacon("/sign-out", new URLSearchParams({ csrf: exit.dataset.hearthExit }));
    window.location.replace(exit.href);
  });
}
