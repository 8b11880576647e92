import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Client, PoolConfig } from "pg";
import { Registry } from "prom-client";
import { CACHE_LIMITS, RECOMMENDATION_KEYS, SESSION_KEYS } from "../../../components/cache/contract";
import { POOL_LOGINS } from "../../../components/database/cluster/logins";
import { contractVariables } from "../../../runtime/cache/contract";
import { applyLogins } from "../../../runtime/database-jobs/sign-in";
import { PostgresDatabase } from "../../../runtime/workload/database";
import { databaseVariables } from "../../../runtime/workload/database-contract";
import { LoginPassword } from "../../../runtime/workload/login-password";
import { start } from "../../../runtime/workload/main";
import { LoopbackServer } from "../../support/loopback-server";
import { migratedDatabase, type PostgresServer, startPostgres } from "../../support/postgres";

const { userName } = POOL_LOGINS["playback-service"];
const secretArn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:playback-1a2b3c";

let folder: string;
let server: PostgresServer;
let owner: Client;
let secrets: LoopbackServer;
let inSecret: string;

/** What the Job of the logins does, and the secret beside it. */
async function rotate(password: string): Promise<void> {
  inSecret = password;
  await applyLogins(owner, [{ ...POOL_LOGINS["playback-service"], password }]);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "p95-hba-"));
  chmodSync(folder, 0o755);
  const hba = join(folder, "pg_hba.conf");
  writeFileSync(hba, "local all postgres trust\nlocal all all scram-sha-256\n", { mode: 0o644 });
  server = await startPostgres({ settings: [`hba_file=${hba}`] });
  owner = await migratedDatabase(server);
  secrets = await LoopbackServer.start(() => ({
    status: 200,
    body: { SecretString: JSON.stringify({ username: userName, password: inSecret }) },
  }));
});
afterAll(async () => {
  await secrets?.stop();
  await server?.stop();
  rmSync(folder, { recursive: true });
});

describe("the connection pools' client", () => {
  let nowMillis = 0;
  let asked = 0;
  let database: PostgresDatabase;
  const open = (options: PoolConfig) => {
    const password = new LoginPassword(
      async () => {
        asked += 1;
        return inSecret;
      },
      () => performance.now() + nowMillis,
    );
    const config = { host: server.socketFolder, port: 5432, database: "streaming", user: userName, max: 4 };
    database = new PostgresDatabase({ ...config, ...options }, new Registry(), password);
  };
  beforeEach(async () => {
    await rotate("first1");
    [nowMillis, asked] = [0, 0];
    open({ maxUses: 1 }); // each statement signs in
  });
  afterEach(() => database.close());
  const whoAmI = () => database.run<{ user: string }>("who", 'SELECT current_user AS "user"', []);

  it("signs in with a password that is asked for once", async () => {
    expect(await Promise.all([whoAmI(), whoAmI()])).toEqual([[{ user: userName }], [{ user: userName }]]);
    expect(asked).toBe(1);
  });

  it("signs in with the new password after a rotation, all at once with one question", async () => {
    await whoAmI();
    await rotate("second2");
    nowMillis += 5_000;
    const answers = await Promise.all([whoAmI(), whoAmI(), whoAmI(), whoAmI()]);
    expect([answers.flat(), asked]).toEqual([new Array(4).fill({ user: userName }), 2]);
  });

  it("keeps an open connection, which no rotation ends", async () => {
    await database.close();
    open({});
    await whoAmI();
    inSecret = "unknown";
    nowMillis += 60_000;
    expect([await whoAmI(), asked]).toEqual([[{ user: userName }], 1]);
  });

  it("tells the refusal when the secret is wrong, and does not ask for each query", async () => {
    await whoAmI();
    await rotate("third3");
    inSecret = "wrong";
    nowMillis += 5_000;
    for (let i = 0; i < 3; i++) await expect(whoAmI()).rejects.toMatchObject({ code: "28P01" });
    expect(asked).toBe(2);
  });
});

it("playback-service records a session with the password of its secret", async () => {
  await rotate("fourth4");
  const before = secrets.asked.length;
  const nobody = { host: "127.0.0.1", port: 1, region: "us-east-1", name: "absent", serverless: false, user: "" };
  const cache = { ...nobody, tls: false, cluster: false };
  const env = {
    ...databaseVariables({
      writer: { host: server.socketFolder, port: 5432, databaseName: "streaming" },
      login: { userName, secretArn },
    }),
    ...contractVariables({
      limits: CACHE_LIMITS,
      recommendations: { endpoint: cache, ...RECOMMENDATION_KEYS },
      sessions: { read: cache, write: cache, ...SESSION_KEYS },
    }),
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.origin,
  };
  const playback = await start("playback-service", env, { http: 0, metrics: 0 }, () => undefined);
  try {
    const response = await fetch(`http://127.0.0.1:${playback.ports.http}/api/playback?id=7`);
    expect((await response.json()) as object).toMatchObject({ session: { recorded: true } });
    expect(secrets.asked.slice(before).map(({ body }) => JSON.parse(body))).toEqual([{ SecretId: secretArn }]);
  } finally {
    await playback.stop();
  }
});
