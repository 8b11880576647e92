import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { bucketOf, segmentOf } from "../../../runtime/edge/segment";

describe("bucketOf", () => {
  // 32-bit FNV-1a of the same texts, published with the algorithm: e40c292c of "a", bf9cf968 of "foobar", 811c9dc5 of nothing
  it.each([
    ["", 0x811c9dc5],
    ["a", 0xe40c292c],
    ["foobar", 0xbf9cf968],
  ])("puts %p where FNV-1a does", (viewer, hash) => {
    expect(bucketOf(viewer)).toBe(hash % 100);
  });

  it("is 0 to 99 for whatever is in a cookie", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (viewer) => {
        const bucket = bucketOf(viewer);
        return Number.isInteger(bucket) && bucket >= 0 && bucket <= 99;
      }),
    );
  });

  it("fills a share of 20 percent to 20 percent of many viewers, give or take one", () => {
    const viewers = Array.from({ length: 20_000 }, (_, i) => `viewer-${i}`);
    const share = viewers.filter((viewer) => bucketOf(viewer) < 20).length / viewers.length;
    expect(Math.abs(share - 0.2)).toBeLessThan(0.01);
  });
});

describe("segmentOf", () => {
  const segments = [
    { name: "a", percent: 20 },
    { name: "b", percent: 79 },
    { name: "c", percent: 1 },
  ];

  it.each([
    [0, "a"],
    [19, "a"],
    [20, "b"],
    [98, "b"],
    [99, "c"],
  ])("puts bucket %i into %s", (bucket, name) => {
    expect(segmentOf(segments, bucket)).toBe(name);
  });

  it("refuses shares that do not reach a bucket", () => {
    expect(() => segmentOf(segments.slice(0, 1), 20)).toThrow("no segment has bucket 20");
  });
});
