import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { buildSync } from "esbuild";
import { LoopbackServer } from "../../support/loopback-server";
import { ENVIRONMENT } from "./environment";
import { FakeScheduler } from "./fake-aws";
import { announced, detail } from "./releases";

let folder: string;
let program: string;
const started: LoopbackServer[] = [];
const children: ChildProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "p95-calendar-"));
  program = join(folder, "release-calendar.js");
  buildSync({
    entryPoints: ["runtime/release-calendar/main.ts"],
    bundle: true,
    platform: "node",
    target: "node20",
    outfile: program,
    tsconfigRaw: "{}",
  });
});
afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
  for (const server of started.splice(0)) await server.stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = async (...args: Parameters<typeof LoopbackServer.start>) => {
  const server = await LoopbackServer.start(...args);
  started.push(server);
  return server;
};

/** The program as an image runs it, and its log, line by line. */
function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [program], { env, stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const logged = async (message: string): Promise<Record<string, any>> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`ended before "${message}"`);
      const entry = JSON.parse(value);
      if (entry.message === message) return entry;
    }
  };
  return { child, logged, exit: new Promise<number | null>((resolve) => child.once("exit", resolve)) };
}

describe("the program", () => {
  it("turns a message into a schedule and a gauge, leaves poison where it is, and stops when it is told to", async () => {
    const now = Date.now();
    const iso = (millis: number) => `${new Date(millis).toISOString().slice(0, 19)}Z`;
    const ahead = iso(now + 3_600_000);
    const bodies = ["{}", announced({ titleId: "new", releaseAt: ahead }, iso(now))];
    const sqs = await start(({ headers }) => {
      if (headers["x-amz-target"] !== "AmazonSQS.ReceiveMessage") return { status: 200, body: {} };
      const Messages = bodies
        .splice(0)
        .map((Body) => ({ MessageId: Body.slice(0, 2), Body, ReceiptHandle: `r${Body.length}` }));
      return { status: 200, body: { Messages } };
    });
    const fake = new FakeScheduler();
    const scheduler = await start(fake.reply);
    const open = detail({ titleId: "open", releaseAt: iso(now + 60_000), expectedPeakViewers: 500 });
    const catalogue = await start(() => ({ status: 200, body: { asOf: iso(now - 5_000), releases: [open] } }));

    const handle = `r${bodies[1]!.length}`;
    const { child, logged, exit } = run({
      ...ENVIRONMENT,
      CATALOGUE_URL: catalogue.origin,
      METRICS_PORT: "0",
      AWS_ENDPOINT_URL_SQS: sqs.origin,
      AWS_ENDPOINT_URL_SCHEDULER: scheduler.origin,
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "canary-secret",
    });
    const { port } = await logged("started");
    expect((await logged("message not understood")).messageId).toBe("{}");
    await logged("planned");
    const get = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return [response.status, response.headers.get("content-type"), await response.text()] as const;
    };
    expect(await get("/healthz")).toEqual([200, "text/plain; charset=utf-8", "ok\n"]);
    expect(await get("/readyz")).toEqual([200, "text/plain; charset=utf-8", "ok\n"]);
    expect((await get("/other"))[0]).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/metrics`, { method: "POST" })).status).toBe(405);
    const [status, type, text] = await get("/metrics");
    expect([status, type]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
    expect(text).toContain('\nrelease_expected_multiplier{service_name="playback-service"} 1.5\n');
    expect(text).toContain('\nrelease_calendar_messages_total{result="poison"} 1\n');
    expect([...fake.schedules].map(([key, { ScheduleExpression }]) => [key, ScheduleExpression])).toEqual([
      ["group-1/release-new", `at(${iso(Date.parse(ahead) - 600_000).slice(0, 19)})`],
    ]);

    child.kill("SIGTERM");
    await logged("stopped");
    expect(await exit).toBe(0);
    const deletes = sqs.asked.filter(({ headers }) => headers["x-amz-target"] === "AmazonSQS.DeleteMessage");
    expect(deletes.map(({ body }) => JSON.parse(body).ReceiptHandle)).toEqual([handle]);
    expect(JSON.stringify([...sqs.asked, ...scheduler.asked])).not.toContain("canary-secret");
  });

  it("does not start without what it needs, and says what that is", async () => {
    const { logged, exit } = run({});
    const { error } = await logged("cannot run");
    for (const name of ["AWS_REGION", "QUEUE_URL", "CATALOGUE_URL", "USUAL_VIEWERS"])
      expect(error).toContain(`${name}: must be`);
    expect(await exit).toBe(1);
  });
});
