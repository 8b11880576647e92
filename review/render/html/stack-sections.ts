import type { StackReview } from "../../comparison/review";
import { topologySvg } from "../../picture/svg";
import { MARKS, type Topology } from "../../picture/topology";
import { changeTitle, propertyItem, reasonItem } from "./changes";
import { costSection } from "./costs";
import { headRoomSection } from "./head-room";
import { folded, type Html, html, list, NOTHING, name, when } from "./markup";
import { policySection } from "./policies";
import { resourcesSection } from "./resources";

/** What the page knows of one stack. */
export interface StackPage {
  readonly review: StackReview;
  readonly topology: Topology;
  /** Unique in the page, and made of letters, digits and hyphens. */
  readonly id: string;
}

/** A part of a stack's chapter; nothing of it is shown where `body` gives nothing. */
interface Section {
  readonly slug: string;
  readonly heading: string;
  body(page: StackPage): Html;
}

/** In the order of the page: what is hard to undo first. */
export const STACK_SECTIONS: readonly Section[] = [
  { slug: "replaced", heading: "Replaced and deleted", body: replacements },
  { slug: "policies", heading: "Policies", body: ({ review }) => policySection(review.policies) },
  { slug: "head-room", heading: "Head-room", body: ({ review }) => headRoomSection(review.headRoom) },
  { slug: "cost", heading: "Monthly cost", body: ({ review }) => costSection(review.costs) },
  { slug: "resources", heading: "Resources", body: ({ review, id }) => resourcesSection(review, id) },
  { slug: "unknown", heading: "Not known before the update", body: unknowns },
  { slug: "picture", heading: "Picture", body: picture },
];

function replacements({ review: { changes } }: StackPage): Html {
  const of = (heading: string, wanted: (change: StackReview["changes"][number]) => boolean): Html => {
    const found = changes.filter((change) => change.custom && wanted(change));
    const item = (change: StackReview["changes"][number]) => {
      const forcing = change.properties.filter(({ consequence }) => consequence !== "update");
      const why = html`<ul class="properties">${list(change.reasons, reasonItem)}${list(forcing, propertyItem)}</ul>`;
      return html`<li>${changeTitle(change)}${when(forcing.length + change.reasons.length > 0, () => why)}</li>`;
    };
    return when(found.length > 0, () => html`<h4>${heading} (${found.length})</h4><ul>${list(found, item)}</ul>`);
  };
  const parts = [
    of("Replaced", ({ replacement }) => replacement === "certain"),
    of("Perhaps replaced: nobody has measured it", ({ replacement }) => replacement === "possible"),
    of("Deleted", ({ action }) => action === "delete"),
    of("Forgotten: it stays in the cloud, and Pulumi no longer knows it", ({ action }) => action === "forget"),
  ].filter((part) => part !== NOTHING);
  return parts.length === 0 ? NOTHING : list(parts, (part) => part);
}

/** More resources than these are folded. */
const MAX_OPEN_UNKNOWNS = 10;

function unknowns({ review }: StackPage): Html {
  if (review.unknowns.length === 0) return NOTHING;
  const paths = new Map<string, { name: string; paths: string[] }>();
  for (const { urn, name, path } of review.unknowns) {
    const entry = paths.get(urn) ?? { name, paths: [] };
    entry.paths.push(path);
    paths.set(urn, entry);
  }
  const item = (entry: { name: string; paths: string[] }) =>
    html`<li>${name(entry.name)}: ${list(entry.paths, (path, i) => html`${i > 0 ? ", " : ""}<code>${path}</code>`)}</li>`;
  const summary = html`${counted(review.unknowns.length, "value")} of ${counted(paths.size, "resource")}`;
  const items = html`<ul>${list([...paths.values()], item)}</ul>`;
  return html`<p>Only the cloud gives these values, so nobody can say here what they will be.</p>
${folded(summary, items, paths.size <= MAX_OPEN_UNKNOWNS)}`;
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? "" : "s"}`;

function picture({ topology, id, review }: StackPage): Html {
  if (topology.nodes.length === 0) return NOTHING;
  const title = `Parts of stack ${review.stack}`;
  return html`<p>An arrow leads from a part to another that it takes values from; a dashed line leads to another region.
What changes is coloured and says so: ${MARKS.join(", ")}.</p>
<div class="scroll" role="group" aria-label="${title}, picture" tabindex="0">
${topologySvg(topology, `${id}-picture`, title)}</div>`;
}
