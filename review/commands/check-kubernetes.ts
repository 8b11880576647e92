import { resolve } from "node:path";
import { toCheckpoint } from "../engine/checkpoint";
import { readProject, stackNames } from "../engine/project";
import { EXIT } from "../exit-codes";
import { checkManifests } from "../kubernetes/check-manifests";
import { renderManifestChecks, type StackManifestCheck } from "../kubernetes/render";
import { previewStack } from "../preview-stack";
import { palette } from "../render/palette";
import { progressLine } from "../render/progress";
import { readFlags } from "./flags";
import type { Command } from "./index";

const OPTIONS = {
  stack: { type: "string", short: "s", multiple: true },
  program: { type: "string", short: "C", default: "." },
  json: { type: "boolean", default: false },
  quiet: { type: "boolean", short: "q", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `Validates every Kubernetes object of all stacks strictly, as an API server does: an unknown field, a wrong type or a missing
field is a failure, in custom resources too. Offline, with the schemas in review/kubernetes/schemas.

Usage: p95 check-kubernetes [flags]

  -s, --stack NAME           stack to check (repeatable; default: all)
  -C, --program DIR          folder of the Pulumi project (default: this one)
      --json                 print the result as JSON
  -q, --quiet                no progress
  -h, --help                 print this text

Exit codes: 0 nothing rejected; 1 something rejected, or the program is broken; 2 bad command line; 3 bad settings.
`;

/** `p95 check-kubernetes` */
export const checkKubernetesCommand: Command = {
  async run(args) {
    const flags = readFlags("check-kubernetes", args, OPTIONS);
    if (flags.help) {
      process.stdout.write(HELP);
      return EXIT.ok;
    }
    const project = readProject(resolve(process.env.INIT_CWD ?? process.cwd(), flags.program));
    const checks: StackManifestCheck[] = [];
    for (const stack of flags.stack ?? stackNames(project)) {
      const progress = progressLine(process.stderr, flags.quiet || flags.json);
      const preview = await previewStack(project, stack, progress.add);
      progress.clear();
      checks.push({ stack, ...checkManifests(toCheckpoint(preview)) });
    }
    const text = flags.json
      ? `${JSON.stringify({ schemaVersion: 1, stacks: checks }, null, 2)}\n`
      : renderManifestChecks(checks, palette(process.stdout));
    process.stdout.write(text);
    return checks.some(({ rejected }) => rejected.length > 0) ? EXIT.program : EXIT.ok;
  },
};
