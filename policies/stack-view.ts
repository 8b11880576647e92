import type { PolicyResource } from "@pulumi/policy";
import type { StackGap } from "./rule";
import { isUnknownValueError, type UnknownValueError, unknownValue } from "./unknown";

/** One resource of a finished stack: its outputs, which in a preview are its inputs and what else is certain. */
export interface StackResource<Props = any> {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly props: Props;
  readonly protect: boolean;
  /** URN of its provider; empty for a component. Resources of one Kubernetes cluster share it. */
  readonly provider: string;
  /** Name of its parent; empty for none. */
  readonly parent: string;
  /** Resources that a property takes its value from. Ids are unknown before the first update, so this is how to join. */
  from(property: string): StackResource[];
}

/** A stack as its rules see it, and what they could not judge in it. */
export class StackView {
  readonly #byType = new Map<string, PolicyResource[]>();
  readonly #views = new Map<PolicyResource, StackResource>();
  readonly #declared: ReadonlyMap<string, object>;
  /** Resources that could not be judged, and why. */
  readonly unknowns: { readonly resource: StackResource; readonly error: UnknownValueError }[] = [];

  /** @param declared what the program declared, by URN: read in place of outputs that a preview does not have. */
  constructor(resources: readonly PolicyResource[], declared: ReadonlyMap<string, object> = new Map()) {
    this.#declared = declared;
    for (const resource of resources) {
      const sameType = this.#byType.get(resource.type);
      if (sameType === undefined) this.#byType.set(resource.type, [resource]);
      else sameType.push(resource);
    }
  }

  /** Resources of some types, in the order of the program. */
  ofType<Props = any>(...types: readonly string[]): StackResource<Props>[] {
    return types.flatMap((type) => (this.#byType.get(type) ?? []).map((resource) => this.#viewOf(resource)));
  }

  /** Types of all resources. */
  types(): string[] {
    return [...this.#byType.keys()];
  }

  /** Judges resources one by one: one with an unknown value is noted, and hides none of the others. */
  each<Props>(
    resources: readonly StackResource<Props>[],
    judge: (resource: StackResource<Props>) => string | readonly string[] | undefined,
  ): StackGap[] {
    return resources.flatMap((resource) => {
      const found = this.known(resource, () => judge(resource)) ?? [];
      return [found].flat().map((message) => ({ resource, message }));
    });
  }

  /** What `read` gives, or `undefined` when it needs a value that is unknown, which is noted. */
  known<Result>(resource: StackResource, read: () => Result): Result | undefined {
    try {
      return read();
    } catch (error) {
      if (!isUnknownValueError(error)) throw error;
      this.unknowns.push({ resource, error });
      return undefined;
    }
  }

  /** Made when it is asked for, once: a rule looks at a few of many resources. */
  #viewOf(resource: PolicyResource): StackResource {
    const known = this.#views.get(resource);
    if (known !== undefined) return known;
    const view = toView(resource, this.#declared, (each) => this.#viewOf(each));
    this.#views.set(resource, view);
    return view;
  }
}

function toView(
  resource: PolicyResource,
  declared: ReadonlyMap<string, object>,
  viewOf: (resource: PolicyResource) => StackResource,
): StackResource {
  const { urn, type, name, opts, provider, parent } = resource;
  return {
    urn,
    type,
    name,
    // Read late: most rules look at few resources, and decoding takes longer than judging.
    get props() {
      return propsOf(resource, declared);
    },
    protect: opts.protect,
    provider: provider?.urn ?? "",
    parent: parent?.name ?? "",
    from: (property) => (resource.propertyDependencies[property] ?? []).map(viewOf),
  };
}

/**
 * A preview has no outputs at all for what a provider will make that is not ready itself, such as all that runs in a cluster which
 * is still to be created. Then what the program declared counts, and without that every value is unknown.
 */
function propsOf({ urn, props, provider }: PolicyResource, declared: ReadonlyMap<string, object>): object {
  if (provider === undefined || Reflect.ownKeys(props).length > 0) return props;
  return declared.get(urn) ?? new Proxy({}, { get: (_, key) => unknownValue(String(key)) });
}
