/** Type token of the root of every stack. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

const PROVIDER_TYPE_PREFIX = "pulumi:providers:";

/** Type token of the provider resource of a package, e.g. `pulumi:providers:aws`. */
export const providerType = (packageName: string): string => `${PROVIDER_TYPE_PREFIX}${packageName}`;

export const isProviderType = (type: string): boolean => type.startsWith(PROVIDER_TYPE_PREFIX);

/** Package of a type or function token: `aws` of `aws:ec2/vpc:Vpc`, and of `pulumi:providers:aws`. */
export function packageOf(token: string): string {
  return isProviderType(token) ? token.slice(PROVIDER_TYPE_PREFIX.length) : (token.split(":")[0] ?? "");
}

/**
 * A custom resource's type must read `package:module:Type`, otherwise no provider can be found for it.
 * @returns what is wrong, or `undefined`.
 */
export function typeTokenProblem(token: string): string | undefined {
  const parts = token.split(":");
  if (parts.length === 3 && parts.every((part) => part !== "")) return undefined;
  return `Type '${token}' is not a valid type token (must have format '*:*:*')`;
}

/** The parts of `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`. */
export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  /** Types of the ancestors and its own, joined by `$`; the stack itself is left out. */
  readonly qualifiedType: string;
  readonly type: string;
  readonly name: string;
}

/** @returns the parts, or `undefined` when `urn` is not a URN. The name may itself hold `::`. */
export function parseUrn(urn: string): UrnParts | undefined {
  const match = /^urn:pulumi:([^:]*)::([^:]*(?::[^:]+)*?)::(.*?)::([\s\S]*)$/.exec(urn);
  if (!match) return undefined;
  const [, stack = "", project = "", qualifiedType = "", name = ""] = match;
  return { stack, project, qualifiedType, type: qualifiedType.slice(qualifiedType.lastIndexOf("$") + 1), name };
}

/**
 * The URN of a resource. A child's type is qualified by its parent's, except below the stack.
 * @param parent URN of the parent, `""` for none.
 * Source: https://www.pulumi.com/docs/iac/concepts/resources/names/#urns
 */
export function createUrn(stack: string, project: string, parent: string, type: string, name: string): string {
  const parentType = parent === "" ? "" : (parseUrn(parent)?.qualifiedType ?? "");
  const qualified = parentType === "" || parentType === STACK_TYPE ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** A provider reference as resources carry it: `<urn>::<id>`. */
export function providerUrnOf(reference: string): string {
  return reference.slice(0, reference.lastIndexOf("::"));
}
