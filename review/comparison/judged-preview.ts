import { AnalyzerError } from "../engine/analyzer";
import type { Preview } from "../engine/preview";
import type { Project } from "../engine/project";
import type { ResourceState } from "../engine/resource-state";
import { readStackConfig } from "../engine/stack-config";
import { EXIT, Failed } from "../exit-codes";
import { findPacks, type PackFlags } from "../policy/find-packs";
import { type RunningPacks, startPacks } from "../policy/judge";
import type { PolicyReport } from "../policy/report";
import { previewStack } from "../preview-stack";

/** A preview, and what policy packs say about it. */
export interface JudgedPreview extends Preview {
  /** `undefined` where there is no pack, or none is wanted. */
  readonly policies: PolicyReport | undefined;
}

/** A pack that leaves a question unanswered for so long is taken as hanging. Unit: seconds. */
const IDLE_SECONDS = 120;

/**
 * Previews a stack, and lets its packs judge it while it runs.
 * @param onPreviewed Called when the program has ended and there is nothing to do but to wait for what its packs say.
 * @throws {Failed} when the program does not run to its end, or a pack cannot judge.
 */
export async function judgedPreview(
  project: Project,
  stack: string,
  flags: PackFlags,
  onResource: (state: ResourceState) => void,
  onPreviewed: (preview: Preview) => void,
): Promise<JudgedPreview> {
  const requests = findPacks(project.root, stack, flags);
  if (requests.length === 0) {
    const preview = await previewStack(project, stack, onResource);
    onPreviewed(preview);
    return { ...preview, policies: undefined };
  }
  const config = readStackConfig(project, stack, { config: {}, secrets: {} });
  const judged = { project: project.name, stack, organization: "organization", config };
  const packs = await startPacks(requests, judged, process.env, IDLE_SECONDS);
  try {
    const preview = await previewStack(project, stack, (state) => {
      onResource(state);
      packs.add(state);
    });
    return { ...preview, policies: await judge(packs, preview, () => onPreviewed(preview)) };
  } finally {
    packs.close();
  }
}

async function judge(packs: RunningPacks, preview: Preview, onAsked: () => void): Promise<PolicyReport> {
  try {
    return await packs.judge(preview, onAsked);
  } catch (error) {
    if (!(error instanceof AnalyzerError)) throw error;
    throw new Failed(`stack ${preview.stack}: ${preview.redactor.text(error.message)}`, EXIT.policyPack);
  }
}
