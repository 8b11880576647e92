import { type EdgeLabel, Graph, type GraphLabel, layout, type NodeLabel } from "@dagrejs/dagre";
import type { Topology, TopologyEdge, TopologyNode } from "./topology";

/** A place in the picture. Unit of all numbers: pixels of the picture's own size. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What is drawn around the parts of one region. */
export interface PlacedGroup extends Point {
  /** `undefined` for parts of no region or of several. */
  readonly region: string | undefined;
  readonly width: number;
  readonly height: number;
}

/** Upper left corner. */
export interface PlacedNode extends Point {
  readonly node: TopologyNode;
}

export interface PlacedEdge {
  readonly edge: TopologyEdge;
  readonly points: readonly Point[];
  /** From one region to another. */
  readonly across: boolean;
}

/** A topology with a place for everything. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly groups: readonly PlacedGroup[];
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export const NODE = { width: 190, height: 66 } as const;
const GAP = { rank: 48, node: 16 } as const;
/** Around the parts of a region; at the top there is its name. */
const PADDING = { side: 20, top: 40, bottom: 20 } as const;
const BETWEEN_GROUPS = 36;
/** Parts side by side that have no edge in their region. */
const COLUMNS = 5;

/** A place for each part: one band for each region, in it from left to right what needs the parts to the right of it. */
export function layOut({ nodes, edges }: Topology): Layout {
  const named = new Set(nodes.flatMap(({ region }) => (region === undefined ? [] : [region])));
  const spanning = nodes.some(({ region }) => region === undefined) ? [undefined] : [];
  const regions: (string | undefined)[] = [...spanning, ...[...named].sort()];
  const bands = regions.map((region) =>
    band(
      nodes.filter((node) => node.region === region),
      edges,
    ),
  );
  const width = Math.max(0, ...bands.map((each) => each.width)) + 2 * PADDING.side;
  const groups: PlacedGroup[] = [];
  const places = new Map<string, PlacedNode>();
  const within = new Map<TopologyEdge, readonly Point[]>();
  let top = 0;
  bands.forEach(({ height, nodes: inside, paths }, i) => {
    const moved = ({ x, y }: Point) => ({ x: x + PADDING.side, y: y + top + PADDING.top });
    for (const placed of inside) places.set(placed.node.id, { ...placed, ...moved(placed) });
    for (const [edge, points] of paths) within.set(edge, points.map(moved));
    const outer = height + PADDING.top + PADDING.bottom;
    groups.push({ region: regions[i], x: 0, y: top, width, height: outer });
    top += outer + BETWEEN_GROUPS;
  });
  return {
    ...{ width, height: Math.max(0, top - BETWEEN_GROUPS), groups },
    nodes: nodes.map(({ id }) => places.get(id) as PlacedNode),
    edges: edges.map((edge): PlacedEdge => {
      const points = within.get(edge);
      return { edge, points: points ?? between(places, edge), across: points === undefined };
    }),
  };
}

interface Band {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly paths: ReadonlyMap<TopologyEdge, readonly Point[]>;
}

/** The parts of one region: those that hang together laid out by their edges, the others in rows below. */
function band(nodes: readonly TopologyNode[], edges: readonly TopologyEdge[]): Band {
  const here = new Set(nodes.map(({ id }) => id));
  const inside = edges.filter(({ from, to }) => here.has(from) && here.has(to));
  const tied = new Set(inside.flatMap(({ from, to }) => [from, to]));
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>();
  graph.setGraph({ rankdir: "LR", ranksep: GAP.rank, nodesep: GAP.node, edgesep: GAP.node });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of nodes) if (tied.has(id)) graph.setNode(id, { ...NODE });
  for (const { from, to } of inside) graph.setEdge(from, to);
  if (tied.size > 0) layout(graph);
  const size = tied.size > 0 ? graph.graph() : {};
  const [width, height] = [Math.round(size.width ?? 0), Math.round(size.height ?? 0)];
  const placed = nodes
    .filter(({ id }) => tied.has(id))
    .map((node): PlacedNode => {
      const { x = 0, y = 0 } = graph.node(node.id);
      return { node, x: Math.round(x - NODE.width / 2), y: Math.round(y - NODE.height / 2) };
    });
  const rows = inRows(
    nodes.filter(({ id }) => !tied.has(id)),
    height === 0 ? 0 : height + GAP.node,
  );
  const paths = new Map(inside.map((edge) => [edge, rounded(graph.edge(edge.from, edge.to).points ?? [])] as const));
  return {
    width: Math.max(width, ...rows.map(({ x }) => x + NODE.width)),
    height: Math.max(height, ...rows.map(({ y }) => y + NODE.height)),
    nodes: [...placed, ...rows],
    paths,
  };
}

function inRows(nodes: readonly TopologyNode[], top: number): PlacedNode[] {
  return nodes.map((node, i) => ({
    node,
    x: (i % COLUMNS) * (NODE.width + GAP.rank),
    y: top + Math.floor(i / COLUMNS) * (NODE.height + GAP.node),
  }));
}

const rounded = (points: readonly Point[]): Point[] =>
  points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));

/** From the side of one part that faces the other. */
function between(places: ReadonlyMap<string, PlacedNode>, { from, to }: TopologyEdge): Point[] {
  const [a, b] = [places.get(from), places.get(to)] as [PlacedNode, PlacedNode];
  const down = a.y < b.y;
  const middle = NODE.width / 2;
  return [
    { x: a.x + middle, y: down ? a.y + NODE.height : a.y },
    { x: b.x + middle, y: down ? b.y : b.y + NODE.height },
  ];
}
