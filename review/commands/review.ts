import { isAbsolute, resolve } from "node:path";
import { ALLOWANCES_FILE, readAllowances } from "../comparison/allowances";
import { compareStack, redactorOf, type StackSides } from "../comparison/compare";
import { losesSomething, type Review, type StackReview, violatesSomething } from "../comparison/review";
import { twoSides } from "../comparison/two-sides";
import { Prices } from "../cost/prices";
import { badUsage, EXIT } from "../exit-codes";
import { type Topology, type TopologySides, topologyOf } from "../picture/topology";
import { palette } from "../render/palette";
import { progressLine } from "../render/progress";
import { reviewJson } from "../render/review-json";
import { reviewMarkdown } from "../render/review-markdown";
import { renderReview } from "../render/review-text";
import { loadReplacements } from "../terraform/replacements";
import { writeWhole } from "../write-file";
import { readFlags } from "./flags";
import type { Command } from "./index";

const OPTIONS = {
  base: { type: "string" },
  head: { type: "string" },
  stack: { type: "string", short: "s", multiple: true },
  program: { type: "string", short: "C", default: "." },
  today: { type: "string" },
  "policy-pack": { type: "string", multiple: true },
  "policy-pack-config": { type: "string", multiple: true },
  "no-policies": { type: "boolean", default: false },
  markdown: { type: "string" },
  html: { type: "string" },
  json: { type: "boolean", default: false },
  quiet: { type: "boolean", short: "q", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `Shows what a change of the program would do to every stack: what is created, changed, replaced, moved and deleted, and what would
be lost. Both commits are previewed without a cloud account, credentials or the Pulumi CLI. See docs/review.md.

Usage: p95 review --base REF [flags]

      --base REF      commit to compare with, e.g. origin/main
      --head REF      commit under review (default: the files as they lie here)
  -s, --stack NAME    stack to review (repeatable; default: all of both commits)
  -C, --program DIR   folder of the Pulumi project (default: this one)
      --today DATE    day on which allowances must not have expired (default: today)
      --policy-pack DIR          judge both sides with this policy pack (repeatable; default: each side with its own in policies/)
      --policy-pack-config FILE  settings for the policy pack, once for each pack (default: policies/stacks/STACK.json)
      --no-policies   judge with no policy pack
      --html FILE     write a page that loads nothing, to be opened in a browser
      --markdown FILE write a comment for a pull request, under 60,000 characters
      --json          print the review as JSON, see docs/review.schema.json
  -q, --quiet         no progress
  -h, --help          print this text

Exit codes: 0 nothing in the way; 1 a program is broken; 2 bad command line; 3 bad settings; 4 a mandatory policy would be violated
that is not yet; 5 a policy pack could not judge; 6 something would be lost that nobody allowed in ${ALLOWANCES_FILE}, whatever the
policies say; 130 interrupted.
`;

/** `p95 review` */
export const reviewCommand: Command = {
  async run(args) {
    const flags = readFlags("review", args, OPTIONS);
    if (flags.help) {
      process.stdout.write(HELP);
      return EXIT.ok;
    }
    if (flags.base === undefined) badUsage('--base: must name a commit to compare with. Run "p95 review --help".');
    const today = readDate("--today", flags.today ?? new Date().toISOString().slice(0, 10));
    const directory = fromUser(flags.program);
    const progress = progressLine(process.stderr, flags.quiet || flags.json);
    const sides = await twoSides({
      directory,
      base: flags.base as string,
      head: flags.head,
      stacks: flags.stack,
      packs: {
        packs: (flags["policy-pack"] ?? []).map(fromUser),
        configs: (flags["policy-pack-config"] ?? []).map(fromUser),
        off: flags["no-policies"],
      },
      environment: process.env,
      onResource: progress.add,
      tell: (text) => process.stderr.write(flags.quiet ? "" : `p95: ${text}\n`),
    });
    try {
      const project = sides.head.project ?? sides.base.project;
      const allowances =
        sides.head.project === undefined ? [] : readAllowances(sides.head.project.stackConfigDirectory);
      const rules = { table: loadReplacements(), prices: Prices.load(), allowances, today };
      const stacks: StackReview[] = [];
      const topologies = new Map<string, Topology>();
      for (const stack of sides.stacks) {
        const both = await sides.preview(stack);
        const compared = compareStack(both, rules);
        stacks.push(compared);
        if (flags.html !== undefined) topologies.set(stack, topologyOf(sidesOf(both, compared)));
      }
      progress.clear();
      const review: Review = {
        project: project?.name ?? "",
        base: sides.base.revision,
        head: sides.head.revision,
        stacks,
      };
      if (flags.markdown !== undefined) writeWhole(fromUser(flags.markdown), reviewMarkdown(review));
      if (flags.html !== undefined) writeWhole(fromUser(flags.html), htmlPage(review, topologies));
      process.stdout.write(flags.json ? reviewJson(review) : renderReview(review, palette(process.stdout)));
      return exitCode(review);
    } finally {
      progress.clear();
      await sides.close();
    }
  },
};

function exitCode(review: Review): number {
  if (losesSomething(review)) return EXIT.blocked;
  return violatesSomething(review) ? EXIT.policy : EXIT.ok;
}

const sidesOf = (sides: StackSides, { changes }: StackReview): TopologySides => ({
  ...{ base: sides.base?.resources, head: sides.head?.resources, changes, redactor: redactorOf(sides) },
});

/** Loaded when it is asked for: it lays out a picture, which takes code of its own. */
const htmlPage = (...args: Parameters<typeof import("../render/review-html.js").reviewHtml>): string =>
  (require("../render/review-html") as typeof import("../render/review-html.js")).reviewHtml(...args);

/** npm runs us in the project's folder; a path that a person typed counts from where they are. */
function fromUser(path: string): string {
  return isAbsolute(path) ? path : resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

function readDate(flag: string, text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
    ? text
    : badUsage(`${flag}: must be a date such as 2027-01-31, got "${text}"`);
}
