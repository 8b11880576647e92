import type { Cluster, Redis } from "ioredis";
import type { Store, Stored } from "./store";

/** One command that an ioredis client sends; a client or a cluster of them. */
export type RedisClient = Pick<Redis | Cluster, "get" | "pttl" | "set" | "del">;

/**
 * Redis or Valkey. GET, PTTL, SET and DEL on one key at a time: no scripts, as the access string allows none, and nothing across the
 * slots of a cluster.
 */
export class RedisStore implements Store {
  constructor(private readonly client: RedisClient) {}

  /** Both commands leave together and come back together. A key that expired between them is a miss. */
  async get(key: string): Promise<Stored | undefined> {
    const [text, remaining] = await Promise.all([this.client.get(key).catch(emptyIfNoText), this.client.pttl(key)]);
    if (text === null || remaining === -2) return undefined;
    return { text, remainingMillis: remaining === -1 ? Number.POSITIVE_INFINITY : remaining };
  }

  async set(key: string, text: string, ttlMillis: number | undefined, onlyIfAbsent: boolean): Promise<boolean> {
    if (ttlMillis === undefined) await this.client.set(key, text);
    else if (onlyIfAbsent) return (await this.client.set(key, text, "PX", ttlMillis, "NX")) === "OK";
    else await this.client.set(key, text, "PX", ttlMillis);
    return true;
  }

  async delete(key: string): Promise<void> {
    await this.client.del(key);
  }
}

/** A key that holds another type is unreadable, and overwritten by SET; it says nothing against the server. */
function emptyIfNoText(error: Error): string {
  if (error.message.startsWith("WRONGTYPE")) return "";
  throw error;
}
