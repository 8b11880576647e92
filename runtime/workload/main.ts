import { setTimeout as wait } from "node:timers/promises";
import { SQSClient } from "@aws-sdk/client-sqs";
import { Registry } from "prom-client";
import { credentialsFrom } from "../aws/credentials";
import { Cache } from "../cache/cache";
import { systemClock } from "../cache/clock";
import { connect } from "../cache/connect";
import { type CacheAddress, readCacheContract } from "../cache/contract";
import { elastiCacheToken } from "../cache/iam-token";
import { CacheMetrics } from "../cache/metrics";
import { Records } from "../cache/records";
import { RedisStore } from "../cache/redis-store";
import { SignIn } from "../cache/sign-in";
import { connectionOf, PostgresDatabase } from "./database";
import { type DatabaseContract, readDatabaseContract } from "./database-contract";
import { LoginPassword, secretPassword } from "./login-password";
import { ServiceMetrics } from "./metrics";
import { isSession, playback } from "./playback";
import { Pulse } from "./pulse";
import { consume } from "./queue";
import { isRecommendations, loadRecommendations, recommendations } from "./recommendations";
import { type Handler, HttpService, type Ports } from "./server";
import { SqsQueue } from "./sqs-queue";
import { consumeWatchEvents } from "./watch-events";

/** Of a pod. */
export const PORTS: Ports = { http: 8080, metrics: 9102 };

const USAGE = "usage: main playback-service | recommendation-service | watch-event-worker";

type Env = Readonly<Record<string, string | undefined>>;

/** Ends a part of the program; the last one that was started ends first. */
type Closers = (() => unknown)[];

/** A running workload. */
export interface Workload {
  readonly ports: Ports;
  /** Takes no more work, finishes what is under way, closes everything. */
  stop(): Promise<void>;
}

/** Starts one of the workloads. @throws on a name or an environment that is none. */
export async function start(
  name: string,
  env: Env,
  ports: Ports,
  log = (entry: object) => console.log(JSON.stringify(entry)),
): Promise<Workload> {
  const registry = new Registry();
  const closers: Closers = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const parts = {
      env,
      registry,
      closers,
      log,
      caches: new CacheConnections(env, new CacheMetrics(registry), closers, log),
    };
    const endpoints = await endpointsOf(name, parts);
    const metrics = new ServiceMetrics(name, registry);
    const pulse = name === "watch-event-worker" ? new Pulse(() => Date.now()) : undefined;
    const service = new HttpService({ endpoints, metrics, ports, log, alive: () => pulse?.alive ?? true });
    closers.push(() => service.drain());
    const listening = await service.start();
    service.isWarm();
    if (pulse !== undefined) consumeQueue(parts, pulse);
    return { ports: listening, stop };
  } catch (error) {
    await stop(); // or what is connected already would keep the process alive
    throw error;
  }
}

interface Parts {
  readonly env: Env;
  readonly registry: Registry;
  readonly caches: CacheConnections;
  readonly closers: Closers;
  readonly log: (entry: object) => void;
}

async function endpointsOf(name: string, parts: Parts): Promise<Record<string, Handler>> {
  switch (name) {
    case "playback-service":
      return { "/api/playback": await playbackHandler(parts) };
    case "recommendation-service":
      return { "/api/recommendations": await recommendationsHandler(parts) };
    case "watch-event-worker":
      return {};
    default:
      throw new Error(USAGE);
  }
}

/** The pools of the writer, or of the readers where there are any. */
function database({ env, registry, closers }: Parts, of: "writer" | "reader"): PostgresDatabase {
  const contract = readDatabaseContract(env);
  const address = contract[of] ?? contract.writer;
  const made = new PostgresDatabase(connectionOf(address, contract), registry, passwordOf(contract, env));
  closers.push(() => made.close());
  return made;
}

