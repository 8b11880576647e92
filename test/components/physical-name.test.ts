import { beforeAll, describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { fittedName, maxLength, PHYSICAL_NAME_KINDS, physicalName } from "../../components/physical-name";

/** The same random numbers in every run. Source: Marsaglia, xorshift32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function randomParts(next: () => number): string[] {
  const letters = "abcXYZ019-_./ é";
  const word = () =>
    Array.from({ length: Math.floor(next() * 30) }, () => letters[Math.floor(next() * letters.length)]).join("");
  return Array.from({ length: 1 + Math.floor(next() * 4) }, word);
}

describe("fittedName()", () => {
  it.each(PHYSICAL_NAME_KINDS)("gives %s a valid name for any parts, and another for other parts", (kind) => {
    const next = random(95);
    const partsOfName = new Map<string, string>();
    for (let i = 0; i < 300; i++) {
      const parts = randomParts(next);
      const name = fittedName(kind, parts);
      expect(name).toMatch(/^[a-z](-?[a-z0-9])*$/); // a letter first, single hyphens, none at the end
      expect(name.length).toBeLessThanOrEqual(maxLength(kind));
      expect(partsOfName.get(name) ?? JSON.stringify(parts)).toBe(JSON.stringify(parts));
      expect(fittedName(kind, parts)).toBe(name);
      partsOfName.set(name, JSON.stringify(parts));
    }
  });

  it("uses the whole length before it cuts", () => {
    const [fits, cut] = ["a".repeat(33), "a".repeat(34)];
    expect(fittedName("elasticache", [fits])).toMatch(/^a{33}-[a-z0-9]{6}$/);
    expect(fittedName("elasticache", [cut])).toMatch(/^a{33}-[a-z0-9]{6}$/);
    expect(fittedName("elasticache", [fits])).not.toBe(fittedName("elasticache", [cut]));
  });

  it("keeps its names for ever, as a new name replaces the resource", () => {
    expect(fittedName("elasticache", ["prod", "sessions-us-east-1"])).toBe("prod-sessions-us-east-1-xj33rs");
    expect(fittedName("elasticache", ["4", "2"])).toBe("x-4-2-c6r8dl");
  });
});

describe("physicalName()", () => {
  beforeAll(async () => {
    const nothing = { newResource: () => ({ id: "", state: {} }), call: () => ({}) };
    await pulumi.runtime.setMocks(nothing, "p95", "review-7");
  });

  it("carries the stack, so that two review stacks do not clash, and tells projects apart", () => {
    expect(physicalName("elasticache", "sessions")).toBe(
      fittedName("elasticache", ["review-7", "sessions"], ["p95", "review-7", "sessions"]),
    );
    expect(physicalName("elasticache", "sessions")).toMatch(/^review-7-sessions-[a-z0-9]{6}$/);
  });
});
