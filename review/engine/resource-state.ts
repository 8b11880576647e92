import type { Properties, Value } from "./values";

/** What a first `pulumi up` would do with a resource. */
export type Operation = "create" | "read" | "import";

/** Where a resource was declared in the program's own source. */
export interface SourcePosition {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Seconds; 0 leaves the provider's own limit. */
export interface CustomTimeouts {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
}

/** One resource as an engine knows it at the end of a first preview. Field names follow Pulumi's checkpoint format. */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly operation: Operation;
  /** Managed by a provider; otherwise a component. */
  readonly custom: boolean;
  /** A component whose children live in its provider's plugin, so that nothing below it is visible here. */
  readonly opaque: boolean;
  /** Read, not managed. */
  readonly external: boolean;
  /** `UNKNOWN` for a provider; empty for everything that has yet to be created. */
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** URN, or empty. */
  readonly parent: string;
  /** `<urn>::<id>` of the provider resource; empty for components and providers. */
  readonly provider: string;
  /** URNs in ascending order. */
  readonly dependencies: readonly string[];
  /** URNs in ascending order by input property. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  /** `undefined` leaves the choice to the provider. */
  readonly deleteBeforeReplace: boolean | undefined;
  readonly deletedWith: string;
  readonly replaceWith: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly replacementTrigger: Value | undefined;
  readonly hideDiff: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  /** Former URNs under which an existing resource would be recognised. */
  readonly aliases: readonly string[];
  readonly customTimeouts: CustomTimeouts;
  readonly importId: string;
  /** Names of the hooks by moment, e.g. `BeforeCreate`. */
  readonly hooks: Readonly<Record<string, readonly string[]>>;
  readonly source: SourcePosition | undefined;
}
