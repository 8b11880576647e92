import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "pg";
import { POOL_LOGINS, POOLED_WORKLOADS } from "../../../../components/database/cluster/logins";
import { FETCH_SCRIPT } from "../../../../components/database/cluster/pod-parts";
import { lambdaSource } from "../../../../components/runtime-code";
import { credentialsFolder, readCredentials } from "../../../../runtime/database-jobs/credentials";
import { scramVerifier } from "../../../../runtime/database-jobs/scram-verifier";
import { applyLogins } from "../../../../runtime/database-jobs/sign-in";
import { MIGRATIONS_FOLDER, type PostgresServer, startPostgres } from "../../../support/postgres";

const run = promisify(execFile);

let folder: string;
let server: PostgresServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "p95-jobs-"));
  server = await startPostgres();
  const superuser = await server.connect();
  // As on Aurora: it owns the database and makes roles, and is no superuser.
  await superuser.query("CREATE ROLE master LOGIN CREATEROLE");
  await superuser.query("CREATE DATABASE streaming OWNER master");
  writeFileSync(join(folder, "master.json"), JSON.stringify({ username: "master", password: "unused" }));
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs what is in the ConfigMap, as the Job does: one file, nothing beside it. */
async function job(entry: string, args: readonly string[]): Promise<string> {
  const file = join(folder, `${entry}.js`);
  writeFileSync(file, lambdaSource(`runtime/database-jobs/${entry}.ts`));
  const env = {
    PATH: process.env.PATH,
    CREDENTIALS_FOLDER: folder,
    PGHOST: server.socketFolder,
    PGDATABASE: "streaming",
  };
  const { stdout } = await run(process.execPath, [file, ...args], { cwd: folder, env });
  return stdout;
}

describe("the Jobs' programs", () => {
  let db: Client;

  it("apply the migrations as the master user, once", async () => {
    expect(await job("migrate", [MIGRATIONS_FOLDER])).toContain("0001_roles.sql");
    expect(await job("migrate", ["--status", MIGRATIONS_FOLDER])).toMatch(/^applied +0001_roles\.sql$/m);
    db = await server.connect("streaming", "master");
    expect(
      (await db.query("SELECT nspowner::regrole::text AS owner FROM pg_namespace WHERE nspname = 'migrations'")).rows,
    ).toEqual([{ owner: "master" }]);
  });

  it("fail where an extension is missing when they are told to", async () => {
    await expect(job("migrate", ["--require-extensions", MIGRATIONS_FOLDER])).rejects.toMatchObject({ code: 1 });
  });

  it("sign up every login with its rights, its settings and its password", async () => {
    const file = join(folder, "logins.json");
    writeFileSync(file, JSON.stringify(POOLED_WORKLOADS.map((workload) => ({ workload, ...POOL_LOGINS[workload] }))));
    for (const workload of POOLED_WORKLOADS) {
      const secret = { username: POOL_LOGINS[workload].userName, password: `${workload.length}secret` };
      writeFileSync(join(folder, `${workload}.json`), JSON.stringify(secret));
    }
    const expected = "signed up playback_service, recommendation_service, catalog_service, watch_event_worker\n";
    expect(await job("logins", [file])).toBe(expected);
    expect(await job("logins", [file])).toBe(expected);

    const { rows } = await db.query(`SELECT rolname, rolcanlogin, rolsuper OR rolcreaterole OR rolcreatedb AS powerful,
      rolconfig, ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = r.oid) AS member_of
      FROM pg_roles r WHERE rolname IN ('playback_service', 'watch_event_worker') ORDER BY rolname`);
    expect(rows).toEqual([
      {
        rolname: "playback_service",
        rolcanlogin: true,
        powerful: false,
        rolconfig: ["plan_cache_mode=force_generic_plan"],
        member_of: ["streaming_app"],
      },
      {
        rolname: "watch_event_worker",
        rolcanlogin: true,
        powerful: false,
        rolconfig: null,
        member_of: ["streaming_ingest"],
      },
    ]);
    const session = await server.connect("streaming", "playback_service");
    expect((await session.query("SELECT count(*) FROM streaming.fact_watch_events")).rows).toEqual([{ count: "0" }]);
  });

  it("change nothing when a secret is another user's", async () => {
    writeFileSync(join(folder, "catalog-service.json"), JSON.stringify({ username: "master", password: "x" }));
    await expect(job("logins", [join(folder, "logins.json")])).rejects.toMatchObject({
      code: 1,
      stderr: "catalog-service.json is of master, not of catalog_service\n",
    });
  });

  it("sign up all logins or none", async () => {
    const login = { userName: "half_done", memberOf: "streaming_app", settings: {}, password: "abc" };
    const broken = { ...login, userName: "other", memberOf: "no_such_role" };
    await expect(applyLogins(db, [login, broken])).rejects.toThrow('role "no_such_role" does not exist');
    expect((await db.query("SELECT FROM pg_roles WHERE rolname = 'half_done'")).rowCount).toBe(0);
  });
});

