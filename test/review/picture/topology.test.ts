import { describe, expect, it } from "@jest/globals";
import { layOut, NODE } from "../../../review/picture/layout";
import { describe as inWords, topologySvg } from "../../../review/picture/svg";
import type { Topology } from "../../../review/picture/topology";
import { type PlatformChange, platform } from "./platform";
import { reviewed, States } from "./states";

const topology = (base: States | undefined, head: States | undefined): Topology =>
  reviewed(base, head).topologies.get("dev")!;
const changedTo = (change: PlatformChange) => topology(platform(), platform(change));

/** `cache eu-west-1 1`, with the marks of what changes. */
const told = ({ nodes }: Topology) =>
  nodes.map(({ name, kind, region, resources, marks }) =>
    [name, kind, region ?? "-", resources, ...Object.entries(marks).map(([mark, count]) => `${mark} ${count}`)].join(
      " ",
    ),
  );
const arrows = ({ nodes, edges }: Topology) => {
  const name = (id: string) => {
    const found = nodes.find((node) => node.id === id)!;
    return `${found.name}@${found.region ?? "-"}`;
  };
  return edges.map(({ from, to, presence }) => `${name(from)} > ${name(to)} ${presence}`).sort();
};

describe("the parts of a platform", () => {
  it("are its components, with regions taken apart and like parts in each region on their own", () => {
    expect(told(topology(platform(), platform()))).toEqual([
      "cdn edge - 1",
      "database database - 1",
      "database database eu-west-1 1",
      "database database us-east-1 1",
      "cache cache eu-west-1 1",
      "eks cluster eu-west-1 2",
      "network network eu-west-1 1",
      "cache cache us-east-1 1",
      "eks cluster us-east-1 2",
      "network network us-east-1 1",
      "aws:sqs messaging eu-west-1 1",
    ]);
  });

  it("are tied by the values that flow between them", () => {
    expect(arrows(topology(platform(), platform()))).toEqual([
      "cache@eu-west-1 > network@eu-west-1 both",
      "cache@us-east-1 > network@us-east-1 both",
      "cdn@- > eks@eu-west-1 both",
      "cdn@- > eks@us-east-1 both",
      "database@eu-west-1 > database@- both",
      "database@eu-west-1 > network@eu-west-1 both",
      "database@us-east-1 > database@- both",
      "database@us-east-1 > network@us-east-1 both",
      "eks@eu-west-1 > network@eu-west-1 both",
      "eks@us-east-1 > network@us-east-1 both",
    ]);
  });

  it("tell what is replaced, changed, deleted and created", () => {
    const changed = told(changedTo({ encrypted: false, cacheNodes: 3, queue: false })).filter((line) =>
      /\d [a-z]/.test(line),
    );
    expect(changed).toEqual([
      "database database eu-west-1 1 replaced 1",
      "database database us-east-1 1 replaced 1",
      "cache cache eu-west-1 1 changed 1",
      "cache cache us-east-1 1 changed 1",
      "aws:sqs messaging eu-west-1 1 deleted 1",
    ]);
  });

  it("tell of a region that comes, with its edges", () => {
    const bigger = changedTo({ regions: ["eu-west-1", "us-east-1", "ap-southeast-1"] });
    expect(told(bigger).filter((line) => line.includes("created"))).toEqual([
      "database database ap-southeast-1 1 created 1",
      "cache cache ap-southeast-1 1 created 1",
      "eks cluster ap-southeast-1 2 created 2",
      "network network ap-southeast-1 1 created 1",
    ]);
    expect(arrows(bigger).filter((line) => line.endsWith(" new"))).toEqual([
      "cache@ap-southeast-1 > network@ap-southeast-1 new",
      "cdn@- > eks@ap-southeast-1 new",
      "database@ap-southeast-1 > database@- new",
      "database@ap-southeast-1 > network@ap-southeast-1 new",
      "eks@ap-southeast-1 > network@ap-southeast-1 new",
    ]);
    const smaller = topology(platform({ regions: ["eu-west-1", "us-east-1"] }), platform({ regions: ["eu-west-1"] }));
    expect(arrows(smaller).filter((line) => line.endsWith(" gone"))).toHaveLength(5);
  });

  it("keep a part that moved in its place", () => {
    const [base, head] = [new States(), new States()];
    const former = base.component("shop:cache:Cache", "old");
    const queue = base.resource("aws:sqs/queue:Queue", "queue", former);
    const now = head.component("shop:cache:Cache", "new");
    const moved = head.resource("aws:sqs/queue:Queue", "queue2", now, { aliases: [queue.urn] });
    head.all[0] = { ...now, aliases: [former.urn] };
    expect(topology(base, head)).toEqual({
      nodes: [{ id: now.urn, name: "new", kind: "cache", region: undefined, resources: 1, marks: { moved: 1 } }],
      edges: [],
    });
    expect(moved.parent).toBe(now.urn);
  });

  it("are found in a program without components too", () => {
    const states = new States();
    const bucket = states.resource("aws:s3/bucket:Bucket", "files", undefined, { inputs: { region: "eu-west-1" } });
    states.resource("aws:lambda/function:Function", "work", undefined, {}, [bucket]);
    states.resource("random:index/randomId:RandomId", "id");
    expect(told(topology(states, states))).toEqual([
      "aws:lambda function - 1",
      "aws:s3 storage eu-west-1 1",
      "random other - 1",
    ]);
    expect(arrows(topology(states, states))).toEqual(["aws:lambda@- > aws:s3@eu-west-1 both"]);
  });

  it("become one by kind and region where there are too many to read, and lose no mark", () => {
    const states = new States();
    for (let i = 0; i < 71; i++) {
      const component = states.component("shop:cache:Cache", `cache-${i}`);
      states.resource("aws:sqs/queue:Queue", `queue-${i}`, component);
    }
    expect(told(topology(undefined, states))).toEqual(["71 parts cache - 71 created 71"]);
    states.all.splice(-2);
    expect(topology(undefined, states).nodes).toHaveLength(70);
  });
});

