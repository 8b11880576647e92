import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import type { CacheAddress } from "../../runtime/cache/contract";

/**
 * A shell between us and the server waits for the end of its input, which comes even when this process is killed. Then the folder,
 * which is its name, goes with the server; told to keep it, it leaves it to the next start.
 */
const UNTIL_WE_END = `"$@" </dev/null & echo "pid $!"; read -r keep; kill -KILL $!; wait $!; [ "$keep" ] || rm -rf "$0"; exit 0`;

/** A real Redis server of its own on a free port of the loopback interface. Keeps nothing on disk. */
export interface RedisServer {
  readonly port: number;
  readonly address: CacheAddress;
  /** A client with all rights. */
  readonly admin: Redis;
  /** Stops it where it stands: connections stay open and nothing is answered. */
  freeze(): void;
  thaw(): void;
  /** Ends it without a word, and its data with it. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedis(settings: readonly string[] = [], cluster = false): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "p95-redis-"));
  const port = await freePort(cluster);
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"];
  let server: ChildProcess | undefined;
  let pid = 0;
  const start = async () => {
    server = spawn("sh", ["-c", UNTIL_WE_END, folder, "redis-server", ...args, ...settings], {
      stdio: ["pipe", "pipe", "ignore"],
      detached: true, // Ctrl-C is for us: the shell has to outlive it
    });
    pid = await ready(server);
  };
  const kill = async () => {
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server!.once("exit", resolve));
    server.stdin!.end("keep\n");
    await ended;
  };
  await start();
  const admin = new Redis(port, "127.0.0.1", { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  admin.on("error", () => undefined);
  return {
    port,
    address: {
      host: "127.0.0.1",
      port,
      region: "us-east-1",
      name: "test",
      serverless: false,
      user: "",
      tls: false,
      cluster,
    },
    admin,
    freeze: () => process.kill(pid, "SIGSTOP"),
    thaw: () => process.kill(pid, "SIGCONT"),
    kill,
    start,
    async stop() {
      admin.disconnect();
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Nodes of a cluster talk to each other 10,000 above their port. */
export async function freePort(cluster: boolean): Promise<number> {
  for (;;) {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    if (!cluster || port + 10_000 <= 65_535) return port;
  }
}

/** Waits for the server's own word. @returns its process. */
function ready(server: ChildProcess): Promise<number> {
  let log = "";
  return new Promise((resolve, reject) => {
    server.stdout!.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      if (log.includes("Ready to accept connections")) resolve(Number(/^pid (\d+)$/m.exec(log)![1]));
      else if (/# Failed|FATAL/.test(log)) reject(new Error(`Cannot start Redis\n${log}`));
    });
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`Cannot start Redis\n${log}`)));
  });
}
