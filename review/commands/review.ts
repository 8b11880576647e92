import { isAbsolute, resolve } from "node:path";
import { readAllowances } from "../comparison/allowances";
import { compareStack, type StackSides } from "../comparison/compare";
import { isBlocked, type Review, type StackReview } from "../comparison/review";
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
      --html FILE     write a page that loads nothing, to be opened in a browser
      --markdown FILE write a comment for a pull request, under 60,000 characters
      --json          print the review as JSON, see docs/review.schema.json
  -q, --quiet         no progress
  -h, --help          print this text

Exit codes: 0 nothing in the way; 1 a program is broken; 2 bad command line; 3 bad settings; 6 something would be lost that nobody
allowed in ${"allowed-changes.json"}; 130 interrupted.
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
      return isBlocked(review) ? EXIT.blocked : EXIT.ok;
    } finally {
      progress.clear();
      await sides.close();
    }
  },
};

const sidesOf = ({ base, head }: StackSides, { changes }: StackReview): TopologySides => ({
  ...{ base: base?.resources, head: head?.resources, changes },
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
