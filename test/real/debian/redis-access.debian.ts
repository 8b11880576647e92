import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Redis } from "ioredis";
import { Registry } from "prom-client";
import { CACHE_LIMITS, SESSION_KEYS } from "../../../components/cache/contract";
import { accessString } from "../../../components/cache/purposes";
import type { CachePurpose } from "../../../components/cache/settings";
import { connect } from "../../../runtime/cache/connect";
import type { Json } from "../../../runtime/cache/json";
import { CacheMetrics } from "../../../runtime/cache/metrics";
import { Records } from "../../../runtime/cache/records";
import { RedisStore } from "../../../runtime/cache/redis-store";
import { SignIn } from "../../../runtime/cache/sign-in";
import { FakeClock } from "../../runtime/cache/fake-world";
import { openCache, recsOf } from "../../support/redis-cache";
import { type RedisServer, startRedis } from "../../support/redis-server";

// Debian 12: redis-server (7.0)
let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server?.stop());
beforeEach(async () => {
  await server.admin.flushall();
  await server.admin.call("ACL", "LOG", "RESET");
});

const HOME = { profileId: 42, context: "home" };
const PATIENT = { l2TimeoutMillis: 5_000, lockMillis: 20_000 };

/** The user of ElastiCache, with exactly its access string. */
async function user(purpose: CachePurpose, password: string): Promise<void> {
  await server.admin.call("ACL", "SETUSER", purpose, "reset", ...accessString(purpose).split(" "), `>${password}`);
}

/** Signs in with whatever stands in `token` at that moment. */
function signInWith(userName: string, token: { now: string }, clock = new FakeClock()) {
  return new SignIn({
    userName,
    credentials: async () => ({ accessKeyId: "id", secretAccessKey: "secret" }),
    token: () => token.now,
    clock,
    onProblem: (message) => expect(message).toBe("nothing wrong"),
  });
}

const refusals = async () => ((await server.admin.call("ACL", "LOG")) as unknown[]).length;

describe("the access string of recommendations", () => {
  it("lets the library do all that it does", async () => {
    await user("recommendations", "token");
    const signIn = signInWith("recommendations", { now: "token" });
    await signIn.start();
    const options = { signIn, limits: PATIENT };
    const [one, two] = [await openCache(server.address, options), await openCache(server.address, options)];
    await one.cache.get(HOME); // GET, PTTL, SET NX, SET, DEL
    await one.cache.settled();
    expect(await two.cache.get(HOME)).toEqual(recsOf(HOME));
    await two.cache.invalidate(HOME);
    expect(await server.admin.keys("*")).toEqual([]);
    const errors = [await one.count("cache_errors_total"), await two.count("cache_errors_total")];
    expect([errors, await refusals()]).toEqual([[{}, {}], 0]);
    await Promise.all([one.close(), two.close()]);
    signIn.stop();
  });

  it.each([
    ["FLUSHALL"],
    ["FLUSHDB"],
    ["KEYS", "*"],
    ["CONFIG", "GET", "*"],
    ["EVAL", "return 1", "0"],
    ["SCRIPT", "LOAD", "return 1"],
    ["ACL", "LIST"],
    ["SHUTDOWN"],
    ["GET", "session:1"],
    ["SET", "metadata:1", "x"],
    ["DEL", "user-state:1"],
  ])("refuses %s %s", async (command, ...args) => {
    await user("recommendations", "token");
    const signIn = signInWith("recommendations", { now: "token" });
    await signIn.start();
    const { client, close } = await openCache(server.address, { signIn });
    await expect((client as Redis).call(command!, ...args)).rejects.toThrow("NOPERM");
    expect(await refusals()).toBe(1);
    await close();
    signIn.stop();
  });
});

describe("the access string of sessions", () => {
  it("lets records be written, read and removed", async () => {
    await user("sessions", "token");
    const signIn = signInWith("sessions", { now: "token" });
    await signIn.start();
    const problems: string[] = [];
    const client = connect({ ...server.address, user: "sessions" }, signIn, (message) => problems.push(message));
    await new Promise((resolve) => client.once("ready", resolve));
    const store = new RedisStore(client);
    const accepts = (value: Json): value is { n: number } => Number.isInteger(Object(value).n);
    const world = { read: store, write: store, metrics: new CacheMetrics(new Registry()) };
    const limits = { ...CACHE_LIMITS, ...PATIENT };
    const sessions = new Records(
      { name: "session", parts: ["sessionId"], policy: SESSION_KEYS.session, limits, accepts },
      world,
    );
    const states = new Records(
      { name: "state", parts: ["profileId"], policy: SESSION_KEYS.userState, limits, accepts },
      world,
    );

    expect(await sessions.put({ sessionId: "a" }, { n: 1 })).toBe(true);
    expect(await states.put({ profileId: 7 }, { n: 2 })).toBe(true);
    expect([await sessions.get({ sessionId: "a" }), await states.get({ profileId: 7 })]).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await server.admin.ttl("session:a")).toBeGreaterThan(4 * 3_600 - 60);
    expect(await server.admin.ttl("user-state:7")).toBe(-1);
    expect(await sessions.remove({ sessionId: "a" })).toBe(true);
    expect([await server.admin.keys("*"), await refusals(), problems]).toEqual([["user-state:7"], 0, []]);
    client.disconnect();
    signIn.stop();
  });
});

describe("a token that changes", () => {
  it("serves the connections that are made after it", async () => {
    const token = { now: "first" };
    await user("recommendations", "first");
    const signIn = signInWith("recommendations", token);
    await signIn.start();
    const one = await openCache(server.address, { signIn, limits: PATIENT });
    await one.cache.get(HOME);
    await one.cache.settled();
    await user("recommendations", "second"); // also ends the connections of those signed in before
    token.now = "second";
    const again = new Promise((resolve) => one.client.once("ready", resolve));
    await server.admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    await again;
    expect(await one.client.get("recs:42:home")).toBe(JSON.stringify(recsOf(HOME)));
    await one.close();
    signIn.stop();
  });

  it("signs an open connection in again after six hours", async () => {
    const token = { now: "first" };
    await user("recommendations", "first");
    await server.admin.call("ACL", "SETUSER", "recommendations", ">second");
    const clock = new FakeClock();
    const signIn = signInWith("recommendations", token, clock);
    await signIn.start();
    const one = await openCache(server.address, { signIn, limits: PATIENT });
    token.now = "second";
    const auths = async () =>
      Number(/cmdstat_auth:calls=(\d+)/.exec(await server.admin.info("commandstats"))?.[1] ?? 0);
    const before = await auths();
    await clock.advance(6 * 3_600_000);
    await one.client.get("recs:42:home"); // answered after AUTH, as it was sent after it
    expect((await auths()) - before).toBe(1);
    expect(one.problems).toEqual([]);
    await one.close();
    signIn.stop();
  });
});
