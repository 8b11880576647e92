import type * as pulumi from "@pulumi/pulumi";
import { type Answers, declare, type Registered, recordResources } from "./mocks";

export interface Declared {
  readonly resources: readonly Registered[];
  /** The one resource of that name. */
  readonly one: (name: string) => Record<string, any>;
  readonly names: (type?: string) => string[];
  /** Names of what the resource of that name was told to wait for; mocks drop it. */
  readonly waitsFor: (name: string) => string[];
  /** Names of the children of the resource of that name. */
  readonly children: (parent: string) => string[];
  /** Options of the resource of that name, as its constructor passed them; mocks drop them. */
  readonly options: (name: string) => pulumi.CustomResourceOptions;
}

const NAMES = new WeakMap<object, string>();

/** Runs `build` and waits until every resource that it declares is registered. */
export async function declared(
  build: (opts: pulumi.ComponentResourceOptions) => unknown,
  answers: Answers = {},
  stack = "dev",
): Promise<Declared> {
  const resources = await recordResources(answers, stack);
  const options = new Map<string, pulumi.CustomResourceOptions>();
  const record: pulumi.ResourceTransformation = ({ name, opts, resource }) => {
    options.set(name, opts);
    NAMES.set(resource, name);
    return undefined;
  };
  await declare(() => build({ transformations: [record] }));
  const optionsOf = (name: string) => options.get(name)!;
  return {
    resources,
    one: (name) => {
      const found = resources.filter((resource) => resource.name === name);
      if (found.length === 1) return found[0]!.inputs;
      throw new Error(`Cannot find one "${name}" among ${resources.map((r) => r.name).join(", ")}`);
    },
    names: (type) =>
      resources
        .filter((resource) => (type === undefined ? resource.type.startsWith("aws:") : resource.type === type))
        .map(({ name }) => name)
        .sort(),
    options: optionsOf,
    children: (parent) =>
      [...options.entries()]
        .filter(([, { parent: of }]) => of !== undefined && NAMES.get(of) === parent)
        .map(([name]) => name)
        .sort(),
    waitsFor: (name) =>
      [optionsOf(name).dependsOn ?? []]
        .flat()
        .map((resource) => NAMES.get(resource as pulumi.Resource)!)
        .sort(),
  };
}

/** `settings` with the value at `path` replaced; undefined takes the field out. */
export function changed<T>(settings: T, path: string, value: unknown): T {
  const copy = structuredClone(settings) as any;
  const fields = path.split(".");
  const last = fields.pop()!;
  const holder = fields.reduce((at, field) => at[field], copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}
