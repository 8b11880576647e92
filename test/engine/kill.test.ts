import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ProviderCall } from "../../review/engine/providers/options";
import { pendingCreations } from "../../review/recovery/adopt-pending";
import { ChangesStack, nameOf, type Outcome, succeeded } from "./changes-stack";
import { type KillRow, killTable, writeSection } from "./conformance-report";
import { inLanes } from "./lanes";
import { findPulumi } from "./pulumi-cli";
import { seededRandom } from "./random";
import { recover } from "./recover";
import type { CloudConditions, Phase } from "./simulated-cloud";

/** Another one tries other moments: `P95_SEED=7 npm run test:engine -- kill`. */
const SEED = Number(process.env.P95_SEED ?? 95);

/** One version's `up`, from the moment before it. */
interface Lane {
  readonly changes: ChangesStack;
  /** Stack and cloud before the first and before the second version. */
  readonly before: { readonly first: () => void; readonly second: () => void };
}
type Version = keyof Lane["before"];

const lanes: Lane[] = [];
const undisturbed: Partial<Record<Version, Outcome>> = {};
/** Moments of an undisturbed `up` at which a kill may strike: each phase of each call of a provider. */
const moments: Partial<Record<Version, number>> = {};
const rows: KillRow[] = [];
/** Rows of a whole run. */
const ALL_ROWS = 8;

beforeAll(async () => {
  const cli = await findPulumi((line) => process.stderr.write(`${line}\n`));
  process.stderr.write(`Kills at random: P95_SEED=${SEED}\n`);
  await Promise.all([1, 2].map(async () => lanes.push(await startLane(await ChangesStack.create(cli, true)))));
});

async function startLane(changes: ChangesStack): Promise<Lane> {
  const first = changes.record();
  await upUndisturbed(changes, "first");
  await changes.stack.setConfig({ version: "2" });
  const second = changes.record();
  await upUndisturbed(changes, "second");
  return { changes, before: { first, second } };
}

async function upUndisturbed(changes: ChangesStack, version: Version): Promise<void> {
  let count = 0;
  changes.cloud.conditions = {
    onPhase: () => {
      count++;
    },
  };
  await changes.up();
  changes.cloud.conditions = {};
  moments[version] = count;
  undisturbed[version] = await changes.outcome();
}

/** Only a run of everything may speak for everything. */
afterAll(async () => {
  await Promise.all(lanes.map(({ changes }) => changes.dispose()));
  if (rows.length === ALL_ROWS) writeSection("kills", killTable(rows));
});

/** Runs `up` and kills it at a moment that `strikes` chooses. @param turns how long to hold up each request, so that several overlap. */
async function upKilled(
  { stack, cloud }: ChangesStack,
  strikes: (phase: Phase, call: ProviderCall) => boolean,
  turns: () => number,
  ...flags: string[]
): Promise<void> {
  let killed = false;
  const onPhase: CloudConditions["onPhase"] = async (phase, call) => {
    for (let left = turns(); left > 0; left--) await new Promise(setImmediate);
    if (killed || !strikes(phase, call)) return;
    killed = true;
    stack.kill();
    cloud.loseProvider();
  };
  cloud.conditions = { onPhase };
  const { exitCode } = await stack.change("up", ...flags);
  cloud.conditions = {};
  cloud.startProvider();
  expect({ killed, exitCode }).toEqual({ killed: true, exitCode: null });
}

const KILLS_PER_VERSION = 10;

test.each([
  { version: "first" as const, what: "an up that creates everything" },
  { version: "second" as const, what: "an up that creates, updates, replaces and deletes" },
])("killed at any moment of $what, it recovers to what an undisturbed one is", async ({ version, what }) => {
  const random = seededRandom(SEED);
  const points = Array.from({ length: KILLS_PER_VERSION }, () => ({
    // The run must not come to its end before the kill.
    at: 1 + Math.floor(random() * (moments[version]! - 3)),
    turns: seededRandom(random() * 2 ** 32),
  }));
  let adopted = 0;
  await inLanes(lanes, points, async ({ changes, before }, { at, turns }) => {
    before[version]();
    let seen = 0;
    await upKilled(
      changes,
      () => ++seen === at,
      () => Math.floor(turns() * 40),
    );
    adopted += (await recover(changes)).length;
    await changes.up();
    const hint = { killedAt: at, seed: SEED };
    expect({ ...hint, ...(await changes.outcome()) }).toEqual({ ...hint, ...undisturbed[version] });
  });
  process.stderr.write(`${points.length} kills, ${adopted} creations found in the cloud and adopted\n`);
  rows.push({ moment: `at random in ${what}`, runs: points.length, plainUp: "-", recovered: "as undisturbed" });
});

