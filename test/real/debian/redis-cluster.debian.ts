import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Cluster } from "ioredis";
import { accessString } from "../../../components/cache/purposes";
import { SignIn } from "../../../runtime/cache/sign-in";
import { FakeClock } from "../../runtime/cache/fake-world";
import { openCache, recsOf } from "../../support/redis-cache";
import { type RedisServer, startRedis } from "../../support/redis-server";

// Debian 12: redis-server (7.0)
let nodes: RedisServer[] = [];
const SLOTS = [
  [0, 5_460],
  [5_461, 10_922],
  [10_923, 16_383],
] as const;

beforeAll(async () => {
  const settings = [
    "--cluster-enabled",
    "yes",
    "--cluster-require-full-coverage",
    "no",
    "--cluster-node-timeout",
    "60000",
  ];
  nodes = await Promise.all(SLOTS.map(() => startRedis(settings, true)));
  for (const [index, { admin }] of nodes.entries()) {
    await admin.call("CLUSTER", "ADDSLOTSRANGE", ...SLOTS[index]!);
    await admin.call("CLUSTER", "SET-CONFIG-EPOCH", index + 1);
    await admin.call("ACL", "SETUSER", "recs", "reset", ...accessString("recommendations").split(" "), ">token");
    if (index > 0) await admin.call("CLUSTER", "MEET", "127.0.0.1", nodes[0]!.port);
  }
  const known = async ({ admin }: RedisServer) =>
    /cluster_state:ok[\s\S]*cluster_slots_ok:16384[\s\S]*cluster_known_nodes:3/.test(
      String(await admin.call("CLUSTER", "INFO")),
    );
  const deadline = Date.now() + 30_000;
  while (!(await Promise.all(nodes.map(known))).every(Boolean)) {
    if (Date.now() > deadline) throw new Error("the nodes do not become a cluster");
    await Promise.all(nodes.map(({ admin }) => admin.ping()));
  }
});
afterAll(() => Promise.all(nodes.map((node) => node.stop())));

async function open(limits = {}) {
  const signIn = new SignIn({
    userName: "recs",
    credentials: async () => ({ accessKeyId: "id", secretAccessKey: "secret" }),
    token: () => "token",
    clock: new FakeClock(),
    onProblem: (message) => expect(message).toBe("nothing wrong"),
  });
  await signIn.start();
  return openCache(nodes[0]!.address, { signIn, limits: { l2TimeoutMillis: 5_000, lockMillis: 20_000, ...limits } });
}

const profiles = Array.from({ length: 60 }, (_, profileId) => ({ profileId, context: "home" }));

describe("a cluster of three shards", () => {
  it("holds every key, each with its lock gone, and answers them to another process, with the access string's rights", async () => {
    const [one, two] = [await open(), await open()];
    await Promise.all(profiles.map((parts) => one.cache.get(parts)));
    await one.cache.settled();
    const keys = await Promise.all(nodes.map(({ admin }) => admin.keys("*")));
    expect(keys.flat().sort()).toEqual(profiles.map(({ profileId }) => `recs:${profileId}:home`).sort());
    expect(keys.map((each) => each.length > 5)).toEqual([true, true, true]);
    expect(await Promise.all(profiles.map((parts) => two.cache.get(parts)))).toEqual(profiles.map(recsOf));
    expect(await two.count("cache_requests_total")).toEqual({ l2: 60 });
    expect([await one.count("cache_errors_total"), await two.count("cache_errors_total")]).toEqual([{}, {}]);
    const refused = await Promise.all(nodes.map(({ admin }) => admin.call("ACL", "LOG")));
    expect(refused).toEqual([[], [], []]);
    await Promise.all([one.close(), two.close()]);
  });

  it("signs in to every shard with a password that is read anew", async () => {
    const one = await open();
    await Promise.all(profiles.map((parts) => one.cache.get(parts)));
    const shards = (one.client as Cluster).nodes("master");
    expect(shards.map(({ options }) => Object.getOwnPropertyDescriptor(options, "password")?.get?.())).toEqual([
      "token",
      "token",
      "token",
    ]);
    await one.close();
  });

  it("goes on with two shards when the third one dies: its keys come from the source", async () => {
    const one = await open({ l2TimeoutMillis: 200, breakerFailureCount: 100, l1MaxEntries: 1 });
    await Promise.all(profiles.map((parts) => one.cache.get(parts)));
    await one.cache.settled();
    await nodes[2]!.kill();
    expect(await Promise.all(profiles.map((parts) => one.cache.get(parts)))).toEqual(profiles.map(recsOf));
    await one.cache.settled();
    await one.close();
  });
});
