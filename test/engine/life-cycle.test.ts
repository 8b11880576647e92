import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "@jest/globals";
import { readProject } from "../../review/engine/project";
import {
  type ProviderCall,
  type SimulatedProviders,
  startSimulatedProviders,
} from "../../review/engine/providers/server";
import { findPulumi, type PulumiCli } from "./pulumi-cli";
import { RealStack, type Run } from "./real-engine";

const PROJECT = readProject(join(__dirname, "life-cycle"));
const SERVERS = ["server-0", "server-1", "server-2"];

let cli: PulumiCli;
let providers: SimulatedProviders;
let stack: RealStack;

beforeAll(async () => {
  cli = await findPulumi((line) => process.stderr.write(`${line}\n`));
});

const release = async () => {
  await stack.dispose();
  await providers.close();
};
afterEach(release);

/** A new stack of the program `life-cycle`; `onCall` sees, delays or fails each request to its provider. */
async function newStack(onCall: (call: ProviderCall) => void = () => {}): Promise<RealStack> {
  const replaces = (type: string, path: string) => /:(Network)$/.test(type) && path === "name";
  providers = await startSimulatedProviders({ onCall, forcesReplacement: replaces });
  stack = await RealStack.create({
    ...{ cli, project: PROJECT, stack: "dev", packages: ["thing"], providerPort: providers.port, saveEachStep: false },
    overrides: { config: {}, secrets: {} },
    stackOutputs: {},
  });
  return stack;
}

const nameOf = (urn: string) => urn.split("::").pop() as string;

/** What a run does with each resource of the program, in order of names; what stays as it is is left out. */
function operations({ events, exitCode, errors }: Run): string[] {
  expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: expect.anything() });
  const steps = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  const changes = steps.filter(({ op, urn }) => op !== "same" && op !== "refresh" && urn.includes("::thing:"));
  return changes.map(({ op, urn }) => `${op} ${nameOf(urn)}`).sort();
}

/** The state without what differs from run to run. */
async function stateOf() {
  const kept = (await stack.resources()).filter(({ type }) => type.startsWith("thing:"));
  const state = kept.map(({ urn, id, inputs, outputs, dependencies }) => ({ urn, id, inputs, outputs, dependencies }));
  return state.sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

test("an up creates everything, and a second preview changes nothing", async () => {
  await newStack();
  expect(operations(await stack.change("up"))).toEqual(
    ["network", ...SERVERS, "subnet"].map((name) => `create ${name}`),
  );
  expect(operations(await stack.preview())).toEqual([]);
});

test("a changed setting updates what it concerns and nothing else", async () => {
  await newStack();
  await stack.change("up");
  await stack.setConfig({ size: "2" });
  const updates = SERVERS.map((name) => `update ${name}`);
  expect(operations(await stack.preview())).toEqual(updates);
  expect(operations(await stack.change("up"))).toEqual(updates);
  expect(operations(await stack.preview())).toEqual([]);
});

test("a setting that cannot change in place replaces its resource and moves what depends on it", async () => {
  await newStack();
  await stack.change("up");
  await stack.setConfig({ cidr: "10.9.0.0/16" });
  expect(operations(await stack.change("up"))).toEqual([
    "create-replacement network",
    "delete-replaced network",
    "replace network",
    "update subnet",
  ]);
  expect(operations(await stack.preview())).toEqual([]);
});

test("a smaller number deletes the last ones only", async () => {
  await newStack();
  await stack.change("up");
  await stack.setConfig({ servers: "1" });
  expect(operations(await stack.change("up"))).toEqual(["delete server-1", "delete server-2"]);
});

test("a destroy deletes each resource after everything that depends on it", async () => {
  const deleted: string[] = [];
  await newStack(({ method, urn }) => {
    if (method === "Delete") deleted.push(nameOf(urn as string));
  });
  await stack.change("up");
  expect((await stack.change("destroy")).exitCode).toBe(0);
  expect([...deleted.slice(0, 3).sort(), ...deleted.slice(3)]).toEqual([...SERVERS, "subnet", "network"]);
  expect(await stateOf()).toEqual([]);
});