describe("layOut()", () => {
  const layout = layOut(changedTo({ regions: ["eu-west-1", "us-east-1", "ap-southeast-1"] }));

  it("gives what spans regions the first band, then each region its own", () => {
    expect(layout.groups.map(({ region }) => region)).toEqual([undefined, "ap-southeast-1", "eu-west-1", "us-east-1"]);
    layout.groups.slice(1).forEach(({ y }, i) => {
      expect(y).toBeGreaterThan(layout.groups[i]!.y + layout.groups[i]!.height);
    });
  });

  it("keeps every part inside its band, and no two on one place", () => {
    for (const { node, x, y } of layout.nodes) {
      const group = layout.groups.find(({ region }) => region === node.region)!;
      expect({ id: node.id, inside: x >= group.x && x + NODE.width <= group.x + group.width }).toEqual({
        id: node.id,
        inside: true,
      });
      expect({ id: node.id, inside: y >= group.y && y + NODE.height <= group.y + group.height }).toEqual({
        id: node.id,
        inside: true,
      });
    }
    const overlapping = layout.nodes.flatMap((a, i) =>
      layout.nodes
        .slice(i + 1)
        .filter((b) => Math.abs(a.x - b.x) < NODE.width && Math.abs(a.y - b.y) < NODE.height)
        .map((b) => [a.node.id, b.node.id]),
    );
    expect(overlapping).toEqual([]);
  });

  it("has nothing to draw for an empty stack", () => {
    expect(layOut({ nodes: [], edges: [] })).toEqual({ width: 40, height: 0, groups: [], nodes: [], edges: [] });
  });
});

describe("topologySvg()", () => {
  it("gives the same bytes whatever the order in which the program declared things", () => {
    const [base, head] = [platform(), platform({ cacheNodes: 3, queue: false })];
    const first = topologySvg(topology(base, head), "p", "Parts").text;
    base.all.reverse();
    head.all.reverse();
    expect(topologySvg(topology(base, head), "p", "Parts").text).toBe(first);
    expect(first).not.toMatch(/NaN|undefined|\d\.\d{3}/);
  });

  it("says in words and signs what its colours say", () => {
    const changed = changedTo({ encrypted: false, queue: false });
    expect(inWords(changed)).toBe(
      "11 parts in eu-west-1, us-east-1, 10 connections. What changes: database in eu-west-1: 1 replaced; " +
        "database in us-east-1: 1 replaced; aws:sqs in eu-west-1: 1 deleted.",
    );
    const svg = topologySvg(changed, "p", "Parts of dev").text;
    expect(svg).toContain('<title id="p-title">Parts of dev</title>');
    expect(svg.match(/class="marks"[^>]*>[^<]*/g)).toEqual([
      'class="marks" x="10" y="56">!1 replaced',
      'class="marks" x="10" y="56">!1 replaced',
      'class="marks" x="10" y="56">−1 deleted',
    ]);
    expect(inWords(topology(platform(), platform()))).toBe(
      "11 parts in eu-west-1, us-east-1, 10 connections. None of them changes.",
    );
  });

  it("shows hostile names harmlessly", () => {
    const states = new States();
    const hostile = states.component("shop:cache:Cache", '</title><script>"\u202e&');
    states.resource("aws:sqs/queue:Queue", "queue", hostile);
    const svg = topologySvg(topology(states, states), "p", "<b>").text;
    expect(svg).toContain("&#60;/title&#62;&#60;script&#62;&#34;\\u202e&#38;");
    expect(svg).not.toMatch(/<script|<b>|\u202e/);
  });
});
