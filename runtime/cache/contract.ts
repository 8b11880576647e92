import { partsOf } from "./key-template";
import type { CacheLimits, FamilyPolicy } from "./policy";
import type { RecordPolicy } from "./records";

/** Raised when variables change their meaning; a program refuses a contract that it does not know. */
export const CONTRACT_VERSION = 1;

/** Where a cache is and who signs in. `V` is text, or in the infrastructure's code a text that is known later. */
export interface CacheAddress<V = string> {
  readonly host: V;
  readonly port: number;
  /** Region that the token is signed for. */
  readonly region: string;
  /** Replication group or serverless cache that the token names. */
  readonly name: V;
  readonly serverless: boolean;
  /** Signs in with an IAM token; empty: without any, as only a test has it. */
  readonly user: V;
  readonly tls: boolean;
  readonly cluster: boolean;
}

/** All that a program must know of the caches it uses; a purpose that it does not use is absent. */
export interface CacheContract<V = string> {
  readonly limits: CacheLimits;
  readonly recommendations?: { readonly endpoint: CacheAddress<V>; readonly recs: FamilyPolicy };
  readonly metadata?: { readonly endpoint: CacheAddress<V>; readonly metadata: FamilyPolicy };
  readonly sessions?: {
    readonly read: CacheAddress<V>;
    readonly write: CacheAddress<V>;
    readonly session: RecordPolicy;
    readonly userState: RecordPolicy;
  };
}

/** A number in the environment: its name, both ends of its range, and the unit that ends the sentence. */
type NumberVariable = readonly [name: string, min: number, max: number, unit: string];

const LIMITS: { readonly [Field in keyof CacheLimits]: NumberVariable } = {
  l1MaxEntries: ["L1_MAX_ENTRIES", 1, 1_000_000, "entries"],
  l1MaxBytes: ["L1_MAX_BYTES", 1_024, 4_294_967_296, "bytes"],
  l1TtlSeconds: ["L1_TTL_SECONDS", 1, 300, "seconds"],
  l2TimeoutMillis: ["L2_TIMEOUT_MS", 1, 1_000, "milliseconds"],
  breakerFailureCount: ["L2_BREAKER_FAILURES", 1, 100, "failures"],
  breakerCooldownMillis: ["L2_BREAKER_COOLDOWN_MS", 100, 60_000, "milliseconds"],
  maxValueBytes: ["MAX_VALUE_BYTES", 1_024, 1_048_576, "bytes"],
  lockMillis: ["LOCK_MS", 100, 60_000, "milliseconds"],
  loadTimeoutMillis: ["LOAD_TIMEOUT_MS", 100, 30_000, "milliseconds"],
};

const FAMILY: { readonly [Field in Exclude<keyof FamilyPolicy, "keyTemplate">]: NumberVariable } = {
  ttlSeconds: ["TTL_SECONDS", 1, 86_400, "seconds"],
  ttlJitterPercent: ["TTL_JITTER_PERCENT", 0, 50, "percent"],
  negativeTtlSeconds: ["NEGATIVE_TTL_SECONDS", 1, 3_600, "seconds"],
  refreshAheadSeconds: ["REFRESH_AHEAD_SECONDS", 0, 3_600, "seconds"],
  staleGraceSeconds: ["STALE_GRACE_SECONDS", 0, 604_800, "seconds"],
};

const RECORD: { readonly [Field in Exclude<keyof RecordPolicy, "keyTemplate">]: NumberVariable } = {
  ttlSeconds: ["TTL_SECONDS", 0, 2_592_000, "seconds"],
};

const PREFIXES = {
  recommendations: "RECOMMENDATIONS_CACHE",
  metadata: "METADATA_CACHE",
  read: "SESSIONS_CACHE_READ",
  write: "SESSIONS_CACHE_WRITE",
} as const;

export type Variables<V = string> = Readonly<Record<string, V | string>>;

/** The contract as environment variables. */
export function contractVariables<V>({ limits, recommendations, metadata, sessions }: CacheContract<V>): Variables<V> {
  return {
    CACHE_CONTRACT_VERSION: `${CONTRACT_VERSION}`,
    ...numbers("", LIMITS, limits),
    ...(recommendations && {
      ...addressVariables(PREFIXES.recommendations, recommendations.endpoint),
      ...policyVariables("RECS", FAMILY, recommendations.recs),
    }),
    ...(metadata && {
      ...addressVariables(PREFIXES.metadata, metadata.endpoint),
      ...policyVariables("METADATA", FAMILY, metadata.metadata),
    }),
    ...(sessions && {
      ...addressVariables(PREFIXES.read, sessions.read),
      ...addressVariables(PREFIXES.write, sessions.write),
      ...policyVariables("SESSION", RECORD, sessions.session),
      ...policyVariables("USER_STATE", RECORD, sessions.userState),
    }),
  };
}

/** Names every variable that is wrong, not only the first. */
export class CacheContractError extends Error {
  override readonly name = "CacheContractError";

  constructor(readonly problems: readonly string[]) {
    super(["Cannot read the cache contract", ...problems.map((problem) => `  ${problem}`)].join("\n"));
  }
}

