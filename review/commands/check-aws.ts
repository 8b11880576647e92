import { resolve } from "node:path";
import { ownFile } from "../engine/checkpoint";
import { type Project, readProject, stackNames } from "../engine/project";
import type { ResourceState } from "../engine/resource-state";
import { EXIT } from "../exit-codes";
import { previewStack } from "../preview-stack";
import { palette } from "../render/palette";
import { progressLine } from "../render/progress";
import { checkStack, type StackCheck } from "../terraform/check-stack";
import { DeclaredArguments } from "../terraform/declared-arguments";
import { findProvider, PROVIDER_VARIABLE, whyMissing } from "../terraform/find-provider";
import { AwsProvider } from "../terraform/provider";
import { renderChecks } from "../terraform/render";
import { updateReplacements } from "../terraform/update-replacements";
import { readFlags } from "./flags";
import type { Command } from "./index";

const OPTIONS = {
  stack: { type: "string", short: "s", multiple: true },
  program: { type: "string", short: "C", default: "." },
  json: { type: "boolean", default: false },
  "write-replacements": { type: "boolean", default: false },
  quiet: { type: "boolean", short: "q", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `Lets Terraform's provider for AWS, the code below Pulumi's, validate and plan every AWS resource of all stacks. Offline,
with dummy credentials. Without that provider on this machine the check is skipped, and says so. See docs/check-aws.md.

Usage: p95 check-aws [flags]
       npm run check:aws -- [flags]

  -s, --stack NAME           stack to check (repeatable; default: all)
  -C, --program DIR          folder of the Pulumi project (default: this one)
      --json                 print the result as JSON
      --write-replacements   measure which properties force replacement, and write review/terraform/replacement-table.json
  -q, --quiet                no progress
  -h, --help                 print this text

Environment: ${PROVIDER_VARIABLE} names the provider's binary; "none" skips the check.
Exit codes: 0 nothing rejected, or skipped; 1 something rejected; 2 bad command line; 3 bad settings.
`;

/** `p95 check-aws` */
export const checkAwsCommand: Command = {
  async run(args) {
    const flags = readFlags("check-aws", args, OPTIONS);
    if (flags.help) {
      process.stdout.write(HELP);
      return EXIT.ok;
    }
    const project = readProject(resolve(process.env.INIT_CWD ?? process.cwd(), flags.program));
    const found = findProvider(process.env, project.directory);
    if (found === undefined) {
      const skipped = whyMissing(process.env);
      process.stdout.write(flags.json ? json({ skipped }) : `check:aws: skipped, ${skipped}\n`);
      return EXIT.ok;
    }
    endOnSignals();
    const provider = await AwsProvider.start(found.path);
    try {
      const declared = new DeclaredArguments(project.directory);
      const checks: StackCheck[] = [];
      const seen: ResourceState[] = [];
      for (const stack of flags.stack ?? stackNames(project)) {
        const progress = progressLine(process.stderr, flags.quiet || flags.json);
        const { resources, redactor } = await previewStack(project, stack, progress.add);
        const locate = (state: ResourceState) => placeOf(state, project);
        checks.push(await checkStack(provider, declared, { name: stack, resources, redactor }, locate, progress.add));
        progress.clear();
        seen.push(...resources);
      }
      if (flags["write-replacements"]) {
        const tell = statusLine(process.stderr, flags.quiet || flags.json);
        await updateReplacements(provider, declared, found.version, seen, (type) => tell(`measuring ${type}`));
        tell("");
      }
      const { version, foundBy } = found;
      const text = flags.json ? json({ provider: { version, foundBy }, stacks: checks }) : undefined;
      process.stdout.write(text ?? renderChecks(found, checks, palette(process.stdout)));
      return checks.some(({ rejected }) => rejected.length > 0) ? EXIT.program : EXIT.ok;
    } finally {
      await provider.stop();
    }
  },
};

/** `components/network.ts:12`, or nothing for a resource that was declared elsewhere. */
function placeOf({ source }: ResourceState, { root }: Project): string {
  const file = source && ownFile(source, root);
  return source === undefined || file === undefined ? "" : `${file}:${source.line}`;
}

/** Without a handler node dies on the spot, and the plugin, which ignores Ctrl-C, would live on. */
function endOnSignals(): void {
  process.once("SIGINT", () => process.exit(EXIT.interrupted)).once("SIGTERM", () => process.exit(EXIT.terminated));
}

/** Overwrites one line of a terminal. Elsewhere it prints nothing. */
function statusLine(stream: NodeJS.WriteStream, quiet: boolean): (text: string) => void {
  return (text) => {
    if (stream.isTTY === true && !quiet) stream.write(`\r\x1b[K${text.slice(0, (stream.columns ?? 80) - 1)}`);
  };
}

const json = (value: object) => `${JSON.stringify({ schemaVersion: 1, ...value }, null, 2)}\n`;
