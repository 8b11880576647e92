import { availableParallelism, loadavg } from "node:os";
import { readWholeNumber } from "../review/commands/flags";
import { declaredStates } from "../review/commands/replay";
import { EXIT } from "../review/exit-codes";
import { chooseWorkload } from "../review/replay/choose-workload";
import { declaredWorkloads } from "../review/replay/declared";
import { Observed } from "../review/replay/observed";
import { type Demand, simulate } from "../review/replay/simulate";
import { syntheticSeries } from "../review/replay/synthetic";
import { setupOf } from "../review/replay/what-if";
import type { Benchmark } from "./benchmark";
import { readFlags } from "./flags";
import { showSpread, spread } from "./spread";
import { digits, table } from "./table";

const OPTIONS = {
  runs: { type: "string", default: "5" },
  stack: { type: "string", default: "prod" },
  exported: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `Measures the replay of minutes of demand through the declared settings of playback-service, signals included.

Usage: npm run bench -- replay [flags]

      --runs N          runs of each length (default: 5)
      --stack NAME      stack to preview for its settings (default: prod)
      --exported FILE   read the stack from what "pulumi stack export" wrote instead
  -h, --help            print this text

CPU time says more than wall time on a busy machine. The preview is not part of the figures; the first run, which includes the
compilation by the engine, is.

Exit codes: 0 done, 2 bad command line, 3 bad settings.
`;

const DAY_MINUTES = 1_440;
/** The last one is a year. */
const LENGTHS_DAYS = [46, 91, 183, 365];

/** `npm run bench -- replay` */
export const replayBenchmark: Benchmark = {
  summary: "a year of minutes through the autoscaler that prod declares",
  async run(args) {
    const flags = readFlags("replay", args, OPTIONS);
    if (flags.help) {
      process.stdout.write(HELP);
      return EXIT.ok;
    }
    const runs = readWholeNumber("--runs", flags.runs, 1, 100, "runs");
    const states = await declaredStates(flags.exported, ".", flags.stack, true);
    const workload = chooseWorkload(declaredWorkloads(states));
    const setup = setupOf(workload, {}, undefined);
    const peakPods = 0.8 * setup.hpa.maxReplicas * (setup.cpuTarget ?? 1);
    const load = loadavg().map((value) => value.toFixed(1));
    print(`Node ${process.versions.node}, ${availableParallelism()} cores, load average before: ${load.join(", ")}`);
    print(
      `${workload.name} of ${flags.stack}: ${setup.hpa.minReplicas} to ${setup.hpa.maxReplicas} pods, decided every ${setup.syncSeconds} s\n`,
    );

    const rows = LENGTHS_DAYS.map((days) => {
      const demand = minutes(days, peakPods);
      const wall: number[] = [];
      const cpu: number[] = [];
      for (let run = 0; run < runs; run++) {
        const before = process.cpuUsage();
        const started = performance.now();
        const recorded = {
          observed: new Observed(demand),
          cpuTarget: setup.cpuTarget ?? 1,
          lagSeconds: setup.metricLagSeconds,
        };
        simulate(demand, { ...setup, signals: workload.signals.map((signal) => signal.make(recorded, [])) });
        wall.push((performance.now() - started) / 1000);
        const { user, system } = process.cpuUsage(before);
        cpu.push((user + system) / 1e6);
      }
      const median = spread(cpu).median;
      return { days, wall, cpu, microsPerMinute: (median / (days * DAY_MINUTES)) * 1e6 };
    });
    const header = ["days of minutes", "wall s", "CPU s", "CPU µs per minute"];
    const cells = rows.map(({ days, wall, cpu, microsPerMinute }) => [
      ...[`${days}`, showSpread(spread(wall)), showSpread(spread(cpu)), digits(microsPerMinute)],
    ]);
    print(table(header, cells));
    const [first, last] = [rows[0], rows.at(-1)] as [(typeof rows)[number], (typeof rows)[number]];
    print(
      `\nLinearity: a minute of ${last.days} days costs ${digits(last.microsPerMinute / first.microsPerMinute)} of one of ${first.days}`,
    );
    return EXIT.ok;
  },
};

/** The two invented weeks, again and again. */
function minutes(days: number, peakPods: number): Demand {
  const { start, stepSeconds, values } = syntheticSeries("viewers");
  const repeated = Float64Array.from({ length: days * DAY_MINUTES + 1 }, (_, i) => {
    return (values[i % values.length] as number) * peakPods;
  });
  return { start, stepSeconds, values: repeated };
}

const print = (line: string) => process.stdout.write(`${line}\n`);
