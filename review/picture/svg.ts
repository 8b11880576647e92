import { Html, html, joined, list } from "../render/html/markup";
import { ICONS } from "./icons";
import { KIND_LABELS } from "./kinds";
import { type Layout, layOut, NODE, type PlacedEdge, type PlacedGroup, type PlacedNode, type Point } from "./layout";
import { MARKS, type Mark, type Topology, type TopologyNode } from "./topology";

/** What stands before a mark in the picture, so that no reader depends on its colour. */
const SIGNS: Readonly<Record<Mark, string>> = {
  replaced: "!",
  "perhaps replaced": "?",
  deleted: "−",
  changed: "~",
  created: "+",
  moved: "→",
};

/** Longest name that fits into a part. Unit: characters. */
const NAME_LENGTH = 20;
const MARKS_LENGTH = 28;

/** Works in a page and as a file of its own, in light and in dark. All text has a contrast of 4.5 or more. */
const STYLE = new Html(`
.p95-picture{--ink:#1a1d21;--soft:#565d66;--paper:#fff;--band:#f3f5f7;--line:#8a929c;
--created:#0b6b2e;--changed:#0a58b0;--replaced:#b3261e;--deleted:#8a1f5c;--moved:#5b4a9e;
font:13px system-ui,sans-serif;background:var(--paper)}
@media (prefers-color-scheme:dark){.p95-picture{--ink:#eceff3;--soft:#aab2bd;--paper:#15181c;--band:#1e2228;--line:#7b8490;
--created:#6fd694;--changed:#7fb8ff;--replaced:#ff9b91;--deleted:#f5a3d3;--moved:#c3b5ff}}
.p95-picture text{fill:var(--ink)}
.p95-picture .soft{fill:var(--soft);font-size:11px}
.p95-picture .band{fill:var(--band)}
.p95-picture .region{font-weight:600}
.p95-picture .part rect{fill:var(--paper);stroke:var(--line)}
.p95-picture .icon{fill:none;stroke:var(--soft);stroke-width:1.3;stroke-linecap:round;stroke-linejoin:round}
.p95-picture .edge{fill:none;stroke:var(--line)}
.p95-picture .across{stroke-dasharray:3 4;opacity:.5}
.p95-picture .new{stroke:var(--created);stroke-width:2;opacity:1}
.p95-picture .gone{stroke:var(--deleted);stroke-width:2;stroke-dasharray:8 4;opacity:1}
.p95-picture .tip{fill:var(--line)}
${["created", "changed", "replaced", "deleted", "moved"]
  .map(
    (mark) =>
      `.p95-picture .${mark} rect{stroke:var(--${mark});stroke-width:2.5}.p95-picture .${mark} .marks{fill:var(--${mark})}`,
  )
  .join("\n")}
.p95-picture .deleted rect{stroke-dasharray:8 4}
.p95-picture .marks{font-size:11px;font-weight:600}
`);

/**
 * The picture of a stack.
 * @param id Unique in its page.
 * @param title What it shows, for those who cannot see it.
 */
export function topologySvg(topology: Topology, id: string, title: string): Html {
  const placed = layOut(topology);
  const { width, height } = placed;
  return html`<svg xmlns="http://www.w3.org/2000/svg" class="p95-picture" role="img"
 aria-labelledby="${id}-title ${id}-text" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title id="${id}-title">${title}</title>
<desc id="${id}-text">${describe(topology)}</desc>
<style>${STYLE}</style>
<defs><marker id="${id}-tip" viewBox="0 0 8 8" refX="7" refY="4" orient="auto"
 markerUnits="userSpaceOnUse" markerWidth="8" markerHeight="8"><path class="tip" d="M0 0l8 4-8 4z"/></marker></defs>
${drawing(placed, id)}
</svg>`;
}

