import { describe, expect, it } from "@jest/globals";
import type { HeadRoomLine, Room } from "../../../review/comparison/compare-head-room";
import { limitText, roomText, shortageText, tightnessText } from "../../../review/render/head-room-words";

const room = (used: number | undefined, available: number | undefined): Room => ({
  ...{ used, available, notes: [] },
  share: used === undefined || !available ? undefined : used / available,
});
const line = (head: Room | undefined, region = "eu-west-1", planned?: number): HeadRoomLine => ({
  ...{ id: "x", limit: "vCPUs", component: "nodes", region, unit: "vCPUs", urns: [], base: undefined, head },
  planned: planned === undefined ? undefined : { used: planned, day: "2026-12-18" },
});

describe("roomText()", () => {
  it.each([
    [undefined, "no such limit"],
    [room(undefined, undefined), "not known"],
    [room(60, 100), "60 of 100 vCPUs (60%)"],
    [room(1234.5, 40_000), "1,235 of 40,000 vCPUs (3%)"],
    [room(1.256, 4), "1.26 of 4 vCPUs (31%)"],
    [room(undefined, 8), "? of 8 vCPUs"],
    [room(8, undefined), "8 of ? vCPUs"],
    [room(999, 1000), "999 of 1,000 vCPUs (99%)"],
    [room(1000, 1000), "1,000 of 1,000 vCPUs (100%)"],
    [room(3, 0), "3 of 0 vCPUs"],
    [room(1001, 1000), "1,001 of 1,000 vCPUs (101%)"],
  ])("writes %j as %j", (given, expected) => {
    expect(roomText(given, "vCPUs")).toBe(expected);
  });
});

describe("tightnessText()", () => {
  it.each([
    [undefined, ""],
    [room(undefined, 100), ""],
    [room(79, 100), ""],
    [room(80, 100), "is nearly used up"],
    [room(100, 100), "is nearly used up"],
    [room(101, 100), "is too small"],
    [room(0, 0), ""],
    [room(3, 0), "is too small"],
  ])("says of %j: %j", (head, expected) => {
    expect(tightnessText(line(head))).toBe(expected);
  });
});

describe("what is planned", () => {
  it("counts beside the declared maximum, of which it may say nothing", () => {
    const text = (planned: number) => tightnessText(line(room(undefined, 100), "eu-west-1", planned));
    expect([text(79), text(80), text(100)]).toEqual(["", "is nearly used up", "is nearly used up"]);
    expect(text(131)).toBe("is too small for what is planned on 2026-12-18: 131 of 100 vCPUs (131%)");
  });

  it("is the reason of a shortage where it is more than there is, else the declared maximum is", () => {
    expect(shortageText(line(room(60, 50), "eu-west-1", 51))).toBe(
      "for what is planned on 2026-12-18: 51 of 50 vCPUs (102%)",
    );
    expect(shortageText(line(room(60, 50), "eu-west-1", 50))).toBe("at the declared maximum: 60 of 50 vCPUs (120%)");
  });
});

describe("limitText()", () => {
  it("names the region where there is one", () => {
    expect([limitText(line(undefined)), limitText(line(undefined, ""))]).toEqual(["vCPUs in eu-west-1", "vCPUs"]);
  });
});
