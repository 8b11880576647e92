import { describe, expect, it } from "@jest/globals";
import { Z_ORDER } from "../../../components/lake/tables";
import { cutsPerColumn } from "../../../components/lake/z-order";

/** Z-order key as Iceberg makes it: eight bytes of each value, sign bit flipped, interleaved bit by bit from the top. */
function icebergKey(values: readonly bigint[]): bigint {
  const ordered = values.map((value) => BigInt.asUintN(64, value) ^ (1n << 63n));
  let key = 0n;
  for (let bit = 63n; bit >= 0n; bit--) {
    for (const value of ordered) key = (key << 1n) | ((value >> bit) & 1n);
  }
  return key;
}

/** In how many equal ranges of its values a column lies in the widest of `partCount` parts of z-ordered rows, seen from all parts. */
function rangesSeen(bits: readonly number[], partCount: number): number[] {
  const [first, second] = bits.map((length) => 2 ** length);
  const rows = Array.from({ length: first! * second! }, (_, i) => [Math.floor(i / second!), i % second!] as const);
  rows.sort((a, b) => (icebergKey([BigInt(a[0]), BigInt(a[1])]) < icebergKey([BigInt(b[0]), BigInt(b[1])]) ? -1 : 1));
  const size = rows.length / partCount;
  return [0, 1].map((column) => {
    const spans = Array.from({ length: partCount }, (_, part) => {
      const values = rows.slice(part * size, (part + 1) * size).map((row) => row[column]!);
      return Math.max(...values) - Math.min(...values) + 1;
    });
    return 2 ** bits[column]! / Math.max(...spans);
  });
}

describe("cutsPerColumn()", () => {
  it.each([
    [[5, 5], 4],
    [[5, 5], 8],
    [[6, 3], 4],
    [[6, 3], 8],
    [[6, 3], 32],
    [[3, 6], 16],
    [[2, 6], 64],
  ])("tells how Iceberg's order divides columns of %p bits in %i parts", (bits, partCount) => {
    const columns = bits.map((length, i) => ({ name: `c${i}`, bits: length }));
    expect(cutsPerColumn(columns, partCount).map((cuts) => 2 ** cuts)).toEqual(rangesSeen(bits, partCount));
  });

  it("leaves nothing to the shorter of two columns, before there are thousands of parts", () => {
    const bare = [
      { name: "profile_id", bits: 31 },
      { name: "title_id", bits: 20 },
    ];
    expect([1_024, 4_096, 8_191, 8_192].map((parts) => cutsPerColumn(bare, parts))).toEqual([
      [10, 0],
      [12, 0],
      [12, 0],
      [12, 1],
    ]);
  });

  it("is even for the columns that we order by", () => {
    expect(Z_ORDER.map(({ name }) => name)).toEqual(["profile_id", "title_key"]);
    expect(cutsPerColumn(Z_ORDER, 1_024)).toEqual([5, 5]);
    expect(cutsPerColumn(Z_ORDER, 512)).toEqual([5, 4]);
  });

  it("cuts nothing where there is one part, and no further than values differ", () => {
    expect(cutsPerColumn(Z_ORDER, 1)).toEqual([0, 0]);
    expect(cutsPerColumn(Z_ORDER, 0)).toEqual([0, 0]);
    expect(cutsPerColumn([{ name: "flag", bits: 1 }], 1_024)).toEqual([1]);
  });
});