/** So that nothing else is under way. */
const ONE_BY_ONE = ["--parallel", "1"];

interface Window {
  readonly moment: string;
  readonly version: Version;
  readonly method: string;
  readonly name: string;
  readonly phase: Phase;
  /** What a plain second `up` says, and what it leaves behind. */
  readonly plain: { readonly error: string; readonly orphans: number; readonly equal: boolean };
  readonly plainUp: string;
}

const WINDOWS: readonly Window[] = [
  {
    moment: "before a Create reaches the cloud",
    version: "first",
    method: "Create",
    name: "network",
    phase: "arrived",
    plain: { error: "", orphans: 0, equal: true },
    plainUp: "as undisturbed, but the creation stays in the list of pending ones",
  },
  {
    moment: "after a Create, named by the program",
    version: "first",
    method: "Create",
    name: "database",
    phase: "done",
    plain: { error: "AlreadyExists: service-db", orphans: 1, equal: false },
    plainUp: "refused: the name is taken",
  },
  {
    moment: "after a Create, named by Pulumi or the cloud",
    version: "first",
    method: "Create",
    name: "uploads",
    phase: "done",
    plain: { error: "", orphans: 1, equal: true },
    plainUp: "**created twice, the first one is an orphan**",
  },
  {
    moment: "after an Update",
    version: "second",
    method: "Update",
    name: "database",
    phase: "done",
    plain: { error: "", orphans: 0, equal: true },
    plainUp: "as undisturbed",
  },
  {
    moment: "after a Delete",
    version: "second",
    method: "Delete",
    name: "queue",
    phase: "done",
    plain: { error: "", orphans: 0, equal: true },
    plainUp: "as undisturbed",
  },
] as const;

test.each(WINDOWS)("killed $moment: what a plain second up makes of it, and that recovery mends it", async (window) => {
  const { moment, version, method, name, phase, plain, plainUp } = window;
  const [{ changes, before }] = lanes as [Lane];
  before[version]();
  const strikes = (reached: Phase, call: ProviderCall) =>
    reached === phase && call.method === method && nameOf(call.urn ?? "") === name;
  await upKilled(changes, strikes, () => 0, ...ONE_BY_ONE);
  const afterKill = changes.record();

  await changes.stack.cancel();
  const { exitCode, errors } = await changes.stack.change("up");
  const { state, orphans } = await changes.outcome();
  const equal = isDeepStrictEqual(state, undisturbed[version]?.state);
  const failed = { succeeded: exitCode === 0, errors };
  expect(failed).toEqual({ succeeded: plain.error === "", errors: expect.stringContaining(plain.error) });
  expect({ orphans: orphans.length, equal }).toEqual({ orphans: plain.orphans, equal: plain.equal });

  afterKill();
  await recover(changes);
  await changes.up();
  expect(await changes.outcome()).toEqual(undisturbed[version]);
  rows.push({ moment, runs: 1, plainUp, recovered: "as undisturbed" });
});

test("Pulumi's own import of a pending creation forgets it: what exists becomes an orphan", async () => {
  const [{ changes, before }] = lanes as [Lane];
  before.first();
  const strikes = (phase: Phase, { method, urn = "" }: ProviderCall) =>
    phase === "done" && method === "Create" && nameOf(urn) === "uploads";
  await upKilled(changes, strikes, () => 0, ...ONE_BY_ONE);
  await changes.stack.cancel();
  const [creation] = pendingCreations(await changes.stack.export());
  const id = [...changes.cloud.things.values()].find(({ urn }) => urn === creation?.urn)?.id as string;
  const pair = [creation?.urn as string, id].flatMap((each) => ["--import-pending-creates", each]);
  succeeded(await changes.stack.change("refresh", ...pair));
  const { pending, orphans } = await changes.outcome();
  expect({ pending, orphans }).toEqual({ pending: [], orphans: [id] });
  const plainUp = "**forgotten, an orphan**, by `pulumi refresh --import-pending-creates` of 3.250";
  rows.push({ moment: "after a Create, then imported by Pulumi's own flag", runs: 1, plainUp, recovered: "-" });
});