function passwordOf({ login }: DatabaseContract, env: Env): LoginPassword | undefined {
  if (login?.secretArn === undefined) return undefined;
  const nowMillis = () => Date.now();
  const world = { credentials: credentialsFrom(env, nowMillis), nowMillis, wait: (millis: number) => wait(millis) };
  return new LoginPassword(
    secretPassword({ ...login, secretArn: login.secretArn }, world, env.AWS_ENDPOINT_URL_SECRETS_MANAGER),
  );
}

async function playbackHandler(parts: Parts): Promise<Handler> {
  const { limits, sessions } = readCacheContract(parts.env);
  if (!sessions) throw new Error("playback-service needs the sessions cache");
  const { caches } = parts;
  const [read, write] = [await caches.store(sessions.read), await caches.store(sessions.write)];
  const records = new Records(
    { name: "session", parts: ["sessionId"], policy: sessions.session, limits, accepts: isSession },
    { read, write, metrics: caches.metrics },
  );
  return playback(database(parts, "writer"), records);
}

async function recommendationsHandler(parts: Parts): Promise<Handler> {
  const contract = readCacheContract(parts.env);
  if (!contract.recommendations) throw new Error("recommendation-service needs the recommendations cache");
  const { endpoint, recs } = contract.recommendations;
  const { caches, closers } = parts;
  const cache = new Cache(
    {
      name: "recs",
      parts: ["profileId", "context"],
      policy: recs,
      limits: contract.limits,
      accepts: isRecommendations,
      load: loadRecommendations(database(parts, "reader")),
    },
    { store: await caches.store(endpoint), metrics: caches.metrics },
  );
  closers.push(() => cache.settled());
  return recommendations(cache);
}

function consumeQueue(parts: Parts, pulse: Pulse): void {
  const { env, closers, log } = parts;
  if (!env.QUEUE_URL) throw new Error("watch-event-worker needs QUEUE_URL");
  const events = database(parts, "writer");
  const client = new SQSClient({});
  const queue = new SqsQueue(client, env.QUEUE_URL);
  const stopping = new AbortController();
  const consuming = consume(
    {
      queue,
      handle: (messages) => consumeWatchEvents(queue, messages, events, log),
      log,
      onRound: () => pulse.beat(),
    },
    stopping.signal,
  );
  closers.push(async () => {
    stopping.abort();
    await consuming;
    client.destroy();
  });
}

/** Connections to caches, each with its own way to sign in. */
class CacheConnections {
  constructor(
    private readonly env: Env,
    readonly metrics: CacheMetrics,
    readonly closers: Closers,
    private readonly log: (entry: object) => void,
  ) {}

  async store(address: CacheAddress): Promise<RedisStore> {
    const onProblem = (error: string) => this.log({ level: "warn", cache: address.name, error });
    const signIn = address.user === "" ? undefined : await this.signIn(address, onProblem);
    const client = connect(address, signIn, onProblem);
    this.closers.push(() => client.disconnect());
    return new RedisStore(client);
  }

  private async signIn(address: CacheAddress, onProblem: (error: string) => void): Promise<SignIn> {
    const { name, user, region, serverless } = address;
    const subject = { cacheName: name, userName: user, region, serverless };
    const signIn = new SignIn({
      userName: user,
      credentials: credentialsFrom(this.env, () => Date.now()),
      token: (credentials, at) => elastiCacheToken(subject, credentials, at),
      clock: systemClock,
      onProblem,
    });
    await signIn.start();
    this.closers.push(() => signIn.stop());
    return signIn;
  }
}

/** Ports of a pod, unless the environment has others, as several on one machine need them. */
function portsOf(env: Env): Ports {
  return { http: Number(env.HTTP_PORT ?? PORTS.http), metrics: Number(env.METRICS_PORT ?? PORTS.metrics) };
}

if (require.main === module) {
  start(process.argv[2] ?? "", process.env, portsOf(process.env)).then(
    ({ ports, stop }) => {
      process.once("SIGTERM", () => void stop());
      console.log(JSON.stringify({ level: "info", message: "listening", ...ports }));
    },
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    },
  );
}
