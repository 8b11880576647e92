import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { foundBy, PackUnderTest, resourceState, stackStates, urnOf } from "./pack-under-test";

const HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
const RULE = "hpas-have-a-metrics-server";

/** A stack whose cluster does not exist yet: its provider knows no outcome of anything, so the autoscaler has no outputs. */
const stack = stackStates([
  { type: "aws:eks/cluster:Cluster", name: "cluster", props: { name: "shop" } },
  { type: "pulumi:providers:kubernetes", name: "provider", props: {}, from: { kubeconfig: ["cluster"] } },
  { type: HPA, name: "example", props: {}, provider: "provider" },
]);

describe("a rule about the whole stack", () => {
  let pack: PackUnderTest;
  beforeEach(async () => {
    pack = await PackUnderTest.start();
  });
  afterEach(() => pack?.close());

  it("judges what is declared in a cluster that does not exist yet", async () => {
    await pack.judgeResource(resourceState(HPA, { spec: { maxReplicas: 10, metrics: [{ type: "Resource" }] } }));
    expect(urnOf(HPA, "example")).toBe(stack[2]?.urn);
    expect(foundBy(RULE, await pack.judgeStack(stack))).toEqual([
      "example: must run in a cluster with the add-on metrics-server, which measures processor and memory",
    ]);
  });

  it("keeps it for good where what is declared is good", async () => {
    await pack.judgeResource(resourceState(HPA, { spec: { maxReplicas: 10, metrics: [{ type: "External" }] } }));
    expect(foundBy(RULE, await pack.judgeStack(stack))).toEqual([]);
  });

  it("is not evaluable where neither the outcome nor what is declared is known", async () => {
    expect(foundBy(RULE, await pack.judgeStack(stack))).toEqual(["example: unknown spec, advisory"]);
  });
});
