import { commands } from "./commands";
import { SettingsError } from "./engine/settings-error";
import { EXIT, Failed } from "./exit-codes";

const HELP = `p95: what a Pulumi program would do, without a cloud.

Usage: p95 <command> [flags]

Commands:
${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(16)} ${summary}`)
  .join("\n")}

Run "p95 <command> --help" for its flags.
`;

/** Runs one command and ends the process with its exit code. */
export async function main(args: readonly string[]): Promise<void> {
  process.exitCode = await run(args);
}

async function run(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(HELP);
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  const command = commands[name];
  if (command === undefined) {
    process.stderr.write(`p95: no command "${name}". Run "p95 --help" for the list.\n`);
    return EXIT.usage;
  }
  try {
    return await command.load().run(rest);
  } catch (error) {
    if (error instanceof SettingsError) {
      process.stderr.write(`p95: ${error.message}\n`);
      return EXIT.settings;
    }
    if (error instanceof Failed) {
      process.stderr.write(`p95: ${error.message}\n`);
      return error.exitCode;
    }
    process.stderr.write(`p95: this is a mistake in p95 itself, please report it.\n${(error as Error).stack}\n`);
    return EXIT.internal;
  }
}
