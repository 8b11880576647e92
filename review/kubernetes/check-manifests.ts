import { SIGNATURE_KEY, UNKNOWN } from "../engine/values";
import { joined, type ManifestProblem, manifestProblems } from "./manifest-problems";

/** A Kubernetes object of a stack. */
export interface CheckedObject {
  readonly urn: string;
  readonly type: string;
  /** Its logical name. */
  readonly name: string;
  /** Where it was declared, e.g. `components/ingress/routes.ts:12`; empty when unknown. */
  readonly source: string;
}

/** What strict validation says of a stack. */
export interface ManifestCheck {
  readonly accepted: number;
  readonly rejected: readonly (CheckedObject & { readonly problems: readonly ManifestProblem[] })[];
  /** Places about which nothing is said. Their objects are accepted or rejected by all the others. */
  readonly notCheckable: readonly (CheckedObject & { readonly path: string; readonly reason: string })[];
}

/** Of a resource in a file of `pulumi stack export`, the fields that are read here. */
interface ExportedResource {
  readonly urn: string;
  readonly custom: boolean;
  readonly type: string;
  readonly inputs?: unknown;
  readonly external?: unknown;
  readonly sourcePosition?: unknown;
}

/** Validates every Kubernetes object that an exported stack, real or previewed, declares. */
export function checkManifests(checkpoint: {
  readonly deployment: { readonly resources: readonly ExportedResource[] };
}): ManifestCheck {
  const rejected: ManifestCheck["rejected"][number][] = [];
  const notCheckable: ManifestCheck["notCheckable"][number][] = [];
  let accepted = 0;
  for (const resource of checkpoint.deployment.resources.filter(isManifest).sort(byUrn)) {
    const { urn, type, inputs } = resource;
    const object = { urn, type, name: urn.slice(urn.lastIndexOf("::") + 2), source: sourceOf(resource) };
    if (type.endsWith("Patch")) {
      notCheckable.push({ ...object, path: "", reason: "a patch is a part of an object that others declare" });
      continue;
    }
    const manifest = toManifest(inputs);
    const unknown = new Map(hiddenPlaces(manifest, ""));
    const problems = manifestProblems(manifest, (path) => unknown.has(path));
    if (problems.length === 0) accepted++;
    else rejected.push({ ...object, problems });
    notCheckable.push(...[...unknown].map(([path, reason]) => ({ ...object, path, reason })));
  }
  return { accepted, rejected, notCheckable };
}

/** Releases of Helm are no objects of Kubernetes, and what is only read was declared by others. */
function isManifest({ type, custom, external }: ExportedResource): boolean {
  return (
    custom && external !== true && type.startsWith("kubernetes:") && !/^kubernetes:(helm|kustomize|yaml)/.test(type)
  );
}

const byUrn = (a: ExportedResource, b: ExportedResource) => (a.urn < b.urn ? -1 : 1);

/** `project:///components/network.ts#12,5` is `components/network.ts:12`. */
function sourceOf({ sourcePosition }: ExportedResource): string {
  const [, file, line] = /^project:\/\/\/([^#]+)#(\d+)/.exec(String(sourcePosition)) ?? [];
  return file === undefined ? "" : `${decodeURI(file)}:${line}`;
}

/** What the provider sends: without its own notes, and with the name that it makes up where none is given. */
function toManifest(inputs: unknown): unknown {
  if (typeof inputs !== "object" || inputs === null) return inputs;
  const fields = Object.entries(inputs).filter(([name]) => !name.startsWith("__"));
  const { metadata = {}, ...rest } = Object.fromEntries(fields);
  if (typeof metadata !== "object" || metadata === null || SIGNATURE_KEY in metadata) return { ...rest, metadata };
  return { ...rest, metadata: { name: "made-up-by-the-provider", ...metadata } };
}

/** Paths of values that are not known yet or that were taken out as secrets, each with the reason. */
function hiddenPlaces(value: unknown, path: string): [path: string, reason: string][] {
  if (value === UNKNOWN) return [[path, "not known yet"]];
  if (Array.isArray(value)) return value.flatMap((each, i) => hiddenPlaces(each, `${path}[${i}]`));
  if (typeof value !== "object" || value === null) return [];
  if (SIGNATURE_KEY in value) return [[path, "a secret"]];
  return Object.entries(value).flatMap(([key, each]) => hiddenPlaces(each, joined(path, key)));
}
