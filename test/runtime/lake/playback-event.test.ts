import { describe, expect, it } from "@jest/globals";
import { PLAYBACK_COLUMNS } from "../../../components/lake/tables";
import { type PlaybackEvent, playbackRecord, titleKey } from "../../../runtime/lake/playback-event";

const event: PlaybackEvent = {
  at: new Date("2026-11-21T23:59:59.999Z"),
  type: "heartbeat",
  region: "DE",
  profileId: 2_147_483_647,
  titleId: 1_048_575,
  data: { bitrate: 5_800 },
};
/** An event whose data are so many bytes as JSON. */
const ofBytes = (bytes: number) => ({ ...event, data: { a: "x".repeat(bytes - '{"a":""}'.length) } });

describe("playbackRecord()", () => {
  it("is a row as Firehose takes it: microseconds, the day in UTC, JSON as text", () => {
    expect(JSON.parse(playbackRecord(event))).toEqual({
      event_data: '{"bitrate":5800}',
      event_ts: 1_795_305_599_999_000,
      event_type: "heartbeat",
      region: "DE",
      profile_id: 2_147_483_647,
      title_id: 1_048_575,
      title_key: 2_147_481_600,
      dt: "2026-11-21",
    });
  });

  it("has every column of the table and no other", () => {
    const fields = Object.keys(JSON.parse(playbackRecord(event)));
    expect(fields.sort()).toEqual(PLAYBACK_COLUMNS.map(({ name }) => name).sort());
  });

  it.each<[string, Partial<PlaybackEvent>]>([
    ["the least of everything", { at: new Date(0), type: "s", region: "D", profileId: 0, titleId: 0, data: {} }],
    ["the longest words", { type: "t".repeat(64), region: "r".repeat(16) }],
    ["the most data", ofBytes(65_535)],
  ])("takes %s", (_, part) => {
    expect(() => playbackRecord({ ...event, ...part })).not.toThrow();
  });

  it.each<[Partial<PlaybackEvent>, string]>([
    [{ at: new Date(Number.NaN) }, "at must be 0 to 253402300799999, got NaN"],
    [{ at: new Date(-1) }, "at must be 0 to 253402300799999, got -1"],
    [{ type: "" }, "type's length must be 1 to 64, got 0"],
    [{ type: "t".repeat(65) }, "type's length must be 1 to 64, got 65"],
    [{ region: "" }, "region's length must be 1 to 16, got 0"],
    [{ region: "r".repeat(17) }, "region's length must be 1 to 16, got 17"],
    [{ profileId: -1 }, "profileId must be 0 to 2147483647, got -1"],
    [{ profileId: 2_147_483_648 }, "profileId must be 0 to 2147483647, got 2147483648"],
    [{ profileId: 1.5 }, "profileId must be 0 to 2147483647, got 1.5"],
    [{ titleId: -1 }, "titleId must be 0 to 1048575, got -1"],
    [{ titleId: 1_048_576 }, "titleId must be 0 to 1048575, got 1048576"],
    [ofBytes(65_536), "data's bytes must be 2 to 65535, got 65536"],
    [{ data: { a: "é".repeat(32_764) } }, "data's bytes must be 2 to 65535, got 65536"],
  ])("refuses what no column holds: %p", (part, reason) => {
    expect(() => playbackRecord({ ...event, ...part })).toThrow(`Cannot record a playback event: ${reason}`);
  });
});

describe("titleKey()", () => {
  it("grows with the title's number, up to a profile's length", () => {
    expect([0, 1, 2, 1_048_575].map(titleKey)).toEqual([0, 2_048, 4_096, 2_147_481_600]);
  });
});
