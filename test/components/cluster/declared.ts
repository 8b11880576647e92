import * as pulumi from "@pulumi/pulumi";
import type { Registered } from "../../support/mocks";

/** What a type's provider fills in and the components under test read, beside `id`, `arn` and `name`. */
const COMPUTED: Readonly<Record<string, (name: string) => Record<string, unknown>>> = {
  "aws:eks/cluster:Cluster": (name) => ({
    endpoint: `https://${name}.eks`,
    certificateAuthority: { data: "Q0E=" },
    vpcConfig: { clusterSecurityGroupId: `sg-${name}` },
  }),
  "aws:eks/nodeGroup:NodeGroup": (name) => ({ resources: [{ autoscalingGroups: [{ name: `asg-${name}` }] }] }),
  "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 3 }),
  "aws:rds/cluster:Cluster": (name) => ({
    endpoint: `${name}.writer`,
    readerEndpoint: `${name}.reader`,
    clusterResourceId: `cluster-${name.toUpperCase()}`,
  }),
  "aws:rds/globalCluster:GlobalCluster": (name) => ({ endpoint: `${name}.writer` }),
  "random:index/randomPassword:RandomPassword": () => ({ result: "hunter2" }),
};

export interface Declared {
  readonly resources: Registered[];
  /** Inputs of the one resource of that name. */
  readonly one: (name: string) => Record<string, any>;
  readonly names: (type: string) => string[];
  /** Options of the resource of that name, as its constructor passed them; mocks drop them. */
  readonly options: (name: string) => pulumi.CustomResourceOptions;
  /** Names of what the resource of that name depends on by option. */
  readonly dependsOn: (name: string) => string[];
  /** Names of each parent's children, sorted. */
  readonly children: (parent: string) => string[];
}

/** Runs `build` and waits until every resource that it declares is registered. */
export async function declared(build: (opts: pulumi.ComponentResourceOptions) => unknown): Promise<Declared> {
  const resources: Registered[] = [];
  const seen = new Map<string, pulumi.ResourceTransformationArgs>();
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs, provider }) {
        resources.push({ type, name, inputs, ...(provider === undefined ? {} : { provider }) });
        const computed = COMPUTED[type]?.(name) ?? {};
        const merged = Object.fromEntries(
          Object.entries(computed).map(([field, value]) =>
            typeof value === "object" && !Array.isArray(value) && inputs[field]
              ? [field, { ...inputs[field], ...value }]
              : [field, value],
          ),
        );
        return { id: `${name}-id`, state: { arn: `arn:${name}`, ...inputs, ...merged, name: inputs.name ?? name } };
      },
      call({ token }) {
        throw new Error(`Cannot answer ${token}`);
      },
    },
    "p95",
    "dev",
  );
  const record: pulumi.ResourceTransformation = (args) => {
    seen.set(args.name, args);
    return undefined;
  };
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0; // the SDK takes one for each promise
  try {
    build({ transformations: [record] });
    await pulumi.runtime.disconnect();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  const nameOf = (resource: unknown): string => (resource as { __name: string }).__name;
  return {
    resources,
    one: (name) => {
      const found = resources.filter((resource) => resource.name === name);
      if (found.length !== 1)
        throw new Error(`Cannot find one "${name}" among ${resources.map((r) => r.name).join(", ")}`);
      return found[0]!.inputs;
    },
    names: (type) =>
      resources
        .filter((resource) => resource.type === type)
        .map(({ name }) => name)
        .sort(),
    options: (name) => seen.get(name)!.opts,
    dependsOn: (name) => {
      const on = seen.get(name)!.opts.dependsOn ?? [];
      return (Array.isArray(on) ? on : [on]).map(nameOf).sort();
    },
    children: (parent) =>
      [...seen.values()]
        .filter(({ opts }) => opts.parent !== undefined && nameOf(opts.parent) === parent)
        .map(({ name }) => name)
        .sort(),
  };
}

/** Types without a region, or ours. */
const GLOBAL = /^(p95|random|kubernetes|pulumi):|^aws:iam\//;

/** Resources whose region is missing or another one, as `<name>: <region>`. */
export function misplaced({ resources }: Declared, regionOf: (name: string) => string): string[] {
  return resources
    .filter(({ type, name, inputs }) => !GLOBAL.test(type) && inputs.region !== regionOf(name))
    .map(({ name, inputs }) => `${name}: ${inputs.region}`);
}

/** Statements of every policy document among the inputs, trust policies included. */
export function statements({ resources }: Declared): { resource: string; Action: string[]; Resource: unknown }[] {
  return resources.flatMap(({ name, inputs }) =>
    [inputs.policy, inputs.assumeRolePolicy]
      .filter((document) => typeof document === "string")
      .flatMap((document) =>
        JSON.parse(document).Statement.map((statement: any) => ({
          resource: name,
          Action: [statement.Action].flat(),
          Resource: statement.Resource,
        })),
      ),
  );
}

/** What a secret input holds. @throws if it went over the wire in plain text. */
export function secretValue(input: any): unknown {
  if (!pulumi.runtime.isRpcSecret(input)) throw new Error(`Not a secret: ${JSON.stringify(input)}`);
  return pulumi.runtime.unwrapRpcSecret(input);
}
