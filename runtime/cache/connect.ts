import { Cluster, type CommonRedisOptions, Redis } from "ioredis";
import type { CacheAddress } from "./contract";
import type { SignIn } from "./sign-in";

/** Longest pause before the next try to connect. Unit: milliseconds. */
const MAX_RECONNECT_MILLIS = 2_000;

/**
 * A command that cannot be sent now fails now, and none is sent later: the caller has gone to the source meanwhile, and a late SET or
 * DEL would change what others have written since.
 */
const NO_SECOND_TRY = { enableOfflineQueue: false, maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false };

/** Connects in the background; until it is connected, commands fail at once. `onProblem` hears why it is not. */
export function connect(
  { host, port, tls, cluster }: CacheAddress,
  signIn: SignIn | undefined,
  onProblem: (message: string) => void,
): Redis | Cluster {
  const options: CommonRedisOptions & { tls?: object } = {
    ...NO_SECOND_TRY,
    connectTimeout: 2_000,
    keepAlive: 10_000,
    ...(tls ? { tls: {} } : {}),
    ...(signIn === undefined ? {} : { username: signIn.userName }),
  };
  const client = cluster
    ? new Cluster([{ host, port }], {
        lazyConnect: true,
        enableOfflineQueue: false,
        clusterRetryStrategy: pauseBefore,
        maxRedirections: 4, // a moved slot is one; more is a cluster in trouble
        slotsRefreshTimeout: 2_000,
        dnsLookup: (address, callback) => callback(null, address), // certificates name hosts, not addresses
        redisOptions: passwordOf(options, signIn),
      })
    : new Redis({ ...options, host, port, lazyConnect: true, retryStrategy: pauseBefore });
  signIn?.attach(client);
  const tell = ({ message }: Error) => onProblem(message); // not the error itself: it holds the command, AUTH included
  client.on("error", tell);
  client.on("node error", tell); // of a cluster, which itself says only that no node answered
  client.connect().catch(() => undefined); // said by "error", and tried again by itself
  return client;
}

/** Twice as long each time, and never the same in two processes: all of them lost it at the same moment. */
function pauseBefore(attempt: number): number {
  const most = Math.min(50 * 2 ** Math.min(attempt, 10), MAX_RECONNECT_MILLIS);
  return most / 2 + (Math.random() * most) / 2;
}

/** For nodes that a cluster makes: read when a node is made, before `SignIn` hears of it. */
function passwordOf<T extends object>(options: T, signIn: SignIn | undefined): T {
  if (signIn === undefined) return options;
  return Object.defineProperty({ ...options }, "password", { get: () => signIn.password(), enumerable: true });
}
