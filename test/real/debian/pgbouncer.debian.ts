import { Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "pg";
import type { PooledWorkload } from "../../../components/database/cluster/logins";
import { EXPORTER_USER } from "../../../components/database/cluster/pgbouncer-config";
import { READER_POOL, WRITER_POOL } from "../../../components/database/cluster/pool-endpoint";
import type { PgBouncerServer } from "../../support/pgbouncer-server";
import { type Pooling, type PoolSizes, preparePooling } from "../../support/pooled-postgres";
import { migratedDatabase, type PostgresServer, startPostgres } from "../../support/postgres";

// PostgreSQL 17 of npm, as everywhere; PgBouncer 1.24 of Debian 13, by install-pgbouncer.sh
const POOLS: PoolSizes = { writerConnections: 5, readerConnections: 2, connectionsPerLogin: 2, maxClients: 100 };

let pooling: Pooling;
let postgres: PostgresServer;
let admin: Client;
let running: PgBouncerServer[] = [];

beforeAll(async () => {
  pooling = preparePooling();
  postgres = await startPostgres({ settings: pooling.postgresSettings });
  admin = await migratedDatabase(postgres);
  await pooling.addLogins(admin);
});
afterEach(async () => {
  await Promise.all(running.map((server) => server.stop()));
  running = [];
});
afterAll(async () => {
  await postgres?.stop();
  pooling?.remove();
});

async function pooler(change?: (ini: string) => string, roots?: string): Promise<PgBouncerServer> {
  const server = await pooling.start(POOLS, change, roots);
  running.push(server);
  return server;
}

const as = (workload: PooledWorkload, database?: string) => pooling.as(workload, database);
const asExporter = { database: "pgbouncer", user: EXPORTER_USER };

/** A query that drivers prepare under a name, once for each of their connections. */
const named = (value: number) => ({ name: "double", text: "SELECT 2 * $1::int AS twice", values: [value] });

/** A socket for a client that is not on `127.0.0.1`. */
function socketFrom(localAddress: string): Socket {
  const socket = new Socket();
  const connect = socket.connect.bind(socket);
  return Object.assign(socket, { connect: (port: number, host: string) => connect({ port, host, localAddress }) });
}

async function serverSessions(): Promise<Record<string, number>> {
  const { rows } = await admin.query(`SELECT usename, count(*)::int AS sessions FROM pg_stat_activity
    WHERE client_addr IS NOT NULL GROUP BY usename ORDER BY usename`);
  return Object.fromEntries(rows.map(({ usename, sessions }) => [usename, sessions]));
}

/** Clients that wait for a server connection, by login. */
async function waiting(exporter: Client): Promise<Record<string, number>> {
  const { rows } = await exporter.query("SHOW POOLS");
  return Object.fromEntries(
    rows.filter((pool) => Number(pool.cl_waiting) > 0).map((pool) => [pool.user, Number(pool.cl_waiting)]),
  );
}

async function waitingBecomes(exporter: Client, expected: Record<string, number>): Promise<void> {
  const wanted = JSON.stringify(expected);
  while (JSON.stringify(await waiting(exporter)) !== wanted) await new Promise((next) => setImmediate(next));
}

describe("prepared statements", () => {
  /** Twelve clients with a statement of the same name each, two at a time on two connections, in changing order. */
  async function inTurns(server: PgBouncerServer) {
    const clients = await Promise.all(Array.from({ length: 12 }, () => server.connect(as("playback-service"))));
    const used = clients.map(() => new Set<number>());
    for (let turn = 0; turn < 4; turn++) {
      for (let first = 0; first < clients.length; first += 2) {
        const pair = turn % 2 === 0 ? [first, first + 1] : [first + 1, first];
        for (const i of pair) await clients[i]!.query("BEGIN");
        for (const i of pair) {
          const { rows } = await clients[i]!.query("SELECT pg_backend_pid() AS pid");
          used[i]!.add(rows[0].pid);
          expect((await clients[i]!.query(named(i + turn))).rows).toEqual([{ twice: 2 * (i + turn) }]);
        }
        for (const i of pair) await clients[i]!.query("COMMIT");
      }
    }
    return used.map(({ size }) => size);
  }

  it("are there on whatever connection a client's next transaction gets", async () => {
    expect(await inTurns(await pooler())).toEqual(Array.from({ length: 12 }, () => POOLS.connectionsPerLogin));
    expect(await serverSessions()).toEqual({ playback_service: POOLS.connectionsPerLogin });
  });

  it("are not without max_prepared_statements, which is what the setting is for", async () => {
    const without = (ini: string) => ini.replace("max_prepared_statements = 256", "max_prepared_statements = 0");
    await expect(inTurns(await pooler(without))).rejects.toThrow(
      /prepared statement "double" (already|does not) exist/,
    );
  });

  it("keep the login's own way of planning", async () => {
    const server = await pooler();
    const plans = async (workload: PooledWorkload) =>
      (await (await server.connect(as(workload))).query("SHOW plan_cache_mode")).rows;
    expect(await plans("playback-service")).toEqual([{ plan_cache_mode: "force_generic_plan" }]);
    expect(await plans("catalog-service")).toEqual([{ plan_cache_mode: "auto" }]);
  });
});

describe("pools", () => {
  it("hold no more connections than a login and all logins may have; whoever is late waits", async () => {
    const server = await pooler();
    const exporter = await server.connect(asExporter);
    const begin = async (workload: PooledWorkload) => {
      const client = await server.connect(as(workload));
      return { client, begun: client.query("BEGIN") };
    };
    const playback = [
      await begin("playback-service"),
      await begin("playback-service"),
      await begin("playback-service"),
    ];
    await waitingBecomes(exporter, { playback_service: 1 }); // two of five connections are a login's share
    const catalog = [await begin("catalog-service"), await begin("catalog-service")];
    await Promise.all(catalog.map(({ begun }) => begun));
    const recommendations = [await begin("recommendation-service"), await begin("recommendation-service")];
    await recommendations[0]!.begun;
    await waitingBecomes(exporter, { playback_service: 1, recommendation_service: 1 }); // the fifth was the last
    expect(await serverSessions()).toEqual({ catalog_service: 2, playback_service: 2, recommendation_service: 1 });

    await playback[0]!.client.query("COMMIT");
    await playback[2]!.begun; // has the connection that was given back
    await catalog[0]!.client.query("COMMIT");
    await recommendations[1]!.begun; // an idle connection of another login made room
    expect(await serverSessions()).toEqual({ catalog_service: 1, playback_service: 2, recommendation_service: 2 });
  });

  it("lead to writer and readers by the database's name", async () => {
    const server = await pooler();
    const addressOf = async (database: string) => {
      const client = await server.connect(as("catalog-service", database));
      return (await client.query("SELECT host(inet_server_addr()) AS host, current_database() AS name")).rows[0];
    };
    expect(await addressOf(WRITER_POOL.databaseName)).toEqual({ host: pooling.writer, name: "streaming" });
    expect(await addressOf(READER_POOL.databaseName)).toEqual({ host: pooling.reader, name: "streaming" });
  });

  it("reach the server through TLS, and only one that the authorities vouch for", async () => {
    const client = await (await pooler()).connect(as("catalog-service"));
    const { rows } = await client.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    expect(rows).toEqual([{ ssl: true }]);
    await Promise.all(running.map((server) => server.stop()));
    const wary = await pooler(undefined, "stranger.ca");
    const refused = expect(wary.connect(as("catalog-service"))).rejects.toThrow();
    await wary.logged("certificate verify failed");
    expect(await serverSessions()).toEqual({});
    await wary.stop();
    await refused;
  });
});

describe("signing in", () => {
  it("needs the login's password", async () => {
    const server = await pooler();
    const wrong = { ...as("playback-service"), password: as("catalog-service").password };
    await expect(server.connect(wrong)).rejects.toThrow(/authentication failed/);
    await expect(server.connect({ ...wrong, user: "postgres" })).rejects.toThrow(/authentication failed|no such user/);
  });

  it("to the console is the exporter's alone, from the pod alone, and to look only", async () => {
    const server = await pooler();
    const exporter = await server.connect(asExporter);
    expect((await exporter.query("SHOW VERSION")).rows[0].version).toMatch(/^PgBouncer 1\.2[4-9]/);
    await expect(exporter.query("PAUSE")).rejects.toThrow(/admin access needed/);
    await expect(server.connect(as("playback-service", "pgbouncer"))).rejects.toThrow(/login rejected|not allowed/);
    await expect(server.connect({ ...asExporter, stream: () => socketFrom(pooling.stranger) })).rejects.toThrow(
      /login rejected/,
    );
  });
});

describe("a pod that has to go", () => {
  it("lets transactions end, takes no new clients, and then leaves", async () => {
    const server = await pooler();
    const idle = await server.connect(as("catalog-service"));
    await idle.query("SELECT 1");
    const busy = await server.connect(as("watch-event-worker"));
    await busy.query("BEGIN");
    await busy.query(`INSERT INTO streaming.api_request_logs
      (service_name, endpoint, method, region, status_code, response_time_ms)
      VALUES ('drain', '/', 'GET', 'US', 200, 1)`);
    await server.signal("SIGINT", "got SIGINT");
    await expect(server.connect(as("playback-service"))).rejects.toThrow();
    await busy.query("COMMIT");
    expect(await server.ended).toBe(0);
    const { rows } = await admin.query(
      "SELECT count(*)::int AS kept FROM streaming.api_request_logs WHERE service_name = 'drain'",
    );
    expect(rows).toEqual([{ kept: 1 }]);
  });

  it("would wait for clients that never leave if it got SIGTERM", async () => {
    const server = await pooler();
    const pooled = await server.connect(as("catalog-service"));
    await server.signal("SIGTERM", "got SIGTERM");
    expect((await pooled.query("SELECT 1 AS served")).rows).toEqual([{ served: 1 }]);
  });
});
