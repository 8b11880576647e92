import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ProviderCall } from "../../review/engine/providers/options";
import { ChangesStack, drift, nameOf, type Outcome } from "./changes-stack";
import { type FaultRow, faultTable, writeSection } from "./conformance-report";
import { inLanes } from "./lanes";
import { initializationFailed } from "./provider-errors";
import { findPulumi } from "./pulumi-cli";
import { type CloudConditions, PROVIDER_ATTEMPTS, type SimulatedCloud, type Thing } from "./simulated-cloud";

/** A stack with the first version deployed and the second one asked for. */
interface Lane {
  readonly changes: ChangesStack;
  /** Back to an empty cloud and the first version asked for. */
  readonly toEmpty: () => void;
  /** Back to the first version deployed and the second one asked for. */
  readonly toFirst: () => void;
}

const lanes: Lane[] = [];
const rows: FaultRow[] = [];
/** Rows of a whole run. */
const ALL_ROWS = 16;
let first: Outcome;
let second: Outcome;

beforeAll(async () => {
  const cli = await findPulumi((line) => process.stderr.write(`${line}\n`));
  await Promise.all([1, 2].map(async () => lanes.push(await startLane(await ChangesStack.create(cli, false)))));
});

async function startLane(changes: ChangesStack): Promise<Lane> {
  const toEmpty = changes.record();
  await changes.up();
  first = await changes.outcome();
  await changes.stack.setConfig({ version: "2" });
  const toFirst = changes.record();
  await changes.up();
  second = await changes.outcome();
  return { changes, toEmpty, toFirst };
}

/** Only a run of everything may speak for everything. */
afterAll(async () => {
  await Promise.all(lanes.map(({ changes }) => changes.dispose()));
  if (rows.length === ALL_ROWS) writeSection("faults", faultTable(rows));
});

const nothingWrong = { pending: [], orphans: [], missing: [] };

test("an undisturbed run leaves nothing pending, orphaned or missing", () => {
  expect(first).toMatchObject(nothingWrong);
  expect(second).toMatchObject(nothingWrong);
  expect(second.creations).toEqual([...first.creations, "alarm", "cache", "firewall", "server-3"].sort());
});

/** Throws at the Nth call of a method and is quiet afterwards. */
function failAt(
  method: string,
  nth: number,
  phase: "arrived" | "done",
  error: (call: ProviderCall) => Error,
): CloudConditions {
  let seen = 0;
  return {
    onPhase: (reached, call) => {
      if (reached !== phase || call.method !== method || ++seen !== nth) return;
      throw error(call);
    },
  };
}

/** An `up` that meets `conditions` and fails with `message`, then a plain one. */
async function upTwice(changes: ChangesStack, conditions: CloudConditions, message: string, ...flags: string[]) {
  changes.cloud.conditions = conditions;
  const run = await changes.stack.change("up", ...flags);
  changes.cloud.conditions = {};
  expect({ succeeded: run.exitCode === 0, errors: run.errors }).toEqual({
    succeeded: false,
    errors: expect.stringContaining(message),
  });
  await changes.up();
}

const THROTTLED = "Throttling: Rate exceeded";
const LOST = "connection reset by peer";
const EQUAL = "as undisturbed";

test.each([
  { method: "Check", calls: [1, 6, 11], flags: [] },
  { method: "Diff", calls: [1, 4, 8], flags: [] },
  { method: "Create", calls: [1, 2, 3, 4], flags: [] },
  { method: "Update", calls: [1, 2, 3, 4], flags: [] },
  { method: "Delete", calls: [1, 2, 3, 4], flags: [] },
  { method: "Read", calls: [1, 6, 11], flags: ["--refresh"] },
  { method: "Invoke", calls: [1], flags: [] },
])(
  "after an error of the Nth $method a plain second up ends where an undisturbed one does",
  async ({ method, calls, flags }) => {
    await inLanes(lanes, calls, async ({ changes, toFirst }, nth) => {
      toFirst();
      const conditions = failAt(method, nth, "arrived", () => new Error(THROTTLED));
      await upTwice(changes, conditions, THROTTLED, ...flags);
      expect(await changes.outcome()).toEqual(second);
    });
    rows.push({ fault: `error of the Nth ${method}, N = ${calls.join(", ")}`, runs: calls.length, result: EQUAL });
  },
);

test("an update or deletion whose answer is lost is done again, which changes nothing", async () => {
  const lost = [
    ["Update", 1],
    ["Update", 4],
    ["Delete", 1],
    ["Delete", 4],
  ] as const;
  await inLanes(lanes, lost, async ({ changes, toFirst }, [method, nth]) => {
    toFirst();
    await upTwice(
      changes,
      failAt(method, nth, "done", () => new Error(LOST)),
      LOST,
    );
    expect(await changes.outcome()).toEqual(second);
  });
  rows.push({ fault: "answer of an Update or Delete lost", runs: lost.length, result: EQUAL });
});

/** Throws at the creation of a resource, after it has happened. */
function loseAnswerOf(name: string): CloudConditions {
  return {
    onPhase: (phase, { method, urn = "" }) => {
      if (phase === "done" && method === "Create" && nameOf(urn) === name) throw new Error(LOST);
    },
  };
}

