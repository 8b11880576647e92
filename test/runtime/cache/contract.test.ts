import { describe, expect, it } from "@jest/globals";
import { type CacheContractError, contractVariables, readCacheContract } from "../../../runtime/cache/contract";

const endpoint = (name: string) => ({
  host: `${name}.cache.example`,
  port: 6379,
  region: "eu-west-1",
  name,
  serverless: false,
  user: `${name}-user`,
  tls: true,
  cluster: true,
});
const family = {
  keyTemplate: "recs:{profileId}:{context}",
  ttlSeconds: 1_800,
  ttlJitterPercent: 10,
  negativeTtlSeconds: 30,
  refreshAheadSeconds: 60,
  staleGraceSeconds: 86_400,
};
const limits = {
  l1MaxEntries: 1,
  l1MaxBytes: 1_024,
  l1TtlSeconds: 1,
  l2TimeoutMillis: 1,
  breakerFailureCount: 1,
  breakerCooldownMillis: 100,
  maxValueBytes: 1_024,
  lockMillis: 4_000,
  loadTimeoutMillis: 100,
};
const contract = {
  limits,
  recommendations: { endpoint: endpoint("recs"), recs: family },
  metadata: { endpoint: endpoint("metadata"), metadata: { ...family, keyTemplate: "metadata:{titleId}" } },
  sessions: {
    read: endpoint("near"),
    write: endpoint("primary"),
    session: { keyTemplate: "session:{sessionId}", ttlSeconds: 14_400 },
    userState: { keyTemplate: "user-state:{profileId}", ttlSeconds: 0 },
  },
};
const env = contractVariables(contract);

function problemsOf(changed: Record<string, string | undefined>): readonly string[] {
  try {
    readCacheContract({ ...env, ...changed });
    return [];
  } catch (error) {
    return (error as CacheContractError).problems;
  }
}

describe("the contract", () => {
  it("reads as it was written", () => {
    expect(readCacheContract({ PATH: "/bin", ...env })).toStrictEqual(contract);
  });

  it("leaves out a purpose that has no variables", () => {
    const { metadata } = contract;
    expect(readCacheContract(contractVariables({ limits, metadata }))).toStrictEqual({ limits, metadata });
    expect(readCacheContract(contractVariables({ limits }))).toStrictEqual({ limits });
  });

  it("names everything that is wrong in one message", () => {
    const broken = {
      ...env,
      CACHE_CONTRACT_VERSION: "2",
      RECS_TTL_SECONDS: "half an hour",
      SESSIONS_CACHE_READ_TLS: "yes",
    };
    expect(() => readCacheContract({ ...broken, METADATA_CACHE_HOST: undefined })).toThrow(
      [
        "Cannot read the cache contract",
        '  CACHE_CONTRACT_VERSION: must be 1, got "2"',
        '  RECS_TTL_SECONDS: must be 1 to 86400 seconds, got "half an hour"',
        "  METADATA_CACHE_HOST: must be a host name or address, got nothing",
        '  SESSIONS_CACHE_READ_TLS: must be true or false, got "yes"',
      ].join("\n"),
    );
  });

  it.each([
    ["L1_MAX_ENTRIES", 1, 1_000_000, "entries"],
    ["L1_MAX_BYTES", 1_024, 4_294_967_296, "bytes"],
    ["L1_TTL_SECONDS", 1, 300, "seconds"],
    ["L2_BREAKER_FAILURES", 1, 100, "failures"],
    ["L2_BREAKER_COOLDOWN_MS", 100, 60_000, "milliseconds"],
    ["MAX_VALUE_BYTES", 1_024, 1_048_576, "bytes"],
    ["LOCK_MS", 100, 60_000, "milliseconds"],
    ["LOAD_TIMEOUT_MS", 100, 30_000, "milliseconds"],
    ["RECS_NEGATIVE_TTL_SECONDS", 1, 3_600, "seconds"],
    ["RECS_STALE_GRACE_SECONDS", 0, 604_800, "seconds"],
    ["RECS_TTL_JITTER_PERCENT", 0, 50, "percent"],
    ["SESSION_TTL_SECONDS", 0, 2_592_000, "seconds"],
  ])("takes %s from %d to %d", (name, min, max, unit) => {
    const wrong = (value: number) => [`${name}: must be ${min} to ${max} ${unit}, got "${value}"`];
    expect([problemsOf({ [name]: `${min}` }), problemsOf({ [name]: `${max}` })]).toEqual([[], []]);
    expect(problemsOf({ [name]: `${max + 1}` })).toEqual(wrong(max + 1));
    expect(problemsOf({ [name]: `${min - 1}` })).toEqual(wrong(min - 1));
  });

  it("takes a TTL from a second to a day, and a port that there is", () => {
    const short = { RECS_REFRESH_AHEAD_SECONDS: "0" };
    expect(problemsOf({ ...short, RECS_TTL_SECONDS: "1" })).toEqual([]);
    expect(problemsOf({ RECS_TTL_SECONDS: "86400" })).toEqual([]);
    expect(problemsOf({ RECS_TTL_SECONDS: "86401" })).toHaveLength(1);
    expect(problemsOf({ ...short, RECS_TTL_SECONDS: "0" })).toHaveLength(1);
    expect(problemsOf({ METADATA_CACHE_PORT: "65535" })).toEqual([]);
    expect(problemsOf({ METADATA_CACHE_PORT: "65536" })).toEqual([
      'METADATA_CACHE_PORT: must be 1 to 65535, got "65536"',
    ]);
  });

  it("takes a time-out from 1 to 1,000 milliseconds, and a lease of 4 of them or more", () => {
    expect([problemsOf({ L2_TIMEOUT_MS: "1" }), problemsOf({ L2_TIMEOUT_MS: "1000" })]).toEqual([[], []]);
    expect(problemsOf({ L2_TIMEOUT_MS: "0" })).toEqual(['L2_TIMEOUT_MS: must be 1 to 1000 milliseconds, got "0"']);
    expect(problemsOf({ L2_TIMEOUT_MS: "1001", LOCK_MS: "4004" })).toHaveLength(1);
    expect(problemsOf({ L2_TIMEOUT_MS: "1000", LOCK_MS: "3999" })).toEqual([
      'LOCK_MS: must be at least 4000, 4 times L2_TIMEOUT_MS, got "3999"',
    ]);
  });

  it("does not load anew in more than half of a value's shortest life", () => {
    expect(problemsOf({ RECS_REFRESH_AHEAD_SECONDS: "810" })).toEqual([]);
    expect(problemsOf({ RECS_REFRESH_AHEAD_SECONDS: "811" })).toEqual([
      'RECS_REFRESH_AHEAD_SECONDS: must be up to half of the shortest TTL, 810 seconds, got "811"',
    ]);
  });

  it.each([
    ["RECS_KEY_TEMPLATE", "recs:42", "be a key template such as recs:{profileId}:{context}"],
    ["RECOMMENDATIONS_CACHE_HOST", "a host", "be a host name or address"],
    ["RECOMMENDATIONS_CACHE_REGION", "europe", "be a region such as us-east-1"],
    ["RECOMMENDATIONS_CACHE_NAME", "Recs", "be the lower-case name of a cache"],
    ["RECOMMENDATIONS_CACHE_USER", "a user", "be a user's name"],
    ["RECOMMENDATIONS_CACHE_CLUSTER", "1", "be true or false"],
  ])("refuses %s=%s", (name, value, rule) => {
    expect(problemsOf({ [name]: value })).toEqual([`${name}: must ${rule}, got "${value}"`]);
  });
});
