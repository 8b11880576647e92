import { join } from "node:path";
import type { CheckpointResource } from "../../review/engine/checkpoint";
import { readProject } from "../../review/engine/project";
import { type SimulatedProviders, startSimulatedProviders } from "../../review/engine/providers/server";
import { parseUrn } from "../../review/engine/urn";
import type { PulumiCli } from "./pulumi-cli";
import { RealStack, type Run } from "./real-engine";
import { deployedRecords, type ResourceRecord } from "./records";
import { SimulatedCloud } from "./simulated-cloud";

/** Called by their name; the cloud gives all others an id. */
const NAMED = /:(Alarm|Bucket|Cache|Database|Queue)$/;
/** Properties that cannot change in place. */
const REPLACED_BY: Readonly<Record<string, string>> = {
  "thing:index:Alarm": "metric",
  "thing:index:Firewall": "zone",
};
const ANSWERS = {
  "thing:index:getImage": [
    { args: { family: "intel" }, result: { image: "image-x86" } },
    { args: { family: "arm" }, result: { image: "image-arm64" } },
  ],
};

/** Exists before and after, and belongs to nobody's program. */
const NOT_OURS = "zone-of-the-company";

/** The program `changes` on the real engine, with a cloud of its own that remembers. */
export class ChangesStack {
  readonly stack: RealStack;
  readonly cloud: SimulatedCloud;
  readonly #providers: SimulatedProviders;

  private constructor(providers: SimulatedProviders, stack: RealStack, cloud: SimulatedCloud) {
    this.#providers = providers;
    this.stack = stack;
    this.cloud = cloud;
  }

  /** An empty stack in an empty cloud. */
  static async create(cli: PulumiCli, saveEachStep: boolean): Promise<ChangesStack> {
    const cloud = new SimulatedCloud((type) => NAMED.test(type));
    cloud.add(NOT_OURS, { tags: { Name: "zone" } });
    const providers = await startSimulatedProviders({
      answers: ANSWERS,
      forcesReplacement: (type, path) => REPLACED_BY[type] === path,
      around: cloud.around,
    });
    try {
      const project = readProject(join(__dirname, "changes"));
      const options = { cli, project, stack: "dev", packages: ["thing"], providerPort: providers.port, saveEachStep };
      const stack = await RealStack.create({ ...options, overrides: { config: {}, secrets: {} }, stackOutputs: {} });
      return new ChangesStack(providers, stack, cloud);
    } catch (error) {
      await providers.close();
      throw error;
    }
  }

  /** `up` that must not fail. */
  async up(...flags: string[]): Promise<Run> {
    return succeeded(await this.stack.change("up", ...flags));
  }

  /** Remembers stack and cloud. @returns what goes back to them. */
  record(): () => void {
    const stack = this.stack.record();
    const cloud = this.cloud.record();
    return () => {
      stack();
      this.cloud.restore(cloud);
    };
  }

  /** What is in the stack and in the cloud, and how it came to be: equal for two histories that came to the same end. */
  async outcome(): Promise<Outcome> {
    const { resources = [], pending_operations: pending = [] } = await this.stack.export();
    const things = resources.filter(({ custom, type }) => custom && type.startsWith("thing:"));
    const known = new Set(things.map(({ id }) => String(id)));
    const existing = [...this.cloud.things.keys()];
    const created = this.cloud.effects.filter(({ operation }) => operation === "create");
    return {
      state: stateOf(resources),
      pending: pending.map(({ type, resource }) => `${type} ${nameOf(resource.urn)}`).sort(),
      orphans: existing.filter((id) => !known.has(id) && id !== NOT_OURS),
      missing: [...known].filter((id) => !this.cloud.things.has(id)),
      creations: created.map(({ urn }) => nameOf(urn)).sort(),
    };
  }

  async dispose(): Promise<void> {
    await this.stack.dispose();
    await this.#providers.close();
  }
}

export interface Outcome {
  /** Every resource with all its fields, where each id is replaced by the name of its resource. */
  readonly state: readonly unknown[];
  /** Operations that the engine knows to be unfinished. */
  readonly pending: readonly string[];
  /** Ids that exist in the cloud and in no state. */
  readonly orphans: readonly string[];
  /** Ids in the state that do not exist. */
  readonly missing: readonly string[];
  /** Name of the resource of each creation since the cloud was empty. */
  readonly creations: readonly string[];
}

/** @throws {Error} with what the engine says. */
export function succeeded(run: Run): Run {
  if (run.exitCode !== 0) throw new Error(`The run ended with exit code ${run.exitCode}\n${run.errors}`);
  return run;
}

/** What a run does with each thing, in order of names; what stays as it is is left out. */
export function operations({ events }: Run): string[] {
  const steps = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  const changes = steps.filter(({ op, urn }) => !["same", "refresh", "read"].includes(op) && urn.includes("thing:"));
  return changes.map(({ op, urn }) => `${op} ${nameOf(urn)}`).sort();
}

/** What a refresh finds changed, in order of names. */
export function drift({ events }: Run): string[] {
  const steps = events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? []);
  const changes = steps.filter(({ op, urn }) => !["same", "refresh", "read"].includes(op) && urn.includes("thing:"));
  return changes.map(({ op, urn }) => `${op} ${nameOf(urn)}`).sort();
}

export const nameOf = (urn: string): string => parseUrn(urn)?.name ?? urn;

function stateOf(resources: readonly CheckpointResource[]): unknown[] {
  const records = [...deployedRecords(resources).values()]
    .sort((a, b) => (a.urn < b.urn ? -1 : 1))
    .map(withoutEmptyLists);
  // Longest first: an id may be the beginning of another.
  const ids = resources.flatMap(({ id, urn }) =>
    typeof id === "string" && id !== "" ? [[id, `(id of ${nameOf(urn)})`] as const] : [],
  );
  ids.sort(([a], [b]) => b.length - a.length);
  const text = ids.reduce((json, [id, name]) => json.replaceAll(id, name), JSON.stringify(records));
  return JSON.parse(text);
}

/** A refresh leaves properties out that depend on nothing, an up writes them down. */
function withoutEmptyLists(record: ResourceRecord): ResourceRecord {
  const lists = Object.entries((record.fields.propertyDependencies ?? {}) as Record<string, readonly string[]>);
  const propertyDependencies = Object.fromEntries(lists.filter(([, urns]) => urns.length > 0));
  return { ...record, fields: { ...record.fields, propertyDependencies } };
}
