import { beforeEach, describe, expect, it } from "@jest/globals";
import { CALENDAR_REFRESH } from "../../../components/messaging/content-events";
import { PoisonError } from "../../../runtime/release-calendar/announcement";
import type { Snapshot } from "../../../runtime/release-calendar/calendar";
import { Planner } from "../../../runtime/release-calendar/planner";
import { AUDIENCE, announced, release } from "./releases";

const REFRESH = JSON.stringify(CALENDAR_REFRESH);
const at = (time: string) => Date.parse(`2026-11-20T${time}Z`);

let nowMillis: number;
let snapshot: Snapshot | Error;
/** Schedules that there are, by name. */
let schedules: Map<string, string>;
let calls: string[];
let refused: Set<string>;
let planner: Planner;

const newPlanner = (countries: readonly string[] = []) =>
  new Planner({
    schedules: {
      put: async ({ name, atMillis }) => {
        calls.push(`put ${name}`);
        if (refused.has(name)) throw new Error(`${name} refused`);
        schedules.set(name, new Date(atMillis).toISOString().slice(11, 19));
      },
      remove: async (name) => {
        calls.push(`remove ${name}`);
        if (refused.has(name)) throw new Error(`${name} refused`);
        schedules.delete(name);
      },
    },
    catalogue: {
      releases: async () => {
        if (snapshot instanceof Error) throw snapshot;
        return snapshot;
      },
    },
    audience: { ...AUDIENCE, countries },
    namePrefix: "release-",
    nowMillis: () => nowMillis,
  });

beforeEach(() => {
  nowMillis = at("06:00:00");
  snapshot = { asOfMillis: nowMillis, releases: [] };
  schedules = new Map();
  calls = [];
  refused = new Set();
  planner = newPlanner();
});

const plan = () => Object.fromEntries(schedules);

describe("an announcement", () => {
  it("leaves a schedule ten minutes ahead; the same message again does nothing", async () => {
    expect(await planner.handle(announced())).toBe("planned");
    expect(await planner.handle(announced())).toBe("unchanged");
    expect([plan(), calls]).toEqual([{ "release-42": "07:50:00" }, ["put release-42"]]);
  });

  it("that is said again with another time or expectation changes the schedule", async () => {
    await planner.handle(announced());
    const later = announced({ releaseAt: "2026-11-20T09:00:00Z" }, "2026-11-19T11:00:00Z");
    expect(await planner.handle(later)).toBe("planned");
    expect(plan()).toEqual({ "release-42": "08:50:00" });
    const more = announced({ releaseAt: "2026-11-20T09:00:00Z", expectedPeakViewers: 9 }, "2026-11-19T12:00:00Z");
    expect(await planner.handle(more)).toBe("planned");
    expect(calls).toEqual(["put release-42", "put release-42", "put release-42"]);
  });

  it("that is older than what is known changes nothing", async () => {
    await planner.handle(announced({ releaseAt: "2026-11-20T09:00:00Z" }, "2026-11-19T11:00:00Z"));
    expect(await planner.handle(announced())).toBe("unchanged");
    expect(plan()).toEqual({ "release-42": "08:50:00" });
  });

  it("that is taken back deletes the schedule, and does not come back by an older one", async () => {
    await planner.handle(announced());
    expect(await planner.handle(announced({ cancelled: true }, "2026-11-19T11:00:00Z"))).toBe("deleted");
    expect(await planner.handle(announced())).toBe("unchanged");
    expect(plan()).toEqual({});
  });

  it("that is taken back deletes a schedule of which this process knows nothing", async () => {
    schedules.set("release-42", "07:50:00");
    await planner.refresh("changes");
    expect(await planner.handle(announced({ cancelled: true }))).toBe("deleted");
    expect(plan()).toEqual({});
  });

  it("that comes when its window should be open opens it as soon as it can, once", async () => {
    nowMillis = at("07:58:00");
    await planner.handle(announced({}, "2026-11-20T07:57:59Z"));
    nowMillis = at("08:00:00");
    expect(await planner.handle(announced({}, "2026-11-20T07:57:59Z"))).toBe("unchanged");
    expect(plan()).toEqual({ "release-42": "07:59:00" });
  });

  it("that comes when its window should be open does so although the catalogue was read in between", async () => {
    nowMillis = at("07:58:00");
    snapshot = { asOfMillis: nowMillis, releases: [release()] };
    await planner.refresh("changes");
    expect(plan()).toEqual({});
    expect(await planner.handle(announced({}, "2026-11-20T07:57:30Z"))).toBe("planned");
    expect(plan()).toEqual({ "release-42": "07:59:00" });
  });

  it("that is older than the catalogue opens no window a second time", async () => {
    nowMillis = at("07:58:00");
    snapshot = { asOfMillis: nowMillis, releases: [release()] };
    await planner.refresh("changes");
    expect(await planner.handle(announced({ releaseAt: "2026-11-20T09:00:00Z" }))).toBe("unchanged");
    expect(plan()).toEqual({});
  });

  it("of a release that is over plans nothing", async () => {
    nowMillis = at("08:15:00");
    expect(await planner.handle(announced())).toBe("deleted");
    expect(plan()).toEqual({});
  });

  it("for other countries is none here; moved to one of ours it is", async () => {
    planner = newPlanner(["DE"]);
    await planner.handle(announced({ countries: ["FR"] }));
    expect([plan(), planner.releaseCount]).toEqual([{}, 0]);
    await planner.handle(announced({ countries: ["FR", "DE"] }, "2026-11-19T11:00:00Z"));
    expect([plan(), planner.releaseCount]).toEqual([{ "release-42": "07:50:00" }, 1]);
    await planner.handle(announced({ countries: ["FR"] }, "2026-11-19T12:00:00Z"));
    expect([plan(), planner.releaseCount]).toEqual([{}, 0]);
  });

  it("that could not be written is written when it comes again", async () => {
    refused.add("release-42");
    await expect(planner.handle(announced())).rejects.toThrow("release-42 refused");
    refused.clear();
    expect(await planner.handle(announced())).toBe("planned");
    expect(plan()).toEqual({ "release-42": "07:50:00" });
  });

  it("that cannot be understood is poison", async () => {
    await expect(planner.handle("{}")).rejects.toThrow(PoisonError);
  });
});

