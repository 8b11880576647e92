import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { CheckpointResource } from "../engine/checkpoint";
import { isObject, type Value } from "../engine/values";
import { badUsage, EXIT, Failed } from "../exit-codes";
import { adoptPending, type Deployment, pendingCreations } from "../recovery/adopt-pending";
import { writeWhole } from "../write-file";
import { readFlags, readPairs } from "./flags";
import type { Command } from "./index";

const OPTIONS = {
  state: { type: "string", short: "s" },
  id: { type: "string", multiple: true },
  output: { type: "string", short: "o" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `After a run of Pulumi was killed: lists the creations that were under way, or settles them. See docs/recovery.md.

Usage: p95 adopt-pending --state FILE                                   list them
       p95 adopt-pending --state FILE [--id URN=ID]... --output FILE    settle them

  -s, --state FILE    what \`pulumi stack export\` wrote
      --id URN=ID     this creation did happen, and the cloud calls it ID (repeatable); all others did not
  -o, --output FILE   for \`pulumi stack import\`
  -h, --help          print this text

Exit codes: 0 done; 2 bad command line; 3 not a state.
`;

/** `p95 adopt-pending` */
export const adoptPendingCommand: Command = {
  async run(args) {
    const flags = readFlags("adopt-pending", args, OPTIONS);
    if (flags.help) {
      process.stdout.write(HELP);
      return EXIT.ok;
    }
    if (flags.state === undefined) return badUsage("--state: must name the file of `pulumi stack export`");
    const ids = new Map(Object.entries(readPairs("--id", flags.id)));
    if (ids.size > 0 && flags.output === undefined)
      badUsage("--output: must name a file to write the settled state to");
    const file = readState(fromHere(flags.state));
    if (flags.output === undefined) {
      process.stdout.write(listed(pendingCreations(file.deployment)));
      return EXIT.ok;
    }
    writeWhole(fromHere(flags.output), `${JSON.stringify({ ...file, deployment: settled(file.deployment, ids) })}\n`);
    return EXIT.ok;
  },
};

const fromHere = (path: string) => resolve(process.env.INIT_CWD ?? process.cwd(), path);

function settled(deployment: Deployment, ids: ReadonlyMap<string, string>): Deployment {
  try {
    return adoptPending(deployment, ids);
  } catch (error) {
    return badUsage(`--id: ${(error as Error).message}`);
  }
}

function readState(path: string): { readonly deployment: Deployment } {
  try {
    const content = JSON.parse(readFileSync(path, "utf8"));
    if (isObject(content?.deployment)) return content;
  } catch (error) {
    throw new Failed(`Cannot read ${path}: ${(error as Error).message}`, EXIT.settings);
  }
  throw new Failed(`${path}: must be a file of \`pulumi stack export\``, EXIT.settings);
}

function listed(pending: readonly CheckpointResource[]): string {
  if (pending.length === 0) return "No creation was under way.\n";
  const lines = pending.map(({ urn, inputs }) => {
    const name = nameIn(inputs as Value);
    return name === undefined ? urn : `${urn}\n    named ${name}`;
  });
  return `Under way when the run ended; look whether each one exists in the cloud:\n${lines.join("\n")}\n`;
}

/** How the cloud calls it, where the name was decided before the creation. */
function nameIn(inputs: Value): string | undefined {
  if (!isObject(inputs)) return undefined;
  const { tags, metadata } = inputs;
  const candidates = [
    ...Object.entries(inputs).flatMap(([key, value]) =>
      /^(name|bucket|\w*Identifier|\w*Name)$/.test(key) ? [value] : [],
    ),
    isObject(metadata) ? metadata.name : undefined,
    isObject(tags) ? tags.Name : undefined,
  ];
  return candidates.find((value): value is string => typeof value === "string");
}
