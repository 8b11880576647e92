import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { recsOf } from "../../support/redis-cache";
import { freePort, type RedisServer, startRedis } from "../../support/redis-server";

// Debian 12: redis-server (7.0), openssl
let folder: string;
let server: RedisServer;
let tlsPort: number;

/** A cluster as ElastiCache shows it: TLS, a certificate for names, and nodes that are announced by name. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "p95-tls-"));
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const days = ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", ...days];
  execFileSync("openssl", [...made, "-keyout", key, "-out", certificate], { stdio: "ignore" });
  tlsPort = await freePort(true);
  const tls = ["--tls-port", `${tlsPort}`, "--tls-cert-file", certificate, "--tls-key-file", key];
  const trust = ["--tls-ca-cert-file", certificate, "--tls-auth-clients", "no", "--tls-cluster", "yes"];
  const names = ["--cluster-announce-hostname", "localhost", "--cluster-preferred-endpoint-type", "hostname"];
  server = await startRedis([...tls, ...trust, ...names, "--cluster-enabled", "yes"], true);
  await server.admin.call("CLUSTER", "ADDSLOTSRANGE", 0, 16_383);
  while (!String(await server.admin.call("CLUSTER", "INFO")).includes("cluster_state:ok")) await server.admin.ping();
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A process that trusts the certificate, or does not; its report, or undefined if it never connects. */
async function ask(trusted: boolean) {
  const address = { ...server.address, host: "localhost", port: tlsPort, tls: true };
  const child = fork(join(__dirname, "redis-process.ts"), [JSON.stringify(address), "5"], {
    execArgv: ["--require", "sucrase/register/ts"],
    env: { ...process.env, ...(trusted ? { NODE_EXTRA_CA_CERTS: join(folder, "certificate.pem") } : {}) },
  });
  try {
    const [first] = await once(child, "message");
    if (first !== "ready") return first;
    const report = once(child, "message");
    child.send("go");
    return (await report)[0];
  } finally {
    child.kill("SIGKILL");
  }
}

describe("a cluster over TLS that announces its nodes by name", () => {
  it("is used, each certificate held against the name", async () => {
    const answer = recsOf({ profileId: 1, context: "home" });
    expect(await ask(true)).toEqual({ loads: 1, answers: [JSON.stringify(answer)] });
    expect(await server.admin.get("recs:1:home")).toBe(JSON.stringify(answer));
  });

  it("is not used by who cannot verify it", async () => {
    expect(await ask(false)).toEqual({ problem: "Connection is closed." }); // all that the client tells of it
  });
});
