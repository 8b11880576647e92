import type { Properties, Value } from "../../values";
import { isObject } from "../../values";
import type { ProviderConfiguration } from "../provider-configuration";

/** An argument that is text; `undefined` when it is absent or empty, which the providers take for the same. */
export function text(args: Properties, name: string): string | undefined {
  const value = args[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** An argument that is a list of texts; empty when it is absent. */
export function texts(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.filter((element) => typeof element === "string") : [];
}

/** Objects of an argument that is a list; empty when it is absent. */
export function objects(value: Value | undefined): Properties[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The region a function is asked about: its argument, otherwise the provider's. */
export function regionOf(args: Properties, provider: ProviderConfiguration): string | undefined {
  return text(args, "region") ?? provider.region;
}

/**
 * Whether `attributes` pass every one of the `filters` of an EC2 function: one of its values, with `*` and `?` as wildcards.
 * A filter about something that the attributes do not tell is not passed.
 */
export function passes(filters: Value | undefined, attributes: Readonly<Record<string, string>>): boolean {
  return objects(filters).every(({ name, values }) => {
    const attribute = typeof name === "string" ? attributes[name] : undefined;
    return attribute !== undefined && texts(values).some((pattern) => wildcard(pattern).test(attribute));
  });
}

function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`);
}
