import { describe, expect, it } from "@jest/globals";
import { memoryVariables, scaleInLineMiB } from "../../../components/service/memory";

/** The autoscaler's own arithmetic: whole percent of the request, and no change while within a tenth of the target. */
function desiredReplicas(replicas: number, usedMiB: number, requestMiB: number, targetPercent: number): number {
  const ratio = Math.floor((usedMiB * 100) / requestMiB) / targetPercent;
  return Math.abs(1 - ratio) <= 0.1 ? replicas : Math.ceil(ratio * replicas);
}

describe("scaleInLineMiB()", () => {
  it.each([
    [1000, 80, 720],
    [1024, 80, 737.28],
    [512, 50, 230.4],
  ])("of %d MiB at %d percent is %d MiB", (request, target, line) => {
    expect(scaleInLineMiB(request, target)).toBeCloseTo(line, 10);
  });

  it("is where the autoscaler stops taking pods away", () => {
    const line = scaleInLineMiB(1000, 80);
    expect(desiredReplicas(100, line, 1000, 80)).toBe(100);
    expect(desiredReplicas(100, line - 1, 1000, 80)).toBe(89);
  });
});

describe("memoryVariables()", () => {
  it("tell Go where to collect garbage, Node how much it may hold, and others nothing", () => {
    expect(memoryVariables("go", 1024, 737.28)).toEqual({ GOMEMLIMIT: "737MiB" });
    expect(memoryVariables("node", 1025, 738)).toEqual({ NODE_OPTIONS: "--max-old-space-size=768" });
    expect(memoryVariables("other", 1024, 737)).toEqual({});
  });
});
