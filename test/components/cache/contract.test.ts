import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import {
  CACHE_LIMITS,
  cacheContract,
  METADATA_KEYS,
  RECOMMENDATION_KEYS,
  SESSION_KEYS,
} from "../../../components/cache/contract";
import type { CacheEndpoint } from "../../../components/cache/endpoint";
import { accessString } from "../../../components/cache/purposes";
import { readCacheContract } from "../../../runtime/cache/contract";

const endpoint = (name: string, serverless = false): CacheEndpoint => ({
  host: pulumi.output(`${name}.cache.example`),
  port: 6379,
  region: "eu-west-1",
  cacheName: pulumi.output(name),
  serverless,
  userName: pulumi.output(`${name}-user`),
  connectArns: [pulumi.output(`arn:${name}`)],
});
const address = (name: string, serverless = false) => ({
  host: `${name}.cache.example`,
  port: 6379,
  region: "eu-west-1",
  name,
  serverless,
  user: `${name}-user`,
  tls: true,
  cluster: true,
});

/** What a pod with this environment reads. */
async function read(used: Parameters<typeof cacheContract>[0]) {
  const env = await new Promise<Record<string, string>>((resolve) =>
    pulumi.output(cacheContract(used)).apply((known) => resolve(known as Record<string, string>)),
  );
  return readCacheContract(env);
}

describe("the cache contract", () => {
  it("is read by the library as the components give it out", async () => {
    const used = {
      recommendations: endpoint("recs"),
      metadata: endpoint("metadata", true),
      sessions: { read: endpoint("near"), write: endpoint("primary") },
    };
    expect(await read(used)).toStrictEqual({
      limits: CACHE_LIMITS,
      recommendations: { endpoint: address("recs"), ...RECOMMENDATION_KEYS },
      metadata: { endpoint: address("metadata", true), ...METADATA_KEYS },
      sessions: { read: address("near"), write: address("primary"), ...SESSION_KEYS },
    });
  });

  it("tells a workload of the caches that it uses, and of no other", async () => {
    expect(await read({ metadata: endpoint("metadata") })).toStrictEqual({
      limits: CACHE_LIMITS,
      metadata: { endpoint: address("metadata"), ...METADATA_KEYS },
    });
  });

  it("has the documented keys and times", () => {
    const { keyTemplate, ttlSeconds } = RECOMMENDATION_KEYS.recs;
    expect([keyTemplate, ttlSeconds, CACHE_LIMITS.l2TimeoutMillis]).toEqual(["recs:{profileId}:{context}", 1_800, 25]);
  });

  it.each([
    ["recommendations", Object.values(RECOMMENDATION_KEYS)],
    ["metadata", Object.values(METADATA_KEYS)],
    ["sessions", Object.values(SESSION_KEYS)],
  ] as const)("names keys of %s by every prefix that their user may reach, and no other", (purpose, policies) => {
    const allowed = accessString(purpose).match(/(?<= ~)[a-z-]+:(?=\*)/g);
    expect(policies.map(({ keyTemplate }) => `${keyTemplate.split(":")[0]}:`).sort()).toEqual([...allowed!].sort());
  });
});
