import type { CachePurpose } from "./settings";

/** What sets one purpose apart from the others. */
interface Purpose {
  /** Patterns of the keys it holds; a contract with `runtime/`. */
  readonly keys: readonly string[];
  /** Rights beyond `COMMON_COMMANDS`. */
  readonly commands: readonly string[];
  /** Parameters beyond `COMMON_PARAMETERS`. */
  readonly parameters: Readonly<Record<string, string>>;
}

const PURPOSES: Readonly<Record<CachePurpose, Purpose>> = {
  sessions: {
    keys: ["session:*", "user-state:*"],
    // A session and its index change together; whoever holds something for a session hears of its expiry.
    commands: ["+@transaction", "&__keyevent@0__:expired", "+subscribe", "+unsubscribe"],
    parameters: {
      "maxmemory-policy": "volatile-lru", // a key without TTL is user state: never evicted
      "notify-keyspace-events": "Ex",
    },
  },
  recommendations: {
    keys: ["recs:*"],
    commands: [],
    parameters: {
      "maxmemory-policy": "allkeys-lfu", // a few profiles ask all evening; a scan by one visitor must not evict them
      "lfu-decay-time": "1",
      "lfu-log-factor": "10",
    },
  },
  metadata: {
    keys: ["metadata:*"],
    commands: [],
    parameters: { "maxmemory-policy": "allkeys-lru" }, // interest moves with each release: recency beats frequency
  },
};

/** Without `@dangerous` nobody flushes, lists all keys or reads another client's commands; `@admin` lies inside it. */
const COMMON_COMMANDS = ["+@read", "+@write", "+@connection", "-@dangerous"];

/** What cluster-aware clients ask before their first command, and every time the slots move. `info` is a client's ready check. */
const CLUSTER_COMMANDS = ["+cluster|slots", "+cluster|shards", "+cluster|nodes", "+cluster|info", "+info"];

const COMMON_PARAMETERS = {
  "cluster-enabled": "yes",
  "lazyfree-lazy-eviction": "yes", // frees big values beside the one thread that answers
  "tcp-keepalive": "60", // notices a dead client before the load balancers' idle timers do
  timeout: "0",
};

/**
 * ElastiCache access string of the application that uses `purposes`: their keys, and data commands only.
 * Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html#Access-string
 */
export function accessString(purpose: CachePurpose): string {
  const { keys, commands } = PURPOSES[purpose];
  return ["on", ...keys.map((key) => `~${key}`), "-@all", ...COMMON_COMMANDS, ...CLUSTER_COMMANDS, ...commands].join(
    " ",
  );
}

/** Family of parameter groups that belongs to `engineVersion`, e.g. `valkey8` to `8.2`. */
export function parameterFamily(engineVersion: string): string {
  return `valkey${engineVersion.split(".")[0]}`;
}

/** Parameters of `purpose`'s clusters, in the order of their names. */
export function parameters(purpose: CachePurpose, reservedMemoryPercent: number): { name: string; value: string }[] {
  const values = {
    ...COMMON_PARAMETERS,
    "reserved-memory-percent": `${reservedMemoryPercent}`,
    ...PURPOSES[purpose].parameters,
  };
  return Object.entries(values)
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
