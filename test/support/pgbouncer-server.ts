import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client, type ClientConfig } from "pg";
import { serverOwner } from "./postgres";

/** Where `install-pgbouncer.sh` puts it, unless somebody says otherwise. */
const ROOT = process.env.PGBOUNCER_ROOT ?? "/opt/p95-pgbouncer";
const LIBRARIES = join(ROOT, "usr/lib/x86_64-linux-gnu");
const PROGRAM = join(ROOT, "usr/sbin/pgbouncer");

/** Why there is none to start; undefined if there is one. */
export function pgBouncerProblem(): string | undefined {
  if (existsSync(PROGRAM)) return undefined;
  return `pgbouncer not found in ${ROOT}: run test/real/debian/install-pgbouncer.sh`;
}

/** Writes a file that the servers may read, and nobody else. */
export function writeForServer(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
  const owner = serverOwner();
  if (owner) chownSync(path, owner.uid, owner.gid);
}

/** A certificate for `addresses`, its key and its authority, as files `<name>.*` in `folder`. */
export function makeCertificate(folder: string, name: string, addresses: readonly string[]): void {
  const names = addresses.map((address) => `IP:${address}`).join();
  const path = (suffix: string) => join(folder, `${name}.${suffix}`);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  openssl("req", "-x509", ...key, "-subj", `/CN=${name} authority`, "-keyout", path("ca-key"), "-out", path("ca"));
  openssl("req", ...key.slice(0, 5), "-subj", `/CN=${name}`, "-keyout", path("key"), "-out", path("request"));
  writeFileSync(path("names"), `subjectAltName=${names}\n`);
  const signed = ["-CA", path("ca"), "-CAkey", path("ca-key"), "-CAcreateserial", "-days", "2"];
  openssl("x509", "-req", "-in", path("request"), ...signed, "-extfile", path("names"), "-out", path("crt"));
  const owner = serverOwner();
  if (owner) for (const suffix of ["key", "crt", "ca"]) chownSync(path(suffix), owner.uid, owner.gid);
}

/** A real PgBouncer. */
export interface PgBouncerServer {
  /** A connected client that `stop` closes. */
  connect(config: ClientConfig): Promise<Client>;
  /** Resolves when the log has `text`. */
  logged(text: string): Promise<void>;
  /** Sends a signal and waits until the log has `text`. */
  signal(name: NodeJS.Signals, text: string): Promise<void>;
  /** Resolves when it has ended, to its exit code. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

/** Starts PgBouncer with the configuration `ini` at `address`, port 6432. Ends with the process that started it. */
export async function startPgBouncer(ini: string, address: string): Promise<PgBouncerServer> {
  const problem = pgBouncerProblem();
  if (problem !== undefined) throw new Error(problem);
  const loader = [join(LIBRARIES, "ld-linux-x86-64.so.2"), "--library-path", LIBRARIES];
  const command = [...loader, PROGRAM, ini];
  const child = spawn("setpriv", ["--pdeathsig", "KILL", ...command], {
    ...serverOwner(),
    cwd: "/",
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const logged = watchLog(child);
  await logged("process up");
  const clients: Client[] = [];
  return {
    ended,
    logged,
    async connect(config) {
      const client = new Client({ host: address, port: 6432, ...config });
      client.on("error", () => undefined); // the server's end is told to idle clients as an error
      await client.connect();
      clients.push(client);
      return client;
    },
    signal: async (name, text) => {
      child.kill(name);
      await logged(text);
    },
    stop: async () => {
      if (child.exitCode === null) child.kill("SIGKILL");
      await ended;
      await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
    },
  };
}

/** Waits for a text in the log; the log becomes the error when the server ends first. */
function watchLog(child: ChildProcess): (text: string) => Promise<void> {
  let log = "";
  let ended = false;
  const waiting = new Set<() => void>();
  const look = () => {
    for (const one of [...waiting]) one();
  };
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    log += text;
    look();
  });
  child.once("exit", () => {
    ended = true;
    look();
  });
  return (text) =>
    new Promise((resolve, reject) => {
      const one = () => {
        if (!log.includes(text) && !ended) return;
        waiting.delete(one);
        if (log.includes(text)) resolve();
        else reject(new Error(`PgBouncer ended without "${text}"\n${log}`));
      };
      waiting.add(one);
      one();
    });
}
