import { resolve } from "node:path";
import { limitsOf } from "../capacity/limits";
import { Prices } from "../cost/prices";
import { readProject } from "../engine/project";
import { badUsage, EXIT } from "../exit-codes";
import { previewStack } from "../preview-stack";
import { palette } from "../render/palette";
import { progressLine } from "../render/progress";
import { chooseWorkload } from "../replay/choose-workload";
import { type DeclaredState, declaredWorkloads, type Workload } from "../replay/declared";
import { peakOf, readTrace, toDemand } from "../replay/demand";
import { LimitWatch } from "../replay/first-limit";
import { svgPicture } from "../replay/picture";
import { type ReplayReport, renderReplay, replayJson } from "../replay/report";
import { iso, type Series } from "../replay/series";
import { windowOf } from "../replay/signals";
import { readExportedStates } from "../replay/states";
import { compareStrategies } from "../replay/strategies";
import { withSurges } from "../replay/surge";
import { PROFILES, type Profile, profileOf, syntheticSeries } from "../replay/synthetic";
import { readTime } from "../replay/time";
import { Timeline } from "../replay/timeline";
import { CHANGES, setupOf } from "../replay/what-if";
import { writeWhole } from "../write-file";
import { readFlags, readPairs, readWholeNumber } from "./flags";
import type { Command } from "./index";

