import { type Properties, revealSecrets, type Value } from "../engine/values";
import { autoNames } from "./auto-names";
import { toConfig } from "./convert";
import type { DeclaredArguments } from "./declared-arguments";
import { errorsOf, messageOf, terraformPath } from "./diagnostics";
import type { Diagnostic } from "./plugin";
import type { AwsProvider } from "./provider";
import { terraformNames } from "./type-names";

/** A reason to reject a resource. */
export interface Rejection {
  /** `conversion`: the provider has no place for the value. `validate`, `plan`: the provider itself refused it. */
  readonly step: "conversion" | "validate" | "plan";
  /** Pulumi's path for a conversion, otherwise Terraform's; may be empty. */
  readonly path: string;
  readonly message: string;
}

/** The provider's word on one resource. */
export type Verdict = { readonly excepted: readonly string[] } & (
  | { readonly outcome: "accepted" }
  | { readonly outcome: "rejected"; readonly rejections: readonly Rejection[] }
  | { readonly outcome: "not checkable"; readonly reason: string }
);

/** Errors of a plugin that wanted to ask AWS; they say nothing about the inputs. */
const ASKED_AWS = /proxyconnect|dial tcp|no such host|connection refused|UnrecognizedClient|InvalidClientTokenId/;

/** Lets the provider validate and plan the creation of a resource. */
export async function judge(
  provider: AwsProvider,
  declared: DeclaredArguments,
  resource: { readonly type: string; readonly name: string; readonly inputs: Properties },
): Promise<Verdict> {
  const { type, name } = resource;
  const terraformType = terraformNames(type).find((each) => provider.block(each) !== undefined);
  const block = terraformType === undefined ? undefined : provider.block(terraformType);
  if (terraformType === undefined || block === undefined) {
    return { outcome: "not checkable", reason: `this provider has no ${terraformNames(type)[0]}`, excepted: [] };
  }
  const inputs = revealSecrets(resource.inputs) as Properties;
  const conversion = toConfig(type, terraformType, block, inputs);
  const names = autoNames(terraformType, block, name, inputs, declared.ofResource(type) ?? [], conversion.config);
  const config = { ...conversion.config, ...names };
  const excepted = conversion.excepted.map(({ path }) => path);
  const rejections: Rejection[] = conversion.problems.map((problem) => ({ step: "conversion", ...problem }));
  if (rejections.length === 0) {
    const invalid = errorsOf(await provider.validate(terraformType, config));
    rejections.push(...invalid.map((each) => rejection("validate", each)));
  }
  if (rejections.length === 0) {
    const { diagnostics } = await provider.plan(terraformType, null, config);
    const refused = errorsOf(diagnostics);
    const asked = refused.find((each) => ASKED_AWS.test(messageOf(each)));
    if (asked !== undefined) return { outcome: "not checkable", reason: messageOf(asked), excepted };
    rejections.push(...refused.map((each) => rejection("plan", each)));
  }
  return rejections.length === 0 ? { outcome: "accepted", excepted } : { outcome: "rejected", rejections, excepted };
}

/** Arguments of the provider itself, e.g. its default tags. They travel as JSON. */
export async function judgeProvider(provider: AwsProvider, inputs: Properties): Promise<Verdict> {
  const own = Object.entries(inputs).filter(([key]) => !OF_PULUMI.has(key));
  const read = Object.fromEntries(own.map(([key, value]) => [key, fromJson(revealSecrets(value))]));
  const { config, problems } = toConfig("pulumi:providers:aws", "aws", provider.configuration, read);
  const rejections: Rejection[] = problems.map((problem) => ({ step: "conversion", ...problem }));
  const invalid = errorsOf(await provider.validateProvider(config));
  rejections.push(...invalid.map((each) => rejection("validate", each)));
  if (rejections.length === 0) return { outcome: "accepted", excepted: [] };
  return { outcome: "rejected", rejections, excepted: [] };
}

/** Inputs that Pulumi reads itself. */
const OF_PULUMI = new Set(["__internal", "version", "pluginDownloadURL"]);

function fromJson(value: Value): Value {
  if (typeof value !== "string") return value;
  return /^[[{]/.test(value) ? (JSON.parse(value) as Value) : value;
}

const rejection = (step: Rejection["step"], diagnostic: Diagnostic): Rejection => ({
  step,
  path: terraformPath(diagnostic.attribute?.steps ?? []),
  message: messageOf(diagnostic),
});
