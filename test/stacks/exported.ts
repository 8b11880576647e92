import type { CheckpointResource } from "../../review/engine/checkpoint";

/** A resource of an exported stack, with the fields that the tests read. */
export interface ExportedResource extends CheckpointResource {
  /** The last part of its URN. */
  readonly name: string;
  readonly inputs: Record<string, any>;
  readonly protect?: boolean;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

/** A stack as `p95 preview --export` wrote it. */
export class ExportedStack {
  /** In the order of the file: each after what it needs. */
  readonly resources: readonly ExportedResource[];
  readonly #byUrn: ReadonlyMap<string, ExportedResource>;

  constructor(
    readonly stack: string,
    readonly text: string,
  ) {
    const listed: CheckpointResource[] = JSON.parse(text).deployment.resources;
    this.resources = listed.map((each) => ({
      ...each,
      name: each.urn.slice(each.urn.lastIndexOf("::") + 2),
      inputs: (each.inputs ?? {}) as Record<string, any>,
    }));
    this.#byUrn = new Map(this.resources.map((each) => [each.urn, each]));
  }

  ofType(type: string): ExportedResource[] {
    return this.resources.filter((each) => each.type === type);
  }

  /** Inputs of the one resource of that name that is no component. */
  one(name: string): Record<string, any> {
    const found = this.resources.filter((each) => each.custom && each.name === name);
    if (found.length === 1) return found[0]!.inputs;
    throw new Error(`Cannot find one "${name}" among the ${this.resources.length} resources of ${this.stack}`);
  }

  /** Everything that must exist before `resource`: what it was told to wait for, took inputs from or is made with. */
  needs(resource: ExportedResource): ReadonlySet<ExportedResource> {
    const found = new Set<ExportedResource>();
    const waiting = [resource];
    for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
      const { dependencies = [], propertyDependencies = {}, provider } = each;
      const providers = provider === undefined ? [] : [provider.slice(0, provider.lastIndexOf("::"))];
      for (const urn of [...dependencies, ...Object.values(propertyDependencies).flat(), ...providers]) {
        const needed = this.#byUrn.get(urn);
        if (needed === undefined) throw new Error(`${each.urn} needs ${urn}, which is not in the file`);
        if (!found.has(needed)) waiting.push(needed);
        found.add(needed);
      }
    }
    return found;
  }
}
