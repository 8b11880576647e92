import type { Unwrap } from "@pulumi/pulumi";
import type { StackResource, StackView } from "./stack-view";

/** The inputs of a resource that a rule reads, as they are in a plan: plain values, any of which may be absent. */
export type Inputs<Args, Fields extends keyof Args = keyof Args> = Partial<Unwrap<Pick<Args, Fields>>>;

/** As `Inputs`, of which parts may be absent at any depth: for rules whose examples need only a few fields of large inputs. */
export type Excerpt<Args, Fields extends keyof Args = keyof Args> = DeepPartial<Unwrap<Pick<Args, Fields>>>;

type DeepPartial<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepPartial<Item>[]
  : Value extends object
    ? { readonly [Field in keyof Value]?: DeepPartial<Value[Field]> }
    : Value;

/** JSON schema of one setting; it must have a default, so that a rule runs without any configuration. */
export interface Setting {
  readonly type: "integer" | "number" | "string" | "boolean" | "array" | "object";
  readonly default: unknown;
  readonly description: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly items?: object;
}

/** What every rule says about itself. */
export interface RuleText {
  /** The good state, in kebab-case; a contract, since settings and exceptions name it. */
  readonly name: string;
  /** One sentence: what holds where the rule is kept, and so what is lost without it. */
  readonly description: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  readonly enforcementLevel: "advisory" | "mandatory";
  /** Where the service says so. */
  readonly url: string;
  /** What to change, in the words of the service. */
  readonly remediationSteps: string;
  /** What a stack may set, by name. */
  readonly settings?: Readonly<Record<string, Setting>>;
}

/** What a rule may look at besides the inputs. */
export interface RuleContext<Settings> {
  readonly settings: Settings;
  readonly type: string;
  readonly name: string;
  readonly protect: boolean;
}

/** Judges resources one by one, each as soon as it is declared. */
export interface ResourceRule<Props = any, Settings = any> extends RuleText {
  readonly kind: "resource";
  /** Type tokens that it judges. */
  readonly types: readonly string[];
  /** What is wrong, one line each; empty when nothing is. Pure. Reading an unknown value ends it, which is reported as such. */
  gaps(inputs: Props, context: RuleContext<Settings>): string[];
  readonly examples: ResourceExamples<Props, Settings>;
}

/** Test cases and documentation of a rule. */
export interface ResourceExamples<Props, Settings> {
  /** Kept. The first is the base of `missing` and of the test of unknown values. */
  readonly good: readonly [ResourceExample<Props, Settings>, ...ResourceExample<Props, Settings>[]];
  /** Broken, and what the rule says. */
  readonly bad: readonly [BadResourceExample<Props, Settings>, ...BadResourceExample<Props, Settings>[]];
  /**
   * What the rule says when a field is left out of the first good example, by path such as `spec.metrics`: nothing where the
   * service's own default is good. Each field that the rule reads must be here.
   */
  readonly missing: Readonly<Record<string, readonly string[]>>;
}

export interface ResourceExample<Props, Settings> {
  readonly inputs: Props;
  readonly settings?: Partial<Settings>;
  readonly protect?: boolean;
  /** @default the first type of the rule */
  readonly type?: string;
}

export interface BadResourceExample<Props, Settings> extends ResourceExample<Props, Settings> {
  readonly gaps: readonly string[];
}

/** One thing that is wrong with a stack. */
export interface StackGap {
  /** Who is to blame; without it, the stack. */
  readonly resource?: StackResource;
  readonly message: string;
}

/** Judges a stack as a whole, at the end: for what no resource shows by itself. */
export interface StackRule<Settings = any> extends RuleText {
  readonly kind: "stack";
  /** What is wrong. Pure but for `stack.each` and `stack.known`, which note what is unknown. */
  gaps(stack: StackView, settings: Settings): StackGap[];
  readonly examples: StackExamples<Settings>;
}

export interface StackExamples<Settings> {
  readonly good: readonly [StackExample<Settings>, ...StackExample<Settings>[]];
  readonly bad: readonly [BadStackExample<Settings>, ...BadStackExample<Settings>[]];
  /** As for resources; a path begins with the resource's name: `hpa.spec.metrics`. */
  readonly missing: Readonly<Record<string, readonly string[]>>;
}

export interface StackExample<Settings> {
  readonly resources: readonly ExampleResource[];
  readonly settings?: Partial<Settings>;
}

export interface BadStackExample<Settings> extends StackExample<Settings> {
  /** As `<resource>: <message>`, or the message alone where it is about the stack. */
  readonly gaps: readonly string[];
}

/** A resource of an example. */
export interface ExampleResource {
  readonly type: string;
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
  /** Names of the resources that a property comes from, by property. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
  /** Name of the resource that holds it. */
  readonly parent?: string;
  /** Name of its provider's resource, for what lives in a Kubernetes cluster. */
  readonly provider?: string;
  readonly protect?: boolean;
}

export type Rule = ResourceRule | StackRule;

/** Checks the types of a rule against its inputs and settings, and forgets them, so that rules fit into one list. */
export const resourceRule = <Props, Settings = Record<string, never>>(
  rule: Omit<ResourceRule<Props, Settings>, "kind">,
): ResourceRule => ({ ...rule, kind: "resource" });

export const stackRule = <Settings = Record<string, never>>(rule: Omit<StackRule<Settings>, "kind">): StackRule => ({
  ...rule,
  kind: "stack",
});

/** Values of a rule's settings where nobody sets them. */
export const defaultSettings = ({ settings = {} }: RuleText): Record<string, unknown> =>
  Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, setting.default]));
