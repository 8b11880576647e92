import type { Cluster, Redis } from "ioredis";
import type { Credentials } from "../aws/signature";
import type { Clock } from "./clock";

/** Between two looks for newer credentials. Unit: milliseconds. Those of a role live an hour or more. */
const RENEW_MILLIS = 10 * 60_000;

/** The same while there are none yet. */
const FIRST_MILLIS = 5_000;

/**
 * Connections sign in again this often: ElastiCache cuts them 12 hours after the last time. Half of it leaves hours to try again.
 * Unit: milliseconds. Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
 */
const AGAIN_MILLIS = 6 * 3_600_000;

export interface SignInOptions {
  readonly userName: string;
  readonly credentials: () => Promise<Credentials>;
  /** The password of this moment, e.g. `elastiCacheToken`. */
  readonly token: (credentials: Credentials, at: Date) => string;
  readonly clock: Clock;
  /** What went wrong; old credentials, or the connection as it is, serve until the next try. Never holds a token. */
  readonly onProblem: (message: string) => void;
}

/** Signs connections in with a password that is made for each of them, and again before it is too late. */
export class SignIn {
  private readonly nodes = new Set<Redis>();
  private credentials: Credentials | undefined;
  private signedInAt: number;
  private cancel: () => void = () => undefined;
  private stopped = false;

  constructor(private readonly options: SignInOptions) {
    this.signedInAt = options.clock.now();
  }

  get userName(): string {
    return this.options.userName;
  }

  /** Reads credentials, and goes on renewing them until `stop`. Without any, connections are refused and tried again. */
  async start(): Promise<void> {
    await this.read();
    this.next();
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
    this.nodes.clear();
  }

  /** A new token; it is valid from now. Empty before `start`. */
  password(): string {
    return this.credentials === undefined ? "" : this.options.token(this.credentials, this.options.clock.date());
  }

  /** Every connection that `client` opens from now on gets a token of its own; those of a cluster are found as they come. */
  attach(client: Redis | Cluster): void {
    if ("nodes" in client) {
      for (const node of client.nodes("all")) this.add(node);
      client.on("+node", (node: Redis) => this.add(node));
      client.on("-node", (node: Redis) => this.nodes.delete(node));
    } else {
      this.add(client);
    }
  }

  /** The client reads its options at each connection, and copies them when it makes another. */
  private add(node: Redis): void {
    Object.defineProperty(node.options, "password", {
      get: () => this.password(),
      enumerable: true,
      configurable: true,
    });
    this.nodes.add(node);
  }

  private next(): void {
    if (this.stopped) return;
    const millis = this.credentials === undefined ? FIRST_MILLIS : RENEW_MILLIS;
    this.cancel = this.options.clock.after(millis, () => void this.renew().then(() => this.next()));
  }

  private async read(): Promise<void> {
    try {
      this.credentials = await this.options.credentials();
    } catch (error) {
      this.options.onProblem((error as Error).message);
    }
  }

  private async renew(): Promise<void> {
    const { userName, clock, onProblem } = this.options;
    await this.read();
    const now = clock.now();
    if (now - this.signedInAt < AGAIN_MILLIS) return;
    const results = await Promise.allSettled(
      [...this.nodes]
        .filter(({ status }) => status === "ready") // the others sign in when they connect
        .map((node) => node.auth(userName, this.password())),
    );
    const failed = results.find((result) => result.status === "rejected");
    if (failed === undefined) this.signedInAt = now;
    else onProblem((failed.reason as Error).message);
  }
}