/** The contract that a pod was given; a purpose without any variable is absent. @throws {CacheContractError} */
export function readCacheContract(env: Readonly<Record<string, string | undefined>>): CacheContract {
  const reader = new Reader(env);
  reader.check("CACHE_CONTRACT_VERSION", (value) => value === `${CONTRACT_VERSION}`, `be ${CONTRACT_VERSION}`);
  const limits = reader.numbers("", LIMITS);
  const leastLockMillis = 4 * limits.l2TimeoutMillis; // a lease ends, for us, two commands before it does for the others
  reader.check(
    "LOCK_MS",
    () => !(limits.lockMillis < leastLockMillis),
    `be at least ${leastLockMillis}, 4 times L2_TIMEOUT_MS`,
  );
  const contract: CacheContract = {
    limits,
    ...(reader.has(PREFIXES.recommendations, "RECS") && {
      recommendations: { endpoint: reader.address(PREFIXES.recommendations), recs: reader.family("RECS") },
    }),
    ...(reader.has(PREFIXES.metadata, "METADATA") && {
      metadata: { endpoint: reader.address(PREFIXES.metadata), metadata: reader.family("METADATA") },
    }),
    ...(reader.has("SESSIONS_CACHE", "SESSION", "USER_STATE") && {
      sessions: {
        read: reader.address(PREFIXES.read),
        write: reader.address(PREFIXES.write),
        session: reader.record("SESSION"),
        userState: reader.record("USER_STATE"),
      },
    }),
  };
  if (reader.problems.length > 0) throw new CacheContractError(reader.problems);
  return contract;
}

class Reader {
  readonly problems: string[] = [];

  constructor(private readonly env: Readonly<Record<string, string | undefined>>) {}

  has(...prefixes: readonly string[]): boolean {
    return Object.keys(this.env).some((name) => prefixes.some((prefix) => name.startsWith(`${prefix}_`)));
  }

  check(name: string, holds: (value: string) => boolean, rule: string): string {
    const value = this.env[name];
    if (value === undefined || !holds(value)) {
      this.problems.push(`${name}: must ${rule}, got ${value === undefined ? "nothing" : JSON.stringify(value)}`);
    }
    return value ?? "";
  }

  numbers<T>(
    prefix: string,
    variables: { readonly [Field in keyof T]: NumberVariable },
  ): { [Field in keyof T]: number } {
    const found = Object.entries<NumberVariable>(variables).map(([field, variable]) => [
      field,
      this.number(prefix, variable),
    ]);
    return Object.fromEntries(found);
  }

  family(prefix: string): FamilyPolicy {
    const policy = { keyTemplate: this.keyTemplate(prefix), ...this.numbers(`${prefix}_`, FAMILY) };
    const { ttlSeconds, ttlJitterPercent, refreshAheadSeconds } = policy;
    const shortestSeconds = ttlSeconds * (1 - ttlJitterPercent / 100);
    this.check(
      `${prefix}_REFRESH_AHEAD_SECONDS`,
      () => !(refreshAheadSeconds > shortestSeconds / 2), // otherwise a value is loaded anew as soon as it is there
      `be up to half of the shortest TTL, ${Math.floor(shortestSeconds / 2)} seconds`,
    );
    return policy;
  }

  record(prefix: string): RecordPolicy {
    return { keyTemplate: this.keyTemplate(prefix), ...this.numbers(`${prefix}_`, RECORD) };
  }

  address(prefix: string): CacheAddress {
    const text = (name: string, rule: RegExp, sentence: string) =>
      this.check(`${prefix}_${name}`, (value) => rule.test(value), sentence);
    const flag = (name: string) => text(name, /^(true|false)$/, "be true or false") === "true";
    return {
      host: text("HOST", /^[A-Za-z0-9.:-]+$/, "be a host name or address"),
      port: this.number(`${prefix}_`, ["PORT", 1, 65_535, ""]),
      region: text("REGION", /^[a-z]{2}(-[a-z]+)+-\d$/, "be a region such as us-east-1"),
      name: text("NAME", /^[a-z][a-z0-9-]*$/, "be the lower-case name of a cache"),
      serverless: flag("SERVERLESS"),
      user: text("USER", /^[A-Za-z0-9-]*$/, "be a user's name"),
      tls: flag("TLS"),
      cluster: flag("CLUSTER"),
    };
  }

  private keyTemplate(prefix: string): string {
    const rule = "be a key template such as recs:{profileId}:{context}";
    return this.check(`${prefix}_KEY_TEMPLATE`, (value) => partsOf(value) !== undefined, rule);
  }

  private number(prefix: string, [name, min, max, unit]: NumberVariable): number {
    const inRange = (value: string) => /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max;
    return Number(this.check(`${prefix}${name}`, inRange, `be ${min} to ${max} ${unit}`.trimEnd()));
  }
}

function numbers<T>(prefix: string, variables: { readonly [Field in keyof T]: NumberVariable }, values: T) {
  return Object.fromEntries(
    Object.entries<NumberVariable>(variables).map(([field, [name]]) => [
      `${prefix}${name}`,
      `${values[field as keyof T]}`,
    ]),
  );
}

function policyVariables<T extends { readonly keyTemplate: string }>(
  prefix: string,
  variables: { readonly [Field in Exclude<keyof T, "keyTemplate">]: NumberVariable },
  policy: T,
): Record<string, string> {
  return { [`${prefix}_KEY_TEMPLATE`]: policy.keyTemplate, ...numbers(`${prefix}_`, variables, policy as any) };
}

function addressVariables<V>(prefix: string, address: CacheAddress<V>): Variables<V> {
  return {
    [`${prefix}_HOST`]: address.host,
    [`${prefix}_PORT`]: `${address.port}`,
    [`${prefix}_REGION`]: address.region,
    [`${prefix}_NAME`]: address.name,
    [`${prefix}_SERVERLESS`]: `${address.serverless}`,
    [`${prefix}_USER`]: address.user,
    [`${prefix}_TLS`]: `${address.tls}`,
    [`${prefix}_CLUSTER`]: `${address.cluster}`,
  };
}