function drawing({ groups, edges, nodes }: Layout, id: string): Html {
  return joined([
    ...groups.map(drawGroup),
    ...edges.filter(({ across }) => across).map((edge) => drawEdge(edge, id)),
    ...edges.filter(({ across }) => !across).map((edge) => drawEdge(edge, id)),
    ...nodes.map(drawNode),
  ]);
}

/** The picture in words. */
export function describe({ nodes, edges }: Topology): string {
  const regions = [...new Set(nodes.flatMap(({ region }) => (region === undefined ? [] : [region])))].sort();
  const where = regions.length === 0 ? "" : ` in ${regions.join(", ")}`;
  const changed = nodes.filter(({ marks }) => Object.keys(marks).length > 0);
  const what = changed.map(
    (node) => `${node.name}${node.region === undefined ? "" : ` in ${node.region}`}: ${marksText(node, ", ")}`,
  );
  const parts = `${nodes.length} parts${where}, ${edges.length} connections.`;
  return `${parts} ${what.length === 0 ? "None of them changes." : `What changes: ${what.join("; ")}.`}`;
}

const marksText = ({ marks }: TopologyNode, separator: string): string =>
  MARKS.flatMap((mark) => (marks[mark] === undefined ? [] : [`${marks[mark]} ${mark}`])).join(separator);

function drawGroup({ region, x, y, width, height }: PlacedGroup): Html {
  return html`<g><rect class="band" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/>
<text class="region" x="${x + 20}" y="${y + 26}">${region ?? "Across regions"}</text></g>`;
}

function drawEdge({ edge, points, across }: PlacedEdge, id: string): Html {
  const kind = edge.presence === "both" ? "" : ` ${edge.presence}`;
  const style = `edge${across ? " across" : ""}${kind}`;
  return html`<path class="${style}" marker-end="url(#${id}-tip)" d="${across ? bow(points) : smooth(points)}"/>`;
}

/** Straight up or down at both ends. */
function bow([a, b]: readonly Point[]): string {
  if (a === undefined || b === undefined) return "";
  const bend = Math.round((b.y - a.y) / 2);
  return `M${a.x} ${a.y}C${a.x} ${a.y + bend} ${b.x} ${b.y - bend} ${b.x} ${b.y}`;
}

/** Through the middle between each two points, with the points as what pulls. */
function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.pop();
  if (first === undefined || last === undefined) return "";
  const curves = rest.map((point, i) => {
    const next = rest[i + 1] ?? last;
    const end = i === rest.length - 1 ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${point.x} ${point.y} ${Math.round(end.x)} ${Math.round(end.y)}`;
  });
  return `M${first.x} ${first.y}${curves.join("")}${rest.length === 0 ? `L${last.x} ${last.y}` : ""}`;
}

function drawNode({ node, x, y }: PlacedNode): Html {
  const gravest = MARKS.find((mark) => node.marks[mark] !== undefined);
  const style = gravest === "perhaps replaced" ? "replaced" : gravest;
  const signs = MARKS.flatMap((mark) =>
    node.marks[mark] === undefined ? [] : [`${SIGNS[mark]}${node.marks[mark]} ${mark}`],
  );
  const count = `${node.resources} ${node.resources === 1 ? "resource" : "resources"}`;
  return html`<g class="part${style === undefined ? "" : ` ${style}`}" transform="translate(${x} ${y})"><title>${node.name}</title>
<rect width="${NODE.width}" height="${NODE.height}" rx="7"/>
<path class="icon" transform="translate(10 10)" d="${ICONS[node.kind]}"/>
<text x="34" y="22">${shortened(node.name, NAME_LENGTH)}</text>
<text class="soft" x="34" y="38">${KIND_LABELS[node.kind]}, ${count}</text>
${list(
  signs.length === 0 ? [] : [shortened(signs.join(" "), MARKS_LENGTH)],
  (text) => html`<text class="marks" x="10" y="56">${text}</text>`,
)}</g>`;
}

const shortened = (text: string, length: number): string =>
  [...text].length <= length ? text : `${[...text].slice(0, length - 1).join("")}…`;
