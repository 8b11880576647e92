import { describe, expect, it } from "@jest/globals";
import { batchesOf, type Wanted } from "../../../../runtime/lambda/invalidation/batches";

const want = (item: string, id = "1"): Wanted => ({ item, messageId: `m-${id}`, eventId: `e-${id}` });
const many = (count: number, item: (i: number) => string) => Array.from({ length: count }, (_, i) => want(item(i)));
const sizes = (wanted: readonly Wanted[]) => batchesOf(wanted).map(({ items }) => items.length);

describe("batchesOf", () => {
  it("asks for an item once, for all who want it", () => {
    expect(batchesOf([want("#b", "2"), want("#a", "1"), want("#a", "3"), want("#a", "1")])).toEqual([
      { items: ["#a", "#b"], messageIds: ["m-1", "m-3", "m-2"], eventIds: ["e-1", "e-3", "e-2"] },
    ]);
  });

  it("leaves out what lies in a folder that is asked for too", () => {
    const wanted = [want("/titles/4/artwork/*", "1"), want("/titles/42/artwork/*", "2"), want("/titles/4/*", "3")];
    expect(batchesOf(wanted)).toEqual([
      {
        items: ["/titles/4/*", "/titles/42/artwork/*"],
        messageIds: ["m-1", "m-3", "m-2"],
        eventIds: ["e-1", "e-3", "e-2"],
      },
    ]);
  });

  it("leaves a tag alone that only begins like another", () => {
    expect(batchesOf([want("#title:4"), want("#title:4:artwork")])[0]!.items).toEqual(["#title:4", "#title:4:artwork"]);
  });

  it.each([
    [0, []],
    [5, [5]],
    [6, [5, 1]],
    [11, [5, 5, 1]],
  ])("cuts %i wildcards into requests of %p", (count, expected) => {
    expect(sizes(many(count, (i) => `/titles/${i}/*`))).toEqual(expected);
  });

  it.each([
    [1_000, [1_000]],
    [1_001, [1_000, 1]],
  ])("cuts %i tags into requests of %p", (count, expected) => {
    expect(sizes(many(count, (i) => `#title:${i}`))).toEqual(expected);
  });

  it("counts wildcards and what is none apart", () => {
    const wanted = [...many(6, (i) => `/titles/${i}/*`), want("#b"), want("/zzz"), want("#a")];
    expect(batchesOf(wanted).map(({ items }) => items)).toEqual([
      ["#a", "#b", "/titles/0/*", "/titles/1/*", "/titles/2/*", "/titles/3/*", "/titles/4/*"],
      ["/titles/5/*", "/zzz"],
    ]);
  });

  it("makes the same requests of the same wishes in any order", () => {
    const wanted = [...many(7, (i) => `/titles/${i}/*`), ...many(3, (i) => `#title:${i}`)];
    const itemsOf = (wishes: readonly Wanted[]) => batchesOf(wishes).map(({ items }) => items);
    expect(itemsOf([...wanted].reverse())).toEqual(itemsOf(wanted));
  });
});
