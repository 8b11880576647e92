import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { join, relative, resolve } from "node:path";
import { hasOwnDependencies, linkDependencies } from "../checkout/dependencies";
import type { Tree, TwoCommits } from "../checkout/two-commits";
import type { Preview } from "../engine/preview";
import { type Project, readProject, stackNames } from "../engine/project";
import type { ResourceState } from "../engine/resource-state";
import { SettingsError } from "../engine/settings-error";
import { OWN_PACK, type PackFlags } from "../policy/find-packs";
import type { StackPreviews, StackSides } from "./compare";
import { type JudgedPreview, judgedPreview } from "./judged-preview";
import type { Revision } from "./review";

/** What to compare. */
export interface ComparisonRequest {
  /** The program's folder in the working tree. Absolute. */
  readonly directory: string;
  readonly commits: TwoCommits;
  /** `undefined` for every stack that either side has settings for. */
  readonly stacks: readonly string[] | undefined;
  /** Each side is judged by its own pack, unless these name one. */
  readonly packs: PackFlags;
  readonly environment: NodeJS.ProcessEnv;
  readonly onResource: (state: ResourceState) => void;
  readonly tell: (text: string) => void;
}

/** One side of the comparison: a program, if there is one at that commit. */
export interface Side {
  readonly revision: Revision;
  readonly project: Project | undefined;
}

/** Both sides, to be previewed stack by stack. */
export interface TwoSides {
  readonly base: Side;
  readonly head: Side;
  readonly stacks: readonly string[];
  preview(stack: string): StackRun;
}

/** One stack whose two programs run. */
export interface StackRun {
  /** Settled only when both programs have ended well; from then on this process has nothing to do but to wait for the packs. */
  readonly previewed: Promise<StackPreviews>;
  /** @throws {Failed} when a program does not run to its end, or a pack cannot judge. */
  readonly judged: Promise<StackSides>;
}

/**
 * Reads the program as it is at two commits, and gives each the packages that it needs.
 * @throws {SettingsError} for projects or stacks that are not there, and for packages that cannot be installed.
 */
export async function twoSides(request: ComparisonRequest): Promise<TwoSides> {
  const { commits, stacks: wanted } = request;
  const base = await sideOf(await commits.base, request);
  const head = await sideOf(await commits.head, request);
  const found = [base, head].flatMap(({ project }) => (project === undefined ? [] : stackNames(project)));
  const stacks = wanted ?? [...new Set(found)].sort();
  refuseUnknown(stacks, found);
  return { base, head, stacks, preview: (stack) => previewBoth(stack, base, head, request) };
}

async function sideOf({ revision, directory: there }: Tree, request: ComparisonRequest): Promise<Side> {
  const { directory, environment, packs, tell } = request;
  if (revision.commit === undefined) return { revision, project: readProject(there) };
  if (!existsSync(join(there, "Pulumi.yaml")) && !existsSync(join(there, "Pulumi.yml"))) {
    return { revision, project: undefined };
  }
  const project = readProject(there);
  await linkDependencies(project.directory, directory, environment, tell);
  const pack = join(project.root, OWN_PACK);
  const present = resolve(directory, relative(there, pack));
  if (!packs.off && [pack, present].some(hasOwnDependencies)) {
    await linkDependencies(pack, present, environment, tell);
  }
  return { revision, project };
}

function refuseUnknown(stacks: readonly string[], found: readonly string[]): void {
  const names = [...new Set(found)].sort().join(", ");
  if (stacks.length === 0) throw new SettingsError("Cannot compare stacks", ["neither side has a Pulumi.<stack>.yaml"]);
  const unknown = stacks.filter((stack) => !found.includes(stack));
  if (unknown.length > 0) {
    const problems = unknown.map((stack) => `--stack: must be one of ${names}, got "${stack}"`);
    throw new SettingsError("Cannot compare stacks", problems);
  }
}

function previewBoth(stack: string, base: Side, head: Side, request: ComparisonRequest): StackRun {
  const sides = [base, head].filter(({ project }) => project !== undefined && stackNames(project).includes(stack));
  const previews = new Map<Side, Preview>();
  let resolvePreviewed: (previews: StackPreviews) => void;
  const previewed = new Promise<StackPreviews>((resolve) => {
    resolvePreviewed = resolve;
  });
  const one = async (side: Side): Promise<JudgedPreview | undefined> => {
    if (!sides.includes(side)) return undefined;
    return previewSide(stack, side, request, (preview) => {
      previews.set(side, preview);
      if (previews.size === sides.length) {
        resolvePreviewed({ stack, base: previews.get(base), head: previews.get(head) });
      }
    });
  };
  const both = async (): Promise<StackSides> => {
    if (cpus().length < 2) return { stack, base: await one(base), head: await one(head) };
    const [first, second] = await Promise.allSettled([one(base), one(head)]);
    for (const each of [first, second]) if (each.status === "rejected") throw each.reason;
    const value = (each: PromiseSettledResult<JudgedPreview | undefined>) =>
      (each as PromiseFulfilledResult<JudgedPreview | undefined>).value;
    return { stack, base: value(first), head: value(second) };
  };
  return { previewed, judged: both() };
}

async function previewSide(
  stack: string,
  { project, revision }: Side,
  { packs, onResource }: ComparisonRequest,
  onPreviewed: (preview: Preview) => void,
): Promise<JudgedPreview> {
  try {
    return await judgedPreview(project as Project, stack, packs, onResource, onPreviewed);
  } catch (error) {
    (error as Error).message = `${revision.name}: ${(error as Error).message}`;
    throw error;
  }
}
