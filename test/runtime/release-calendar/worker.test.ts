import { beforeEach, describe, expect, it } from "@jest/globals";
import { CALENDAR_REFRESH } from "../../../components/messaging/content-events";
import { Metrics } from "../../../runtime/release-calendar/metrics";
import { Planner } from "../../../runtime/release-calendar/planner";
import type { ReceivedMessage } from "../../../runtime/release-calendar/ports";
import { ReleaseCalendarWorker } from "../../../runtime/release-calendar/worker";
import { AUDIENCE, announced, release } from "./releases";

let nowMillis: number;
let batches: (string[] | Error)[];
let deleted: string[];
let waits: number[];
let logged: unknown[];
let catalogueDown: boolean;
let refused: string[];
let metrics: Metrics;
let planner: Planner;
let worker: ReleaseCalendarWorker;
let stop: AbortController;

beforeEach(() => {
  nowMillis = Date.parse("2026-11-20T06:00:00Z");
  batches = [];
  deleted = [];
  waits = [];
  logged = [];
  catalogueDown = false;
  refused = [];
  stop = new AbortController();
  const write = async (name: string) => {
    if (refused.includes(name)) throw new Error(`${name} refused`);
  };
  planner = new Planner({
    schedules: { put: ({ name }) => write(name), remove: write },
    catalogue: {
      releases: async () => {
        if (catalogueDown) throw new Error("no catalogue");
        return { asOfMillis: nowMillis, releases: [release({ titleId: "known" })] };
      },
    },
    audience: AUDIENCE,
    namePrefix: "release-",
    nowMillis: () => nowMillis,
  });
  metrics = new Metrics(planner);
  let received = 0;
  worker = new ReleaseCalendarWorker({
    queue: {
      receive: async () => {
        const batch = batches.shift() ?? [];
        if (batch instanceof Error) throw batch;
        return batch.map((body): ReceivedMessage => {
          received += 1;
          return { messageId: `m${received}`, body, receiptHandle: `r${received}` };
        });
      },
      remove: async (handle) => void deleted.push(handle),
    },
    planner,
    metrics,
    log: (entry) => logged.push(entry),
    nowMillis: () => nowMillis,
    wait: async (millis) => void waits.push(millis),
    catalogueSeconds: 300,
  });
});

const round = () => worker.round(stop.signal);
const at = "2026-11-20T06:00:01Z";

async function series(name: string): Promise<string[]> {
  const lines = (await metrics.text()).split("\n");
  return lines.filter((line) => line.startsWith(name) && !line.startsWith("#"));
}

describe("ReleaseCalendarWorker", () => {
  it("deletes what is done; what is poison or failed stays, and does not hold up the others", async () => {
    refused = ["release-b"];
    batches = [
      [announced({ titleId: "a" }, at), "{}", announced({ titleId: "b" }, at), announced({ titleId: "c" }, at)],
    ];
    await round();
    expect(deleted).toEqual(["r1", "r4"]);
    expect(await series("release_calendar_messages_total")).toEqual([
      'release_calendar_messages_total{result="planned"} 2',
      'release_calendar_messages_total{result="deleted"} 0',
      'release_calendar_messages_total{result="unchanged"} 0',
      'release_calendar_messages_total{result="refreshed"} 0',
      'release_calendar_messages_total{result="poison"} 1',
      'release_calendar_messages_total{result="failed"} 1',
    ]);
    expect(logged).toEqual([
      { message: "planned", messageId: "m1" },
      { message: "message not understood", messageId: "m2", error: "PoisonError: must be an event with a detail" },
      { message: "message not done", messageId: "m3", error: "Error: release-b refused" },
      { message: "planned", messageId: "m4" },
    ]);
  });

  it("is ready once it knows the catalogue, and no longer when it is told to stop", async () => {
    catalogueDown = true;
    await round();
    expect(worker.ready).toBe(false);
    catalogueDown = false;
    nowMillis += 30_000;
    await round();
    expect(worker.ready).toBe(true);
    const running = worker.run(stop.signal);
    stop.abort();
    await running;
    expect(worker.ready).toBe(false);
  });

  it("consumes announcements without a catalogue, and says so", async () => {
    catalogueDown = true;
    batches = [[announced({}, at), JSON.stringify(CALENDAR_REFRESH)]];
    await round();
    expect([deleted, planner.releaseCount]).toEqual([["r1"], 1]);
    expect(await series("release_calendar_catalogue")).toEqual([
      "release_calendar_catalogue_read_timestamp_seconds 0",
      "release_calendar_catalogue_failures_total 1",
    ]);
  });

  it("reads the catalogue at its start, every five minutes, and half a minute after it failed", async () => {
    const reads: (number | undefined)[] = [];
    const start = nowMillis;
    const steps: [number, boolean][] = [
      [0, false],
      [299_999, false],
      [300_000, false],
      [600_000, true],
      [629_999, false],
      [630_000, false],
    ];
    for (const [millis, down] of steps) {
      nowMillis = start + millis;
      catalogueDown = down;
      await round();
      reads.push(planner.catalogueReadMillis! - start);
    }
    expect(reads).toEqual([0, 0, 300_000, 300_000, 300_000, 630_000]);
  });

  it("waits longer with each failed receive, half a minute at most, and not at all after one that worked", async () => {
    const failure = new Error("no queue");
    batches = [...new Array<Error>(7).fill(failure), [], failure];
    for (let i = 0; i < 9; i++) await round();
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 1_000]);
  });

  it("is alive as long as rounds go on", async () => {
    await round();
    nowMillis += 599_999;
    expect(worker.alive).toBe(true);
    nowMillis += 1;
    expect(worker.alive).toBe(false);
    await round();
    expect(worker.alive).toBe(true);
  });
});

describe("release_expected_multiplier", () => {
  it.each([
    ["07:49:59", []],
    ["07:50:00", ['release_expected_multiplier{service_name="playback-service"} 2.5']],
    ["08:14:59", ['release_expected_multiplier{service_name="playback-service"} 2.5']],
    ["08:15:00", []],
  ])("at %s is %p", async (time, expected) => {
    await round();
    for (const moment of ["07:55:00", time]) nowMillis = Date.parse(`2026-11-20T${moment}Z`);
    expect(await series("release_expected_multiplier")).toEqual(expected);
  });

  it("ends although it was told before", async () => {
    await round();
    nowMillis = Date.parse("2026-11-20T08:00:00Z");
    expect(await series("release_expected_multiplier")).toHaveLength(1);
    nowMillis = Date.parse("2026-11-20T08:15:00Z");
    expect(await series("release_expected_multiplier")).toEqual([]);
    expect(await series("release_calendar_releases")).toEqual(["release_calendar_releases 0"]);
  });
});