const OPTIONS = {
  stack: { type: "string", short: "s", default: "prod" },
  program: { type: "string", short: "C", default: "." },
  exported: { type: "string" },
  trace: { type: "string" },
  profile: { type: "string" },
  days: { type: "string" },
  "per-pod": { type: "string" },
  "peak-pods": { type: "string" },
  workload: { type: "string" },
  region: { type: "string" },
  "working-set-mib": { type: "string" },
  "what-if": { type: "string", multiple: true },
  release: { type: "string", multiple: true },
  surge: { type: "string", multiple: true },
  svg: { type: "string" },
  json: { type: "boolean", default: false },
  quiet: { type: "boolean", short: "q", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `Replays demand through the autoscaler that a stack declares, without a cluster: minutes under capacity, pod-hours, cost,
the first limit that is reached, and what other ways of scaling would have done. See docs/replay.md.

Usage: p95 replay --trace FILE [flags]

  -s, --stack NAME           stack to preview (default: prod)
  -C, --program DIR          folder of the Pulumi project (default: this one)
      --exported FILE        read the stack from what "pulumi stack export" wrote, without a preview
      --trace FILE           CSV of timestamp,value or the answer of Prometheus to a range query
      --profile NAME         invented demand instead: ${PROFILES.join(", ")} (default: as the stack is named)
      --days N               replay the last N days; what is before them is history (default: all)
      --per-pod VALUE        what one pod serves at the CPU target, in the trace's unit (default: as declared, requests/s)
      --peak-pods N          instead: scale the trace such that its peak takes the requested CPU of N pods
      --workload NAME        default: playback-service
      --region NAME          default: the first that declares it
      --working-set-mib N    what a pod uses however little it has to do (default: so little that memory scales nothing)
      --what-if NAME=VALUE   try another setting (repeatable): ${Object.keys(CHANGES).join(", ")}
      --release TIME=FACTOR  announce a release, e.g. 2026-12-18T08:00:00Z=2.5 (repeatable)
      --surge TIME=FACTOR    put a crowd on top of the trace: up within 90 s, half of it gone each 30 minutes (repeatable)
      --svg FILE             write the plot
      --json                 print the result as JSON
  -q, --quiet                no progress
  -h, --help                 print this text

Exit codes: 0 done, 1 the program is broken, 2 bad command line, 3 bad settings or trace.
`;

const COLUMNS = 72;
const PICTURE_COLUMNS = 800;

/** `p95 replay` */
export const replayCommand: Command = {
  async run(args) {
    const flags = readFlags("replay", args, OPTIONS);
    if (flags.help) {
      process.stdout.write(HELP);
      return EXIT.ok;
    }
    const changes = readPairs("--what-if", flags["what-if"]);
    const releases = readEvents("--release", flags.release);
    const surges = readEvents("--surge", flags.surge);
    const workingSet = optionalNumber("--working-set-mib", flags["working-set-mib"]);
    const days = flags.days === undefined ? undefined : readWholeNumber("--days", flags.days, 1, 3_660, "days");
    const perPod = optionalNumber("--per-pod", flags["per-pod"]);
    const peakPods = optionalNumber("--peak-pods", flags["peak-pods"]);
    if (perPod !== undefined && peakPods !== undefined) badUsage("--peak-pods: must not be given with --per-pod");
    const { name, series } = readSeries(flags.trace, flags.profile, flags.stack);

    const states = await declaredStates(flags.exported, flags.program, flags.stack, flags.quiet || flags.json);
    const workload = chooseWorkload(declaredWorkloads(states), flags.workload, flags.region);
    const setup = setupOf(workload, changes, workingSet);
    const fromPoint = firstPoint(series, days);
    const synthetic = flags.trace === undefined;
    const unit = perPodUnit({ series, fromPoint, workload, perPod, peakPods, synthetic, setup });
    const plain = toDemand(series, unit);
    const demand = withSurges(plain, surges);
    const from = Math.round((fromPoint * plain.stepSeconds) / demand.stepSeconds);

    const [start, end] = [
      demand.start + from * demand.stepSeconds,
      demand.start + (demand.values.length - 1) * demand.stepSeconds,
    ];
    const timelines = [new Timeline(start, end, COLUMNS), new Timeline(start, end, PICTURE_COLUMNS)] as const;
    const declaredLimits = limitsOf(states).map((limit) =>
      limit.id === `${workload.region}/pods/${workload.name}` ? { ...limit, value: setup.hpa.maxReplicas } : limit,
    );
    const limits = new LimitWatch(declaredLimits, workload.name, workload.region);
    const scenario = {
      workload,
      demand,
      from,
      setup,
      releases: releases.map(({ at, multiplier }) => windowOf(at, multiplier)),
    };
    const comparison = compareStrategies(scenario, Prices.load(), (moment) => {
      for (const timeline of timelines) timeline.add(moment);
      limits.add(moment);
    });

    const report: ReplayReport = {
      stack: flags.stack,
      region: workload.region,
      workload: workload.name,
      trace: {
        ...{ name, from: iso(start), to: iso(end), stepSeconds: demand.stepSeconds, filledCount: series.filledCount },
        peakPods: peakOf(demand, from),
      },
      setup,
      instanceType: workload.nodes.instanceType,
      comparison,
      limits: limits.reached,
      notes: notesOf(workload, { deaf: releases.length > 0, synthetic, workingSet }),
    };
    const title = `${name} through ${workload.name} of ${flags.stack}`;
    if (flags.svg !== undefined) writeWhole(fromUser(flags.svg), svgPicture(title, timelines[1].columns));
    const text = flags.json
      ? `${JSON.stringify(replayJson(report), null, 2)}\n`
      : renderReplay(report, timelines[0].columns, palette(process.stdout));
    process.stdout.write(text);
    return EXIT.ok;
  },
};

/** The resources of a stack, from a file or a preview. */
export async function declaredStates(
  exported: string | undefined,
  program: string,
  stack: string,
  quiet: boolean,
): Promise<readonly DeclaredState[]> {
  if (exported !== undefined) return readExportedStates(fromUser(exported));
  const project = readProject(fromUser(program));
  const progress = progressLine(process.stderr, quiet);
  const { resources } = await previewStack(project, stack, progress.add);
  progress.clear();
  return resources;
}

function readSeries(
  trace: string | undefined,
  profile: string | undefined,
  stack: string,
): { name: string; series: Series } {
  if (trace !== undefined && profile !== undefined) badUsage("--profile: must not be given with --trace");
  if (trace !== undefined) {
    const path = fromUser(trace);
    return { name: path.split(/[\\/]/).at(-1) as string, series: readTrace(path) };
  }
  const chosen = PROFILES.find((each) => each === (profile ?? profileOf(stack)));
  if (chosen === undefined) return badUsage(`--profile: must be one of ${PROFILES.join(", ")}, got "${profile}"`);
  return { name: `profile ${chosen satisfies Profile}`, series: syntheticSeries(chosen) };
}

function firstPoint({ values, stepSeconds }: Series, days: number | undefined): number {
  if (days === undefined) return 0;
  const point = values.length - 1 - Math.round((days * 86_400) / stepSeconds);
  return point >= 0 ? point : badUsage(`--days: must be up to the length of the trace, got ${days}`);
}

interface Scale {
  readonly series: Series;
  readonly fromPoint: number;
  readonly workload: Workload;
  readonly perPod: number | undefined;
  readonly peakPods: number | undefined;
  readonly synthetic: boolean;
  readonly setup: ReturnType<typeof setupOf>;
}

/** What takes the requested CPU of one pod, in the trace's unit. The declared target counts, not one that is tried. */
function perPodUnit({ series, fromPoint, workload, perPod, peakPods, synthetic, setup }: Scale): number {
  const target = workload.cpuTarget ?? 1;
  const peak = peakOf(series, fromPoint);
  if (peak === 0) return 1;
  if (peakPods !== undefined) return peak / peakPods;
  if (perPod !== undefined) return perPod / target;
  if (synthetic) return peak / (0.8 * setup.hpa.maxReplicas * target); // an evening that leaves a fifth
  if (workload.requestsPerPod !== undefined) return workload.requestsPerPod / target;
  return badUsage("--per-pod or --peak-pods: must be given, because the stack does not say what a pod serves");
}

function notesOf(
  workload: Workload,
  { deaf, synthetic, workingSet }: { deaf: boolean; synthetic: boolean; workingSet: number | undefined },
): string[] {
  const { signals, memoryTarget, cpuMillis, notes } = workload;
  return [
    ...notes,
    ...(deaf && !signals.some(({ hearsReleases }) => hearsReleases)
      ? ["nothing that is declared hears of announced releases"]
      : []),
    ...(memoryTarget !== undefined && workingSet === undefined
      ? ["memory is taken to scale nothing; give --working-set-mib to check"]
      : []),
    ...(cpuMillis === 0 ? ["no CPU request is declared here, so nodes are a guess"] : []),
    ...(synthetic ? ["the demand is invented; --trace replays your own"] : []),
  ];
}

function readEvents(flag: string, texts: readonly string[] | undefined): { at: number; multiplier: number }[] {
  return Object.entries(readPairs(flag, texts)).map(([time, factor]) => {
    const at = readTime(time);
    if (typeof at === "string") return badUsage(`${flag}: ${at}`);
    const multiplier = Number(factor);
    if (!(multiplier > 1 && multiplier <= 100))
      badUsage(`${flag} ${time}: must be above 1 and up to 100, got "${factor}"`);
    return { at, multiplier };
  });
}

export function optionalNumber(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  return text.trim() !== "" && value > 0 && value < 1e15
    ? value
    : badUsage(`${flag}: must be a number above 0, got "${text}"`);
}

/** npm runs us in the project's folder; a path that a person typed counts from where they are. */
export function fromUser(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}
