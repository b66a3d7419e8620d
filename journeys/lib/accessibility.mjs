// What a machine can say about a page's accessibility: axe's rules for WCAG 2.2 AA, and that nothing has to be
// scrolled sideways on a phone (WCAG 1.4.10 Reflow). It finds perhaps half of what matters; people find the rest.
import AxeBuilder from "@axe-core/playwright";

const TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
const MOST_ELEMENTS_NAMED = 5;

/**
 * @typedef {object} Finding
 * @property {string} page the path, without its query
 * @property {number} width of the window, in pixels
 * @property {string} rule axe's name of the rule, or "reflow"
 * @property {string | null} impact minor, moderate, serious or critical
 * @property {string} help what is wrong, in a sentence
 * @property {string[]} elements selectors of the first few elements concerned
 */

/**
 * Looks at what `page` shows now. axe is itself a script: where scripts are off, only the width is looked at.
 * @param {import("playwright-core").Page} page
 * @param {{javaScript: boolean}} options
 * @returns {Promise<Finding[]>}
 */
export async function findings(page, { javaScript }) {
  const where = { page: new URL(page.url()).pathname, width: page.viewportSize().width };
  // Hearth's pages hold no frames; the plain mode needs no second tab to put the results together.
  const axe = () => new AxeBuilder({ page }).withTags(TAGS).setLegacyMode().analyze();
  const { violations } = javaScript ? await axe() : { violations: [] };
  const found = violations
    .map(({ id, nodes, ...more }) => ({ id, ...more, nodes: nodes.filter((node) => !isRevealingRadio(id, node)) }))
    .filter(({ nodes }) => nodes.length > 0)
    .map(({ id, impact, help, nodes }) => ({
      ...where,
      rule: id,
      impact: impact ?? null,
      help,
      elements: nodes.slice(0, MOST_ELEMENTS_NAMED).map(({ target }) => target.join(" ")),
    }));

  const { wide, reaching } = await page.evaluate((most) => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return { wide: 0, reaching: [] };
    // What reaches beyond the window, unless something around it scrolls or hides it; the outermost first.
    const kept = (e) => e !== document.body && e !== document.documentElement && getComputedStyle(e).overflowX !== "visible";
    const inside = (e) => Boolean(e.parentElement) && (kept(e.parentElement) || inside(e.parentElement));
    const all = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > clientWidth + 0.5 && !inside(e));
    const named = (e) => [e.tagName.toLowerCase(), ...e.classList].join(".");
    return { wide: scrollWidth, reaching: all.slice(0, most).map(named) };
  }, MOST_ELEMENTS_NAMED);
  if (wide) {
    found.push({
      ...where,
      rule: "reflow",
      impact: "serious",
      help: `The page is ${wide} pixels wide and has to be scrolled sideways`,
      elements: reaching,
    });
  }
  return found;
}

/**
 * The one finding that is let pass. GOV.UK Frontend says `aria-expanded` on a radio that reveals another question; ARIA
 * does not allow it there, but screen readers tell people, so its makers keep it after testing
 * (github.com/alphagov/govuk-frontend/issues/979).
 */
function isRevealingRadio(rule, { html, any, all, none }) {
  const attributes = [...any, ...all, ...none].flatMap(({ data }) => data ?? []);
  return (
    rule === "aria-allowed-attr" &&
    html.includes("govuk-radios__input") &&
    attributes.length > 0 &&
    attributes.every((attribute) => `${attribute}`.startsWith("aria-expanded"))
  );
}

/** One line about a finding, for the terminal. */
export function inWords({ page, width, rule, impact, help, elements }) {
  const at = elements.length ? ` at ${elements.join(", ")}` : "";
  return `${page} (${width} px): ${help} [${rule}${impact ? `, ${impact}` : ""}]${at}`;
}
