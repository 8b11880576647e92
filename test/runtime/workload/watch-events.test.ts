import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Client } from "pg";
import { Registry } from "prom-client";
import { PostgresDatabase } from "../../../runtime/workload/database";
import { consume } from "../../../runtime/workload/queue";
import { consumeWatchEvents, watchEventProblem } from "../../../runtime/workload/watch-events";
import { migratedDatabase, type PostgresServer, startPostgres } from "../../support/postgres";
import { FakeQueue } from "./fake-queue";

let server: PostgresServer;
let owner: Client;
let database: PostgresDatabase;
let logged: any[];
const log = (entry: object) => logged.push(entry);

beforeAll(async () => {
  server = await startPostgres();
  owner = await migratedDatabase(server);
  await owner.query("CREATE ROLE worker LOGIN IN ROLE streaming_ingest"); // inserts, and reads nothing
  const config = { host: server.socketFolder, port: 5432, database: "streaming", user: "worker" };
  database = new PostgresDatabase(config, new Registry());
});
afterAll(async () => {
  await database?.close();
  await server?.stop();
});
beforeEach(async () => {
  logged = [];
  await owner.query("TRUNCATE streaming.fact_watch_events");
});

const day = new Date().toISOString().slice(0, 10);
const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const event = (n: number, changes: object = {}) => ({
  eventTs: `${day}T00:00:00.${String(n).padStart(6, "0")}Z`,
  eventId: uuid(n),
  profileId: n,
  sessionId: uuid(1_000 + n),
  titleId: 7,
  watchSeconds: 60,
  region: "DE",
  deviceType: "web",
  ...changes,
});
const stored = async () => (await owner.query("SELECT * FROM streaming.fact_watch_events ORDER BY event_ts")).rows;

/** Consumes until the queue is empty, or the work failed so often. */
async function run(queue: FakeQueue, stop: AbortController, failures = 1) {
  let rests = 0;
  await consume(
    {
      queue,
      handle: (messages) => consumeWatchEvents(queue, messages, database, log),
      log,
      rest: async () => {
        rests += 1;
        if (rests === failures) stop.abort();
      },
    },
    stop.signal,
  );
}

describe("the worker", () => {
  it("writes what is queued, every field of it, and takes it off the queue", async () => {
    const stop = new AbortController();
    const queue = new FakeQueue(() => stop.abort());
    const count = 25;
    queue.send(...Array.from({ length: count }, (_, n) => JSON.stringify(event(n))));
    await run(queue, stop);
    const rows = await stored();
    expect([rows.length, queue.waiting]).toEqual([count, []]);
    expect(rows[3]).toEqual({
      event_ts: new Date(`${day}T00:00:00.000Z`),
      event_id: uuid(3),
      profile_id: "3",
      session_id: uuid(1_003),
      title_id: "7",
      watch_seconds: 60,
      region: "DE",
      device_type: "web",
    });
  });

  it("writes an event once that comes twice, in one batch or later", async () => {
    for (const bodies of [[event(1), event(1), event(2)], [event(2)]]) {
      const stop = new AbortController();
      const queue = new FakeQueue(() => stop.abort());
      queue.send(...bodies.map((each) => JSON.stringify(each)));
      await run(queue, stop);
    }
    expect((await stored()).map(({ event_id }) => event_id)).toEqual([uuid(1), uuid(2)]);
  });

  it("leaves what it cannot read on the queue, and writes the others of the batch", async () => {
    const queue = new FakeQueue();
    queue.send("{", JSON.stringify(event(1, { region: "de" })), JSON.stringify(event(2)));
    expect(await consumeWatchEvents(queue, await queue.receive(), database, log)).toBe(1);
    expect((await stored()).map(({ event_id }) => event_id)).toEqual([uuid(2)]);
    expect(queue.waiting.map(({ id }) => id)).toEqual(["0", "1"]);
    expect(logged.map(({ messageId, field }) => [messageId, field])).toEqual([
      ["0", "eventTs"],
      ["1", "region"],
    ]);
  });

  it("leaves the batch on the queue when the database refuses it, and writes it when it does not any more", async () => {
    await owner.query("REVOKE INSERT ON streaming.fact_watch_events FROM streaming_ingest");
    const stop = new AbortController();
    const queue = new FakeQueue(() => stop.abort());
    queue.send(JSON.stringify(event(1)));
    await run(queue, new AbortController(), 2);
    expect([await stored(), queue.waiting.length]).toEqual([[], 1]);
    expect(logged[0]).toMatchObject({ message: "batch not done, it comes again" });
    await owner.query("GRANT INSERT ON streaming.fact_watch_events TO streaming_ingest");
    await run(queue, stop);
    expect([(await stored()).length, queue.waiting]).toEqual([1, []]);
  });
});

describe("an event", () => {
  it.each([
    ["eventTs", "2026-01-01", "2026-13-01T00:00:00Z"],
    ["eventId", "1", null],
    ["profileId", -1, 1.5],
    ["sessionId", "", undefined],
    ["titleId", "7", Number.MAX_SAFE_INTEGER + 1],
    ["watchSeconds", -1, 86_401],
    ["region", "de", "DEU"],
    ["deviceType", "toaster", ""],
  ])("is no row with a wrong %s", (field, one, other) => {
    expect([one, other].map((value) => watchEventProblem(event(1, { [field]: value })))).toEqual([field, field]);
  });

  it.each([0, 86_400])("may last %d seconds, as the table says", async (watchSeconds) => {
    expect(watchEventProblem(event(1, { watchSeconds }))).toBeUndefined();
  });

  it("may come from every device that the table knows", async () => {
    const { rows } = await owner.query(
      "SELECT pg_get_constraintdef(oid) AS rule FROM pg_constraint WHERE conname = 'fact_watch_events_device' AND conparentid = 0",
    );
    const devices = [...String(rows[0].rule).matchAll(/'([a-z_]+)'::text/g)].map((match) => match[1]!);
    expect(devices).toHaveLength(8);
    expect(devices.map((deviceType) => watchEventProblem(event(1, { deviceType })))).toEqual(
      devices.map(() => undefined),
    );
  });
});
