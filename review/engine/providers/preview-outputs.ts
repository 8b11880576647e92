import { packageOf } from "../urn";
import { isObject, isSecret, makeSecret, type Properties, signatureOf, UNKNOWN, type Value } from "../values";
import type { DeclaredFields } from "./declaration-file";
import type { Declarations } from "./declared-fields";
import type { ProviderConfiguration } from "./provider-configuration";

/**
 * The outputs that are certain before a resource exists: its inputs, and what follows from them. Whatever is left out is
 * unknown. Inside an object that the program gave, the fields that the cloud will add must be marked so one by one, or
 * `cluster.vpcConfig.clusterSecurityGroupId` would look as if it were known to be absent.
 */
export function previewOutputs(
  type: string,
  inputs: Properties,
  provider: ProviderConfiguration,
  declarations: Declarations,
): Properties {
  const pkg = packageOf(type);
  if (pkg === "kubernetes") return kubernetesOutputs(inputs);
  const declared = declarations.ofResource(type);
  return { ...completed(inputs, declared, pkg, declarations), ...additions(type, inputs, provider, declarations) };
}

/**
 * Outputs that follow from something else than an input of their own name, by name. They never replace an input.
 * @param given names of the inputs, or the inputs
 */
export function additions(
  type: string,
  given: Readonly<Record<string, unknown>>,
  provider: ProviderConfiguration,
  declarations: Declarations,
): Properties {
  const secrets = SECRET_UNKNOWNS[type];
  if (secrets !== undefined) return Object.fromEntries(secrets.map((output) => [output, makeSecret(UNKNOWN)]));
  const regional = type.startsWith("aws:") && declarations.ofResource(type)?.get("region")?.optional === false;
  return regional && given.region === undefined && provider.region !== undefined ? { region: provider.region } : {};
}

/** Whether the inputs of a resource of `type` are its outputs as they are, apart from {@link additions}. */
export function echoesInputs(type: string, declarations: Declarations): boolean {
  if (packageOf(type) === "kubernetes") return false;
  const fields = [...(declarations.ofResource(type)?.values() ?? [])];
  return !fields.some(({ object }) => object !== undefined);
}

/**
 * Outputs that the random provider marks as secret itself, also while they are unknown.
 * Source: https://www.pulumi.com/registry/packages/random/api-docs/
 */
const SECRET_UNKNOWNS: Readonly<Record<string, readonly string[]>> = {
  "random:index/randomBytes:RandomBytes": ["base64", "hex"],
  "random:index/randomPassword:RandomPassword": ["bcryptHash", "result"],
};

/** `given` with each nested object completed; `given` itself is left alone, since the SDK takes what it lacks for unknown. */
function completed(
  given: Properties,
  declared: DeclaredFields | undefined,
  pkg: string,
  declarations: Declarations,
): Properties {
  if (declared === undefined) return given;
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      const type = declared.get(key)?.object;
      return [key, type === undefined ? value : completedValue(value, type, pkg, declarations)];
    }),
  );
}

function completedValue(value: Value, type: string, pkg: string, declarations: Declarations): Value {
  if (Array.isArray(value)) return value.map((element) => completedValue(element, type, pkg, declarations));
  if (isSecret(value)) return { ...value, value: completedValue(value.value as Value, type, pkg, declarations) };
  if (!isObject(value) || signatureOf(value) !== undefined) return value;
  const declared = declarations.ofObject(pkg, type);
  const missing = [...(declared ?? [])].filter(([name, { optional }]) => !optional && value[name] === undefined);
  return {
    ...completed(value, declared, pkg, declarations),
    ...Object.fromEntries(missing.map(([name]) => [name, UNKNOWN])),
  };
}

/** What the API server writes into the metadata of every object. The rest of an object it leaves as it is, or adds defaults. */
const SERVER_METADATA = ["creationTimestamp", "generation", "name", "namespace", "resourceVersion", "uid"];

function kubernetesOutputs(inputs: Properties): Properties {
  const given = isObject(inputs.metadata) && signatureOf(inputs.metadata) === undefined ? inputs.metadata : undefined;
  if (given === undefined) return inputs;
  const missing = SERVER_METADATA.filter((field) => given[field] === undefined);
  const metadata = { ...given, ...Object.fromEntries(missing.map((field) => [field, UNKNOWN])) };
  return { ...inputs, metadata };
}
