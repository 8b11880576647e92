import type { TwoCommits } from "../checkout/two-commits";
import { readAllowances } from "../comparison/allowances";
import { type ComparedResources, compareResources, type StackPreviews, withVerdicts } from "../comparison/compare";
import { losesSomething, type Review, type StackReview, violatesSomething } from "../comparison/review";
import { twoSides } from "../comparison/two-sides";
import { Prices } from "../cost/prices";
import { EXIT } from "../exit-codes";
import { type Topology, type TopologySides, topologyOf } from "../picture/topology";
import type { PackFlags } from "../policy/find-packs";
import { palette } from "../render/palette";
import { progressLine } from "../render/progress";
import { reviewJson } from "../render/review-json";
import { reviewMarkdown } from "../render/review-markdown";
import { renderReview } from "../render/review-text";
import { loadReplacements } from "../terraform/replacements";
import { writeWhole } from "../write-file";

/** What a person asked for. Paths are absolute. */
export interface ReviewRequest {
  /** The program's folder in the working tree. */
  readonly directory: string;
  readonly commits: TwoCommits;
  /** `undefined` for all. */
  readonly stacks: readonly string[] | undefined;
  /** `YYYY-MM-DD` */
  readonly today: string;
  readonly packs: PackFlags;
  /** Files to write. */
  readonly markdown: string | undefined;
  readonly html: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Previews both commits, compares them and says what would happen. @returns the exit code. */
export async function runReview(request: ReviewRequest): Promise<number> {
  const { commits, today, html, markdown, json, quiet } = request;
  const progress = progressLine(process.stderr, quiet || json);
  try {
    const sides = await twoSides({
      ...request,
      environment: process.env,
      onResource: progress.add,
      tell: (text) => process.stderr.write(quiet ? "" : `p95: ${text}\n`),
    });
    const { base, head } = sides;
    const allowances = head.project === undefined ? [] : readAllowances(head.project.stackConfigDirectory);
    const rules = { table: loadReplacements(), prices: Prices.load(), allowances, today };
    const stacks: StackReview[] = [];
    const topologies = new Map<string, Topology>();
    for (const stack of sides.stacks) {
      const run = sides.preview(stack);
      // All that can be said without the packs is found out while they judge the whole stack.
      const comparing = run.previewed.then((previews) => {
        const compared = compareResources(previews, rules);
        if (html !== undefined) topologies.set(stack, topologyOf(sidesOf(previews, compared)));
        return compared;
      });
      comparing.catch(() => {}); // asked for below
      const both = await run.judged;
      stacks.push(withVerdicts(await comparing, both));
    }
    progress.clear();
    const removed = commits.remove(); // nobody reads the files any more
    const project = head.project ?? base.project;
    const review = { project: project?.name ?? "", base: base.revision, head: head.revision, stacks };
    if (markdown !== undefined) writeWhole(markdown, reviewMarkdown(review));
    if (html !== undefined) writeWhole(html, htmlPage(review, topologies));
    process.stdout.write(json ? reviewJson(review) : renderReview(review, palette(process.stdout)));
    await removed;
    return exitCode(review);
  } finally {
    progress.clear();
  }
}

function exitCode(review: Review): number {
  if (losesSomething(review)) return EXIT.blocked;
  return violatesSomething(review) ? EXIT.policy : EXIT.ok;
}

const sidesOf = ({ base, head }: StackPreviews, { review, redactor }: ComparedResources): TopologySides => ({
  ...{ base: base?.resources, head: head?.resources, changes: review.changes, redactor },
});

/** Loaded when it is asked for: it lays out a picture, which takes code of its own. */
const htmlPage = (...args: Parameters<typeof import("../render/review-html.js").reviewHtml>): string =>
  (require("../render/review-html") as typeof import("../render/review-html.js")).reviewHtml(...args);
