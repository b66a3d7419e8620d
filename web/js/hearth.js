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

// A button that prints is drawn hidden: without script the browser's own menu does it.
for (const button of document.querySelectorAll("[data-hearth-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
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
