import { spawn } from "node:child_process";

export interface Finished {
  /** `null` after a signal. */
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}

/** A command that runs, with everything that it starts. */
export interface CliProcess {
  readonly finished: Promise<Finished>;
  /** Of the command and of all its children at once; nothing happens when it has ended. */
  signal(signal: NodeJS.Signals): void;
  /** Whether something that the command has started still runs, after its own end too. */
  lives(): boolean;
}

/** Starts a command as the head of a process group of its own. */
export function startCli(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): CliProcess {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let running = true;
  const finished = new Promise<Finished>((resolve, reject) => {
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (data) => output.push(data));
    child.stderr.on("data", (data) => errors.push(data));
    child.on("error", reject);
    child.on("exit", () => {
      running = false;
    });
    child.on("close", (exitCode) => {
      resolve({ exitCode, output: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString() });
    });
  });
  /** @returns whether there was anybody to get it. */
  const send = (name: NodeJS.Signals | 0): boolean => {
    if (child.pid === undefined) return false;
    try {
      return process.kill(-child.pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
      throw error;
    }
  };
  const signal = (name: NodeJS.Signals) => {
    if (running) send(name);
  };
  return { finished, signal, lives: () => send(0) };
}
