import { describe, expect, it } from "@jest/globals";
import {
  becomeTooSmall,
  compareHeadRoom,
  type HeadRoomLine,
  tellingLines,
} from "../../../review/comparison/compare-head-room";
import { Redactor } from "../../../review/engine/redaction";
import { UNKNOWN } from "../../../review/engine/values";
import { States } from "../picture/states";

const REGION = "eu-west-1";

/** A region with a quota of vCPUs, a namespace's quota of pods, and one service that an autoscaler moves. */
function region({
  most = 40,
  pods = 100 as number | "none",
  vcpus = 64 as number | typeof UNKNOWN,
  namespace = "shop",
} = {}) {
  const states = new States();
  const add = (type: string, name: string, inputs: object) =>
    states.resource(type, `${REGION}-${name}`, undefined, { inputs: inputs as never });
  add("kubernetes:apps/v1:Deployment", "api", {
    metadata: { name: "api", namespace },
    spec: { template: { spec: { containers: [{ resources: { requests: { cpu: "1", memory: "1Gi" } } }] } } },
  });
  add("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "api-hpa", {
    metadata: { name: "api-hpa", namespace },
    spec: { scaleTargetRef: { name: "api" }, minReplicas: 2, maxReplicas: most },
  });
  if (pods !== "none")
    add("kubernetes:core/v1:ResourceQuota", "quota", { metadata: { namespace }, spec: { hard: { pods: `${pods}` } } });
  add("aws:servicequotas/serviceQuota:ServiceQuota", "vcpus", {
    region: REGION,
    quotaCode: "L-1216C47A",
    value: vcpus,
  });
  return states.all;
}

const compared = (base: ReturnType<typeof region>, head: ReturnType<typeof region>, secrets: string[] = []) =>
  compareHeadRoom(base, head, new Redactor(secrets));
/** A plan that expects so much of the autoscaler's maximum. */
const planOf = (pods: number) => ({
  day: "2026-12-18",
  usedAtPeak: new Map([
    [`${REGION}/pods/api`, pods],
    [`${REGION}/pods/of-nobody`, 1],
  ]),
});
const figures = (lines: readonly HeadRoomLine[]) =>
  lines.map(({ id, base, head }) => [id, base && [base.used, base.available], head && [head.used, head.available]]);

describe("compareHeadRoom()", () => {
  it("puts what both sides take of each limit side by side, at the declared maximum", () => {
    expect(figures(compared(region(), region({ most: 50, pods: 120 })))).toEqual([
      [`${REGION}/namespace/shop/pods`, [40, 100], [50, 120]],
      [`${REGION}/nodes/vcpus`, [48, 64], [64, 64]],
    ]);
  });

  it("keeps the order of a request's way when a limit is new or gone", () => {
    const without = region({ pods: "none" });
    expect(figures(compared(region(), without))).toEqual([
      [`${REGION}/namespace/shop/pods`, [40, 100], undefined],
      [`${REGION}/nodes/vcpus`, [48, 64], [48, 64]],
    ]);
    expect(figures(compared(without, region()))[0]).toEqual([`${REGION}/namespace/shop/pods`, undefined, [40, 100]]);
  });

  it("says why a limit cannot be told", () => {
    const [, line] = compared(region(), region({ vcpus: UNKNOWN }));
    expect([line!.head!.available, line!.head!.share]).toEqual([undefined, undefined]);
    expect(line!.head!.notes[0]).toMatch(/^not evaluable: .*is not known yet/);
  });

  it("quotes no secret that stands in a name", () => {
    const lines = compared(region({ namespace: "hunter2-shop" }), region({ namespace: "hunter2-shop" }), ["hunter2"]);
    expect(JSON.stringify(lines)).not.toContain("hunter2");
    expect([lines[0]!.id, lines[0]!.limit]).toEqual([
      `${REGION}/namespace/[secret]-shop/pods`,
      "pods of namespace [secret]-shop",
    ]);
  });
});

describe("tellingLines()", () => {
  const told = (...sides: Parameters<typeof compared>) => figures(tellingLines(compared(...sides))).map(([id]) => id);

  it("leaves out what stays as it is and has room", () => {
    expect(told(region(), region())).toEqual([]);
  });

  it("has what changes, and what is gone", () => {
    expect(told(region(), region({ pods: 110 }))).toEqual([`${REGION}/namespace/shop/pods`]);
    expect(told(region(), region({ pods: "none" }))).toEqual([`${REGION}/namespace/shop/pods`]);
  });

  it("has what is new from four fifths on, and not below", () => {
    const before = region({ pods: "none" });
    expect(told(before, region({ pods: 50 }))).toEqual([`${REGION}/namespace/shop/pods`]);
    expect(told(before, region({ pods: 51 }))).toEqual([]);
  });

  it("has a limit of nothing first, of which nobody can tell a share", () => {
    const lines = compared(region(), region({ pods: 0, vcpus: 40 }));
    expect(figures(tellingLines(lines)).map(([id]) => id)).toEqual([
      `${REGION}/namespace/shop/pods`,
      `${REGION}/nodes/vcpus`,
    ]);
    expect([lines[0]!.head!.share, figures(becomeTooSmall(lines)).length]).toEqual([undefined, 2]);
  });

  it("has what is tight even if it stays, the tightest first, before what only changes", () => {
    const tight = region({ pods: 44, vcpus: 40 });
    expect(told(tight, tight)).toEqual([`${REGION}/nodes/vcpus`, `${REGION}/namespace/shop/pods`]);
    expect(told(region({ vcpus: 48 }), region({ pods: 110, vcpus: 48 }))).toEqual([
      `${REGION}/nodes/vcpus`,
      `${REGION}/namespace/shop/pods`,
    ]);
  });
});

describe("a plan", () => {
  const API = `${REGION}/pods/api`;
  const compared = (baseMost: number, headMost: number, planned: number) => {
    const sides = [region({ most: baseMost, vcpus: 1_024 }), region({ most: headMost, vcpus: 1_024 })] as const;
    return compareHeadRoom(...sides, new Redactor([]), planOf(planned));
  };
  const ids = (lines: readonly HeadRoomLine[]) => lines.map(({ id }) => id);

  it("adds the limits that only load reaches, with what it expects", () => {
    const [api, ...others] = compared(40, 50, 30);
    expect([api!.id, api!.base!.used, api!.base!.available, api!.head!.available, api!.planned]).toEqual([
      ...[API, undefined, 40, 50],
      { used: 30, day: "2026-12-18" },
    ]);
    expect(others.map(({ planned }) => planned)).toEqual([undefined, undefined]);
  });

  it("makes a limit tight from four fifths on, and too small beyond it", () => {
    const tight = (planned: number) => ids(tellingLines(compared(40, 40, planned)));
    expect([tight(31), tight(32), tight(41)]).toEqual([[], [API], [API]]);
  });

  it("tells of a maximum that becomes too small for it, and not of one that was so before", () => {
    const become = (base: number, head: number) => ids(becomeTooSmall(compared(base, head, 41)));
    expect([become(41, 40), become(40, 39), become(40, 41)]).toEqual([[API], [], []]);
  });
});
