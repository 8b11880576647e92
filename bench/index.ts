import { SettingsError } from "../review/engine/settings-error";
import { EXIT, Failed } from "../review/exit-codes";
import type { Benchmark } from "./benchmark";
import { dataBenchmark } from "./data";
import { engineBenchmark } from "./engine";
import { policiesBenchmark } from "./policies";
import { previewBenchmark } from "./preview";
import { replayBenchmark } from "./replay";
import { reviewBenchmark } from "./review";

/** Every benchmark by name; the first one is the default. */
const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  preview: previewBenchmark,
  engine: engineBenchmark,
  policies: policiesBenchmark,
  replay: replayBenchmark,
  review: reviewBenchmark,
  data: dataBenchmark,
};

const HELP = `Measures p95 and prints figures and ratios. Nothing here fails for being slow.

Usage: npm run bench [-- <benchmark> [flags]]

Benchmarks:
${Object.entries(BENCHMARKS)
  .map(([name, { summary }], i) => `  ${name.padEnd(10)} ${summary}${i === 0 ? " (default)" : ""}`)
  .join("\n")}

Run "npm run bench -- <benchmark> --help" for its flags.
`;

async function run(args: readonly string[]): Promise<number> {
  const [first = "", ...rest] = args;
  if (["--help", "-h", "help"].includes(first)) {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  const named = first !== "" && !first.startsWith("-");
  const name = named ? first : (Object.keys(BENCHMARKS)[0] as string);
  const benchmark = BENCHMARKS[name];
  if (benchmark === undefined) {
    process.stderr.write(`bench: no benchmark "${name}". Run "npm run bench -- --help" for the list.\n`);
    return EXIT.usage;
  }
  try {
    return await benchmark.run(named ? rest : args);
  } catch (error) {
    if (!(error instanceof Failed) && !(error instanceof SettingsError)) throw error;
    process.stderr.write(`bench: ${error.message}\n`);
    return error instanceof Failed ? error.exitCode : EXIT.settings;
  }
}

run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
