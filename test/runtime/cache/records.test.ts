import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Json } from "../../../runtime/cache/json";
import { Records } from "../../../runtime/cache/records";
import { UNAVAILABLE } from "../../../runtime/cache/store";
import { FakeClock, MemoryStore, metricsUnderTest } from "./fake-world";

type State = { readonly volume: number };
const isState = (value: Json): value is State => Number.isInteger(Object(value).volume);
const limits = { l2TimeoutMillis: 25, breakerFailureCount: 2, breakerCooldownMillis: 2_000 };

let clock: FakeClock;
let near: MemoryStore;
let primary: MemoryStore;
let world: ReturnType<typeof metricsUnderTest>;

beforeEach(() => {
  clock = new FakeClock();
  near = new MemoryStore(clock);
  primary = new MemoryStore(clock);
  world = metricsUnderTest();
});

const records = (ttlSeconds: number) =>
  new Records<"sessionId", State>(
    {
      name: "session",
      parts: ["sessionId"],
      policy: { keyTemplate: "session:{sessionId}", ttlSeconds },
      limits,
      accepts: isState,
    },
    { read: near, write: primary, metrics: world.metrics, clock },
  );

describe("records", () => {
  it("are written in one place, with their TTL, and read in the other", async () => {
    const under = records(60);
    expect(await under.put({ sessionId: "a" }, { volume: 3 })).toBe(true);
    expect([...primary.entries]).toEqual([["session:a", { text: '{"volume":3}', until: 60_000 }]]);
    expect(await under.get({ sessionId: "a" })).toBeUndefined();
    near.entries.set("session:a", primary.entries.get("session:a")!);
    expect(await under.get({ sessionId: "a" })).toEqual({ volume: 3 });
    expect(await under.remove({ sessionId: "a" })).toBe(true);
    expect([...primary.entries]).toEqual([]);
  });

  it("live until they are removed where the TTL is 0", async () => {
    await records(0).put({ sessionId: "a" }, { volume: 3 });
    expect(primary.entries.get("session:a")!.until).toBe(Number.POSITIVE_INFINITY);
  });

  it("are as good as absent when they cannot be read", async () => {
    near.entries.set("session:a", { text: '{"loudness":3}', until: 1 });
    near.entries.set("session:b", { text: "{", until: 1 });
    const under = records(60);
    expect([await under.get({ sessionId: "a" }), await under.get({ sessionId: "b" })]).toEqual([undefined, undefined]);
    expect(await world.told("cache_errors_total")).toEqual({ "session-read unreadable": 2 });
  });

  it("say that they are not written, within the time-out, and go on being read", async () => {
    primary.mode = "hanging";
    near.entries.set("session:a", { text: '{"volume":3}', until: 10_000 });
    const under = records(60);
    for (const _ of [1, 2]) {
      const put = under.put({ sessionId: "a" }, { volume: 4 });
      await clock.advance(25);
      expect(await put).toBe(false);
    }
    expect(await under.remove({ sessionId: "a" })).toBe(false);
    expect(await under.get({ sessionId: "a" })).toEqual({ volume: 3 });
    expect(await world.told("cache_breaker_open")).toEqual({ "session-write": 1 });
    near.mode = "failing";
    expect(await under.get({ sessionId: "a" })).toBe(UNAVAILABLE);
  });
});