describe("scramVerifier()", () => {
  it("makes what PostgreSQL makes of the same password and salt", async () => {
    const superuser = await server.connect();
    await superuser.query("CREATE ROLE made_there PASSWORD 'Correct1Horse'");
    const { rows } = await superuser.query("SELECT rolpassword FROM pg_authid WHERE rolname = 'made_there'");
    const [, salt] = /^SCRAM-SHA-256\$4096:([^$]+)\$/.exec(rows[0].rolpassword)!;
    expect(scramVerifier("Correct1Horse", Buffer.from(salt!, "base64"))).toBe(rows[0].rolpassword);
    expect(scramVerifier("correct1Horse", Buffer.from(salt!, "base64"))).not.toBe(rows[0].rolpassword);
  });

  it.each(["", "pass word", "pässword", "a'b"])("refuses %p, which would have to be normalised", (password) => {
    expect(() => scramVerifier(password, Buffer.alloc(16))).toThrow("letters and digits");
  });
});

describe("credentials", () => {
  it.each(["{}", '{"username":"x"}', '{"username":"","password":"y"}', '{"username":"x","password":1}'])(
    "are refused when they are %s",
    (content) => {
      writeFileSync(join(folder, "bad.json"), content);
      expect(() => readCredentials(folder, "bad")).toThrow("bad.json holds no username with a password");
    },
  );

  it("lie in a folder that somebody has to name", () => {
    expect(credentialsFolder({ CREDENTIALS_FOLDER: "/run/credentials" })).toBe("/run/credentials");
    expect(() => credentialsFolder({})).toThrow("CREDENTIALS_FOLDER");
  });
});

describe("the script that fetches secrets", () => {
  /** An `aws` that knows one secret, of two lines. */
  const AWS = `#!/bin/sh
[ "$*" = "secretsmanager get-secret-value --secret-id arn:known --query SecretString --output text" ] || exit 254
printf 'first\\nsecond\\n'
`;
  const fetch = (...args: string[]) => {
    writeFileSync(join(folder, "aws"), AWS, { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env.PATH}`, SECRETS_FOLDER: folder };
    execFileSync("/bin/sh", ["-euc", FETCH_SCRIPT, "fetch", ...args], { env, stdio: "ignore" });
  };

  it("writes each secret as it is, for its own user only", () => {
    fetch("one.txt", "arn:known", "two.txt", "arn:known");
    for (const file of ["one.txt", "two.txt"]) {
      expect(readFileSync(join(folder, file), "utf8")).toBe("first\nsecond\n");
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    }
  });

  it("fails with the first secret that it cannot read", () => {
    expect(() => fetch("one.txt", "arn:unknown", "three.txt", "arn:known")).toThrow();
    expect(() => readFileSync(join(folder, "three.txt"))).toThrow("ENOENT");
  });
});
