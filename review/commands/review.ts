import { isAbsolute, resolve } from "node:path";
import { layOut } from "../checkout/two-commits";
import { ALLOWANCES_FILE } from "../comparison/allowances";
import { badUsage, EXIT } from "../exit-codes";
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
    const commits = await layOut(directory, flags.base as string, flags.head);
    try {
      return await loadRest().runReview({
        ...{ directory, commits, today, stacks: flags.stack, json: flags.json, quiet: flags.quiet },
        packs: {
          packs: (flags["policy-pack"] ?? []).map(fromUser),
          configs: (flags["policy-pack-config"] ?? []).map(fromUser),
          off: flags["no-policies"],
        },
        markdown: flags.markdown && fromUser(flags.markdown),
        html: flags.html && fromUser(flags.html),
      });
    } finally {
      await commits.remove();
    }
  },
};

/** Most of the code, which is loaded while git writes the files. */
const loadRest = () => require("./run-review") as typeof import("./run-review.js");

/** npm runs us in the project's folder; a path that a person typed counts from where they are. */
function fromUser(path: string): string {
  return isAbsolute(path) ? path : resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

function readDate(flag: string, text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
    ? text
    : badUsage(`${flag}: must be a date such as 2027-01-31, got "${text}"`);
}