test("a creation whose answer is lost is forgotten by the engine: a name protects from a second one, an id does not", async () => {
  const [{ changes, toEmpty }] = lanes as [Lane];
  toEmpty();
  changes.cloud.conditions = loseAnswerOf("server-1");
  await changes.stack.change("up");
  changes.cloud.conditions = {};
  expect(await changes.outcome()).toMatchObject({ pending: [], orphans: [idOf(changes.cloud, "server-1")] });
  await changes.up();
  const twice = await changes.outcome();
  expect(twice.state).toEqual(first.state);
  expect(twice.creations).toEqual([...first.creations, "server-1"].sort());
  expect(twice.orphans).toEqual([idOf(changes.cloud, "server-1")]);

  toEmpty();
  changes.cloud.conditions = loseAnswerOf("database");
  await changes.stack.change("up");
  changes.cloud.conditions = {};
  expect((await changes.stack.change("up")).errors).toContain("AlreadyExists: service-db");
  expect((await changes.outcome()).orphans).toEqual(["service-db"]);
  const result = "**an orphan**, or refused where the name is taken: see recovery.md";
  rows.push({ fault: "answer of a Create lost with its provider", runs: 2, result });
});

/** The first thing that was created for a resource. */
const idOf = (cloud: SimulatedCloud, name: string) =>
  cloud.effects.find(({ operation, urn }) => operation === "create" && nameOf(urn) === name)?.id;

test("what exists but is not ready is kept and mended by the next up, never created again", async () => {
  const nths = [1, 2, 3, 4];
  await inLanes(lanes, nths, async ({ changes, toFirst }, nth) => {
    toFirst();
    const unready = ({ urn }: ProviderCall) => {
      const thing = [...changes.cloud.things.values()].findLast((each) => each.urn === urn) as Thing;
      return initializationFailed("it never became ready", thing);
    };
    await upTwice(changes, failAt("Create", nth, "done", unready), "it never became ready");
    expect(await changes.outcome()).toEqual(second);
  });
  rows.push({ fault: "Create that fails after it has made the thing", runs: nths.length, result: EQUAL });
});

test.each([
  { method: "Create", limit: 300, from: "toEmpty" as const, wanted: () => first },
  { method: "Update", limit: 240, from: "toFirst" as const, wanted: () => second },
])(
  "a database whose $method outlives its time-out of $limit s is mended by the next up",
  async ({ method, limit, from, wanted }) => {
    await inLanes(lanes, [limit, limit + 1], async (lane, seconds) => {
      const { changes } = lane;
      lane[from]();
      const slow = (call: ProviderCall) =>
        call.method === method && nameOf(call.urn ?? "") === "database" ? seconds : 0;
      const timeout = `timeout while waiting for service-db (timeout: ${limit}s)`;
      if (seconds > limit) await upTwice(changes, { durationSeconds: slow }, timeout);
      else {
        changes.cloud.conditions = { durationSeconds: slow };
        await changes.up();
      }
      expect(await changes.outcome()).toEqual(wanted());
    });
    rows.push({ fault: `${method} takes as long as its time-out, and longer`, runs: 2, result: EQUAL });
  },
);

test("a call that is never answered ends with Ctrl+C, and the next up goes on", async () => {
  const [{ changes, toEmpty }] = lanes as [Lane];
  toEmpty();
  const hangs = ({ method, urn = "" }: ProviderCall) => {
    if (method !== "Create" || nameOf(urn) !== "server-1") return false;
    changes.stack.interrupt();
    return true;
  };
  await upTwice(changes, { hangs }, "the call was cancelled");
  expect(await changes.outcome()).toEqual(first);
  rows.push({ fault: "a call without an answer, then Ctrl+C", runs: 1, result: EQUAL });
});

test("a rate limit reaches the engine only after the last of the provider's own attempts", async () => {
  await inLanes(lanes, [PROVIDER_ATTEMPTS - 1, PROVIDER_ATTEMPTS], async ({ changes, toFirst }, refused) => {
    toFirst();
    let left = 3;
    // Three calls at once run into the limit.
    const throttled = ({ method }: ProviderCall) => (method === "Create" && left-- > 0 ? refused : 0);
    if (refused < PROVIDER_ATTEMPTS) {
      changes.cloud.conditions = { throttled };
      await changes.up();
    } else await upTwice(changes, { throttled }, "exceeded maximum number of attempts, 11, ThrottlingException");
    expect(await changes.outcome()).toEqual(second);
  });
  rows.push({
    fault: `${PROVIDER_ATTEMPTS - 1} and ${PROVIDER_ATTEMPTS} requests of a call refused by a rate limit`,
    runs: 2,
    result: EQUAL,
  });
});

test("a thing that cannot be found at first is waited for by its provider, or mended by the next up", async () => {
  await inLanes(lanes, [PROVIDER_ATTEMPTS - 1, PROVIDER_ATTEMPTS], async ({ changes, toFirst }, readsUntilVisible) => {
    toFirst();
    if (readsUntilVisible < PROVIDER_ATTEMPTS) {
      changes.cloud.conditions = { readsUntilVisible };
      await changes.up();
    } else await upTwice(changes, { readsUntilVisible }, "couldn't find resource");
    expect(await changes.outcome()).toEqual(second);
  });
  rows.push({
    fault: `a new thing not found by ${PROVIDER_ATTEMPTS - 1} and ${PROVIDER_ATTEMPTS} reads`,
    runs: 2,
    result: EQUAL,
  });
});

test("a refresh forgets a thing that still cannot be found, so it must wait", async () => {
  const [{ changes, toEmpty }] = lanes as [Lane];
  toEmpty();
  changes.cloud.conditions = { readsUntilVisible: 2 * PROVIDER_ATTEMPTS };
  await changes.stack.change("up");
  const [made] = (await changes.outcome()).creations;
  expect(drift(await changes.stack.change("refresh"))).toContain(`delete ${made}`);
  expect((await changes.outcome()).orphans).toContain(idOf(changes.cloud, made as string));
  rows.push({
    fault: "a refresh while a new thing cannot be found yet",
    runs: 1,
    result: "**an orphan**: see recovery.md",
  });
});
