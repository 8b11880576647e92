import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { DiffRequest } from "@pulumi/pulumi/proto/provider_pb";
import { blankState } from "../../review/engine/goal-state";
import type { Preview } from "../../review/engine/preview";
import { readProject } from "../../review/engine/project";
import { diff } from "../../review/engine/providers/resources";
import { type SimulatedProviders, startSimulatedProviders } from "../../review/engine/providers/server";
import { consequence } from "../../review/plan/consequences";
import { type PlannedChange, planChanges } from "../../review/plan/plan";
import { loadReplacements } from "../../review/terraform/replacements";
import { nameOf, succeeded } from "./changes-stack";
import { type PredictionRow, predictionTable, writeSection } from "./conformance-report";
import { previewEmbedded } from "./embedded";
import { findPulumi } from "./pulumi-cli";
import { type RealPreview, RealStack } from "./real-engine";

const PROJECT = readProject(join(__dirname, "predictions"));
const TABLE = loadReplacements();

let providers: SimulatedProviders;
let real: RealStack;
let base: Preview;

/** What a provider says that a change of one property does: what the engine makes of it is what is compared. */
const forcesReplacement = (type: string, path: string) =>
  consequence({ path, kind: "update" }, blankState("", type, ""), {}, TABLE) === "replace";

beforeAll(async () => {
  const cli = await findPulumi((line) => process.stderr.write(`${line}\n`));
  providers = await startSimulatedProviders({
    programDirectory: PROJECT.directory,
    unanswered: "error",
    forcesReplacement,
    around: ({ method }, { request, simulate }) =>
      method === "DiffConfig" ? diff(request as DiffRequest, forcesReplacement) : simulate(),
  });
  const packages = ["aws", "kubernetes", "random"];
  const options = { cli, project: PROJECT, stack: "dev", packages, providerPort: providers.port, saveEachStep: false };
  real = await RealStack.create({ ...options, overrides: { config: {}, secrets: {} }, stackOutputs: {} });
  succeeded(await real.change("up"));
  base = await embedded("none");
});

afterAll(async () => {
  await real?.dispose();
  await providers?.close();
});

async function embedded(changes: string): Promise<Preview> {
  const program = { name: "predictions", project: PROJECT, stack: "dev", stackOutputs: {}, onlyPreview: undefined };
  const overrides = { config: { changes }, secrets: {} };
  const head = await previewEmbedded({ ...program, overrides }, { programDirectory: PROJECT.directory });
  if (head.failure !== undefined) throw new Error(head.failure.message);
  return head;
}

/** What a review says of the changes, and what the real engine would do. */
async function both(changes: string): Promise<{ planned: readonly PlannedChange[]; run: RealPreview }> {
  await real.setConfig({ changes });
  const run = await real.preview("--show-sames");
  const head = await embedded(changes);
  return { planned: planChanges({ base: base.resources, head: head.resources, redactor: base.redactor }, TABLE), run };
}

/** By URN what is done with a resource, and what it was called before. */
type Operations = Readonly<Record<string, string>>;

/**
 * Where a review and the engine have different words for the same thing, the engine's, with the reason:
 * - the engine says that it deletes what it leaves in the cloud because of `retainOnDelete`;
 * - it says that it replaces what it now only reads, unless its id is the one that it knows, which no preview of the base can;
 * - it says that it replaces what it only read until now and creates from now on; there is nothing of ours to lose.
 */
const inItsWords = ({ urn, action, replacement }: PlannedChange): string => {
  if (action === "forget") return "delete";
  if (action === "read" && replacement === "possible") return "replace";
  if (action === "create" && base.resources.some((state) => state.urn === urn && state.external)) return "replace";
  return action;
};

const predicted = (planned: readonly PlannedChange[]): Operations =>
  sorted(planned.map((change) => [change.urn, moved(inItsWords(change), change.formerUrn)]));

