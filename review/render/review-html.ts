import { losesSomething, type Review, type Revision, type StackReview, violatesSomething } from "../comparison/review";
import type { Topology } from "../picture/topology";
import { changeText } from "./html/costs";
import { lossesSection } from "./html/losses";
import { amount, column, Html, html, list, NOTHING, name, table, when } from "./html/markup";
import { violationsSection } from "./html/policies";
import { SCRIPT, SCRIPT_HASH } from "./html/script";
import { STACK_SECTIONS, type StackPage } from "./html/stack-sections";
import { STYLE } from "./html/style";
import { countsText, rangeText } from "./review-text";

const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src '${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`;

/**
 * The review as one page that loads nothing: a file to hand on. Equal reviews give equal bytes.
 * @param topologies By stack.
 */
export function reviewHtml(review: Review, topologies: ReadonlyMap<string, Topology>): string {
  const { project, stacks } = review;
  const pages = stacks.map((stack, i): StackPage => {
    const topology = topologies.get(stack.stack) ?? { nodes: [], edges: [] };
    return { review: stack, topology, id: `stack-${i + 1}` };
  });
  return `${
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Review of ${project}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#review">Skip to the review</a>
<header>
<h1>Review of ${name(project)}</h1>
<p>${revision(review.base)} <span aria-hidden="true">→</span><span class="unseen">to</span> ${revision(review.head)}</p>
${verdict(review)}
</header>
<main id="review">
${lossesSection(review)}
${violationsSection(review)}
${overview(pages)}
${list(pages, chapter)}
</main>
<footer><p>Both commits were previewed without a cloud. Nothing was changed, and secrets are left out.</p></footer>
<script>${new Html(SCRIPT)}</script>
</body>
</html>`.text
  }\n`;
}

function verdict(review: Review): Html {
  if (losesSomething(review)) return LOSS;
  return violatesSomething(review) ? VIOLATION : GO;
}

const LOSS = html`<p class="verdict delete">Stop: something would be lost</p>`;
const VIOLATION = html`<p class="verdict delete">Stop: a mandatory policy would be violated</p>`;
const GO = html`<p class="verdict create">Nothing in the way</p>`;

const revision = ({ name: said, commit }: Revision): Html =>
  html`${name(said)}${when(commit !== undefined && commit !== said, () => html` <code>${(commit ?? "").slice(0, 12)}</code>`)}`;

function overview(pages: readonly StackPage[]): Html {
  const row = ({ review: { stack, counts, costs, presence }, id }: StackPage) =>
    html`<tr><th scope="row"><a href="#${id}">${name(stack)}</a>${PRESENCE[presence]}</th>
<td>${countsText(counts)}</td><td class="money">${rangeText(costs.head)}</td>
<td class="money">${changeText(costs.base.expected, costs.head.expected)}</td></tr>`;
  const columns = [column("stack"), column("resources"), amount("monthly cost"), amount("change")];
  return html`<section aria-labelledby="stacks"><h2 id="stacks">Stacks</h2>
${table("All stacks", columns, list(pages, row))}</section>`;
}

const PRESENCE: Readonly<Record<StackReview["presence"], Html>> = {
  both: NOTHING,
  new: html` <span class="soft">new stack</span>`,
  gone: html` <span class="soft">stack is gone</span>`,
};

function chapter(page: StackPage): Html {
  const { id, review } = page;
  const sections = STACK_SECTIONS.map((section) => ({ ...section, content: section.body(page) }));
  const shown = sections.filter(({ content }) => content !== NOTHING);
  return html`<section aria-labelledby="${id}"><h2 id="${id}">Stack ${name(review.stack)}${PRESENCE[review.presence]}</h2>
${list(
  shown,
  ({
    slug,
    heading,
    content,
  }) => html`<section aria-labelledby="${id} ${id}-${slug}"><h3 id="${id}-${slug}">${heading}</h3>
${content}</section>`,
)}</section>`;
}