describe("a refresh", () => {
  it("by a message writes every schedule anew, and deletes those that were written for what is gone", async () => {
    await planner.handle(announced({ titleId: "gone" }));
    snapshot = { asOfMillis: nowMillis, releases: [release({ titleId: "a" }), release({ titleId: "b" })] };
    expect(await planner.handle(REFRESH)).toBe("refreshed");
    expect(plan()).toEqual({ "release-a": "07:50:00", "release-b": "07:50:00" });
    calls = [];
    await planner.handle(REFRESH);
    expect(calls.sort()).toEqual(["put release-a", "put release-b"]);
  });

  it("without a message writes what changed", async () => {
    snapshot = { asOfMillis: nowMillis, releases: [release({ titleId: "a" }), release({ titleId: "b" })] };
    await planner.refresh("changes");
    calls = [];
    await planner.refresh("changes");
    expect(calls).toEqual([]);
    nowMillis += 1_000;
    snapshot = { asOfMillis: nowMillis, releases: [release({ titleId: "a", releaseAtMillis: at("10:00:00") })] };
    await planner.refresh("changes");
    expect([calls.sort(), plan()]).toEqual([["put release-a", "remove release-b"], { "release-a": "09:50:00" }]);
    calls = [];
    await planner.refresh("everything");
    expect(calls).toEqual(["put release-a"]); // what is gone is not deleted again and again
  });

  it.each([
    ["07:48:59", { "release-42": "07:50:00" }],
    ["07:49:01", {}],
    ["07:55:00", {}],
  ])("at %s leaves open windows alone, whose message may have been sent: %p", async (time, expected) => {
    nowMillis = at(time);
    snapshot = { asOfMillis: nowMillis, releases: [release()] };
    await planner.handle(REFRESH);
    expect(plan()).toEqual(expected);
  });

  it("writes the others when one cannot be written, fails, and writes that one the next time", async () => {
    const releases = Array.from({ length: 20 }, (_, i) => release({ titleId: `t${i}` }));
    snapshot = { asOfMillis: nowMillis, releases };
    refused.add("release-t3").add("release-t17");
    await expect(planner.handle(REFRESH)).rejects.toThrow("2 windows not written");
    expect(schedules.size).toBe(18);
    refused.clear();
    calls = [];
    await planner.refresh("changes");
    expect(calls.sort()).toEqual(["put release-t17", "put release-t3"]);
  });

  it("fails with the catalogue, and forgets nothing then", async () => {
    await planner.handle(announced());
    snapshot = new Error("no catalogue");
    await expect(planner.handle(REFRESH)).rejects.toThrow("no catalogue");
    expect([planner.releaseCount, planner.catalogueReadMillis]).toEqual([1, undefined]);
    snapshot = { asOfMillis: nowMillis, releases: [] };
    await planner.refresh("changes");
    expect(planner.catalogueReadMillis).toBe(nowMillis);
  });
});

describe("the expected load", () => {
  it.each([
    ["07:49:59", undefined, 1],
    ["07:50:00", 2.5, 1],
    ["08:14:59", 2.5, 1],
    ["08:15:00", undefined, 0],
  ])("at %s is %p, of %i releases", async (time, expected, count) => {
    await planner.handle(announced());
    nowMillis = at(time);
    expect([planner.expectedMultiplier(), planner.releaseCount]).toEqual([expected, count]);
  });
});
