import type { ResourceState } from "../engine/resource-state";
import { packageOf } from "../engine/urn";
import { regionOf, serviceOf } from "../summary";
import { domainOf, type Kind, kindOfComponent, kindOfResource } from "./kinds";

/** A resource or component of either side, by the URN that it has in the head. */
export interface Entry {
  readonly urn: string;
  readonly parent: string;
  readonly state: ResourceState;
}

/** One part with the resources in it. */
export interface Part {
  readonly id: string;
  readonly name: string;
  readonly kind: Kind;
  readonly region: string | undefined;
  readonly members: readonly Entry[];
}

/** Components and resources, cut into parts of a size that a picture can show. */
export class PartTree {
  /** In a fixed order. */
  readonly parts: readonly Part[];
  readonly #children = new Map<string, Entry[]>();
  readonly #partOf = new Map<string, string>();

  /** @param entries In a fixed order. */
  constructor(entries: readonly Entry[]) {
    const known = new Set(entries.map(({ urn }) => urn));
    for (const entry of entries) {
      const parent = known.has(entry.parent) ? entry.parent : "";
      const siblings = this.#children.get(parent);
      if (siblings === undefined) this.#children.set(parent, [entry]);
      else siblings.push(entry);
    }
    const top = this.#below("");
    this.parts = [
      ...top.filter(isComponent).flatMap((entry) => this.#split(entry, undefined)),
      ...this.#loose(top.filter((entry) => !isComponent(entry))),
    ].filter(({ members }) => members.length > 0);
    for (const { id, members } of this.parts) for (const { urn } of members) this.#partOf.set(urn, id);
  }

  /** Id of the part that a resource is in. */
  partOf(urn: string): string | undefined {
    return this.#partOf.get(urn);
  }

  #below(urn: string): readonly Entry[] {
    return this.#children.get(urn) ?? [];
  }

  /** Itself, if it is a resource, and every resource below it. */
  #resources(entry: Entry): Entry[] {
    const below = this.#below(entry.urn).flatMap((child) => this.#resources(child));
    return entry.state.custom || entry.state.opaque ? [entry, ...below] : below;
  }

  /** @param around The region that the component stands in, for parts that say nothing about theirs. */
  #split(entry: Entry, around: string | undefined): Part[] {
    const components = this.#below(entry.urn).filter(isComponent);
    const others = new Set(components.map(({ state }) => domainOf(state.type)));
    others.delete(domainOf(entry.state.type));
    const apart = others.size > 1 ? components : this.#likeInSeveralRegions(components);
    const here = soleRegion(this.#resources(entry)) ?? around;
    const rest = this.#below(entry.urn).filter((child) => !apart.includes(child));
    return [
      this.#part(
        entry,
        [...(entry.state.opaque ? [entry] : []), ...rest.flatMap((child) => this.#resources(child))],
        around,
      ),
      ...apart.flatMap((child) => this.#split(child, here)),
    ];
  }

  /** Components of one type that stand in different regions. */
  #likeInSeveralRegions(components: readonly Entry[]): Entry[] {
    const regions = new Map(components.map((each) => [each, soleRegion(this.#resources(each))]));
    return components.filter((each) =>
      components.some(
        (other) =>
          other.state.type === each.state.type &&
          regions.get(each) !== undefined &&
          regions.get(other) !== undefined &&
          regions.get(other) !== regions.get(each),
      ),
    );
  }

  #part({ urn, state }: Entry, members: readonly Entry[], around: string | undefined): Part {
    const region = regionsOf(members).size === 0 && !members.some(isGlobal) ? around : soleRegion(members);
    const kind = kindOfComponent(state.type) ?? commonKind(members);
    return { id: urn, name: shortName(state.name, region), kind, region, members };
  }

  #loose(entries: readonly Entry[]): Part[] {
    const groups = new Map<string, Entry[]>();
    for (const entry of entries) {
      const key = JSON.stringify([serviceOf(entry.state.type), regionOf(entry.state) ?? ""]);
      groups.set(key, [...(groups.get(key) ?? []), ...this.#resources(entry)]);
    }
    return [...groups].sort().map(([id, members]) => {
      const [service, region] = JSON.parse(id) as [string, string];
      return { id, name: service, kind: commonKind(members), region: region === "" ? undefined : region, members };
    });
  }
}

const isComponent = ({ state }: Entry): boolean => !state.custom;

/** Of AWS, and in no region. Roles are everywhere and say nothing. */
const isGlobal = ({ state }: Entry): boolean =>
  packageOf(state.type) === "aws" && serviceOf(state.type) !== "aws:iam" && regionOf(state) === undefined;

function regionsOf(entries: readonly Entry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { state } of entries) {
    const region = regionOf(state);
    if (region !== undefined && serviceOf(state.type) !== "aws:iam") counts.set(region, (counts.get(region) ?? 0) + 1);
  }
  return counts;
}

/** The one region that resources are in, unless most of them are in none. */
function soleRegion(entries: readonly Entry[]): string | undefined {
  const [first, ...more] = regionsOf(entries);
  if (first === undefined || more.length > 0) return undefined;
  return first[1] >= entries.filter(isGlobal).length ? first[0] : undefined;
}

/** What most of the resources are, other than what every part has. */
function commonKind(entries: readonly Entry[]): Kind {
  const counts = new Map<Kind, number>();
  for (const { state } of entries) {
    const kind = kindOfResource(state.type);
    const weight = kind === "keys" || kind === "monitoring" || kind === "other" ? 0.01 : 1;
    counts.set(kind, (counts.get(kind) ?? 0) + weight);
  }
  const [most] = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return most?.[0] ?? "other";
}

/** A name without the region that it stands in. */
function shortName(name: string, region: string | undefined): string {
  if (region === undefined || name === region) return name;
  if (name.startsWith(`${region}-`)) return name.slice(region.length + 1);
  return name.endsWith(`-${region}`) ? name.slice(0, -region.length - 1) : name;
}
