import { previewCommand } from "./preview";

/** One subcommand. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** @returns the exit code. */
  run(args: readonly string[]): Promise<number>;
}

export const commands: Readonly<Record<string, Command>> = {
  preview: previewCommand,
};
