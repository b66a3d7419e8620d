// Runs before the page is drawn, so that parts which need script never flash in their plain form.
// The page is complete without it.
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
}
