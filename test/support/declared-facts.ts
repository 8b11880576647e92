import * as pulumi from "@pulumi/pulumi";
import type { Declared } from "./declared";

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
