import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Properties } from "../../review/engine/values";
import { ChangesStack, drift, nameOf, type Outcome, operations, succeeded } from "./changes-stack";
import { findPulumi } from "./pulumi-cli";

let changes: ChangesStack;
let toDeployed: () => void;
let deployed: Outcome;

beforeAll(async () => {
  changes = await ChangesStack.create(await findPulumi((line) => process.stderr.write(`${line}\n`)), false);
  await changes.up();
  deployed = await changes.outcome();
  toDeployed = changes.record();
});
beforeEach(() => toDeployed());
afterAll(() => changes.dispose());

const idOf = (name: string) => {
  const thing = [...changes.cloud.things.values()].find(({ urn }) => nameOf(urn) === name);
  if (thing === undefined) throw new Error(`${name} does not exist`);
  return thing.id;
};

/** Somebody resizes the database, turns on the versions of the bucket and deletes a server. */
function meddle(): void {
  const resized = (inputs: Properties) => ({ ...inputs, size: 8 });
  changes.cloud.meddle(idOf("database"), resized);
  changes.cloud.meddle(idOf("uploads"), (inputs) => ({ ...inputs, versioned: true }));
  changes.cloud.meddle(idOf("server-1"), "delete");
}

const DRIFT = ["delete server-1", "update database", "update uploads"];
const MENDED = ["create server-1", "update database", "update uploads"];

test("a refresh finds nothing where nobody meddled", async () => {
  expect(drift(succeeded(await changes.stack.change("refresh", "--expect-no-changes")))).toEqual([]);
  expect(await changes.outcome()).toEqual(deployed);
});

test("a refresh shows exactly what drifted, the next up mends it, and then there is nothing to do", async () => {
  meddle();
  expect(drift(succeeded(await changes.stack.change("refresh")))).toEqual(DRIFT);
  expect(operations(await changes.up())).toEqual(MENDED);
  const mended = await changes.outcome();
  expect(mended).toEqual({ ...deployed, creations: [...deployed.creations, "server-1"].sort() });
  expect(operations(succeeded(await changes.stack.preview()))).toEqual([]);
  expect(drift(succeeded(await changes.stack.change("refresh")))).toEqual([]);
});

test("an up with --refresh finds and mends the drift in one run", async () => {
  meddle();
  expect(operations(await changes.up("--refresh"))).toEqual(MENDED);
  expect((await changes.outcome()).state).toEqual(deployed.state);
});

test("an up without a refresh sees no drift", async () => {
  meddle();
  expect(operations(await changes.up())).toEqual([]);
  expect((await changes.outcome()).missing).toHaveLength(1);
});