const decided = ({ steps }: RealPreview): Operations =>
  sorted(
    (steps as readonly Step[]).map(({ op, urn, oldState }) => [
      urn,
      moved(op, oldState?.urn === urn ? undefined : oldState?.urn),
    ]),
  );

type Step = RealPreview["steps"][number] & { readonly oldState?: { readonly urn: string } };

const moved = (operation: string, formerUrn: string | undefined) =>
  formerUrn === undefined ? operation : `${operation} from ${nameOf(formerUrn)}`;

const sorted = (entries: [string, string][]): Operations =>
  Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));

/** Changes of the program, and some of what they must come to: the rest is compared between both engines all the same. */
const CASES: readonly (readonly [string, readonly string[]])[] = [
  ["none", []],
  ["a size, tags", ["update main-work-queue", "update key", "update titles"]],
  ["a size in Kubernetes, an output of the stack", ["update playback"]],
  ["settings of a provider, another provider", ["update aws"]],
  ["another way out", ["create main-network-nat-use1-az2-gateway", "update main-network-private-use1-az2-out"]],
  [
    "a region is added, removed",
    ["create second-network-vpc", "delete leaving", "delete leaving-subscription", "forget retained"],
  ],
  ["a rename", ["create catalog", "delete titles"]],
  ["a component is renamed", ["create primary-network-vpc", "delete main-network-vpc", "update database-subnets"]],
  [
    "a component is renamed with an alias, a rename with an alias",
    ["same catalog from titles", "same primary from main", "update primary-network-vpc from main-network-vpc"],
  ],
  [
    "an immutable setting with a cascade",
    ["replace main-network-vpc", "replace main-network-data-use1-az1-subnet", "update database-subnets"],
  ],
  [
    "an immutable setting of a component",
    ["replace main-work-queue", "replace main-work-policy", "update main-work-oldest"],
  ],
  ["an immutable setting deleted first, an immutable secret", ["replace database", "replace password"]],
  [
    "a trigger, an ignored setting, a setting that the program replaces on, another source of a value",
    ["replace following", "replace replacing", "replace source-policy", "replace triggered", "same ignoring"],
  ],
  [
    "immutable data in Kubernetes, an immutable selector in Kubernetes, an immutable template in Kubernetes",
    ["replace migrations", "replace playback", "replace settings"],
  ],
  ["a namespace is renamed", ["replace migrations", "replace namespace", "replace playback", "replace settings"]],
  ["another cluster", ["replace kubernetes", "replace namespace", "replace playback"]],
  ["another cluster by another provider", ["replace moving-to-another-cluster", "same playback"]],
  ["managed then read, read then managed", ["create given", "read adopted"]],
];

const rows: PredictionRow[] = [];

/** Only a run over everything may speak for everything. */
afterAll(() => {
  if (rows.length === CASES.length) writeSection("predictions", predictionTable(rows));
});

test.each(CASES)("the engine does what a review predicted for: %s", async (changes, expected) => {
  const { planned, run } = await both(changes);
  succeeded(run);
  expect(decided(run)).toEqual(predicted(planned));
  const told = planned.map(({ action, name, formerUrn }) => moved(`${action} ${name}`, formerUrn));
  expect(told).toEqual(expect.arrayContaining([...expected]));
  if (changes === "none") expect(planned.filter(({ action }) => !["same", "read"].includes(action))).toEqual([]);
  rows.push({ changes, actions: planned.map(({ action, formerUrn }) => (formerUrn === undefined ? action : "move")) });
});

test("the engine refuses to replace what is protected, as the review says", async () => {
  const { planned, run } = await both("an immutable setting of what is protected");
  const change = planned.find(({ name }) => name === "kept");
  expect(change).toMatchObject({ action: "replace", protected: true });
  expect(run.exitCode).not.toBe(0);
  expect(run.errors).toContain(`unable to replace resource "${change?.urn}"`);
});
