import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** What /proc holds under `path`, empty when the process has gone meanwhile. */
function proc<T>(read: () => T, gone: T): T {
  try {
    return read();
  } catch {
    return gone;
  }
}

/** Ids of all processes that were started with this variable in their environment, and of whatever they started. */
export function processesWith(variable: string, value: string): number[] {
  const wanted = `${variable}=${value}`;
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) =>
      proc(() => readFileSync(`/proc/${pid}/environ`, "utf8"), "")
        .split("\0")
        .includes(wanted),
    )
    .map(Number);
}

/** A process's open internet sockets as `local remote`, in the hexadecimal form of /proc/net. */
export function socketsOf(pid: number): string[] {
  const descriptors = proc(() => readdirSync(`/proc/${pid}/fd`), []);
  const targets = descriptors.map((each) => proc(() => readlinkSync(`/proc/${pid}/fd/${each}`), ""));
  const inodes = new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
  const tables = ["tcp", "tcp6", "udp", "udp6"].flatMap((name) =>
    proc(() => readFileSync(`/proc/${pid}/net/${name}`, "utf8"), "")
      .split("\n")
      .slice(1),
  );
  return tables
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => inodes.has(columns[9] ?? ""))
    .map(([, local, remote]) => `${local} ${remote}`);
}

/** Loopback, or the absent remote end of a socket that listens. */
export function isLoopback(address: string): boolean {
  const [host = "", port = ""] = address.split(":");
  const loopback = /^(0100007F|0{24}01000000|0{16}FFFF00000100007F)$/.test(host);
  return loopback || (/^0+$/.test(host) && /^0+$/.test(port));
}
