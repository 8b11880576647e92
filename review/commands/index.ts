/** One subcommand. */
export interface Command {
  /** @returns the exit code. */
  run(args: readonly string[]): Promise<number>;
}

/** A subcommand that is loaded when it is called: each needs a different half of the code. */
interface ListedCommand {
  /** One line for the list of commands. */
  readonly summary: string;
  load(): Command;
}

export const commands: Readonly<Record<string, ListedCommand>> = {
  preview: {
    summary: "show what a first `pulumi up` of a stack would create",
    load: () => (require("./preview") as typeof import("./preview.js")).previewCommand,
  },
  review: {
    summary: "show what a change between two commits would do to every stack",
    load: () => (require("./review") as typeof import("./review.js")).reviewCommand,
  },
  "adopt-pending": {
    summary: "settle what was being created when a run was killed",
    load: () => (require("./adopt-pending") as typeof import("./adopt-pending.js")).adoptPendingCommand,
  },
  "check-aws": {
    summary: "let the real AWS provider judge the inputs of the stacks",
    load: () => (require("./check-aws") as typeof import("./check-aws.js")).checkAwsCommand,
  },
  "check-kubernetes": {
    summary: "validate every Kubernetes object of the stacks strictly",
    load: () => (require("./check-kubernetes") as typeof import("./check-kubernetes.js")).checkKubernetesCommand,
  },
  replay: {
    summary: "replay demand through the autoscaler of a stack",
    load: () => (require("./replay") as typeof import("./replay.js")).replayCommand,
  },
  capacity: {
    summary: "forecast demand, and name the first limit that will not suffice",
    load: () => (require("./capacity") as typeof import("./capacity.js")).capacityCommand,
  },
  sql: {
    summary: "judge SQL files by the plans that PostgreSQL makes for them",
    load: () => (require("./sql") as typeof import("./sql.js")).sqlCommand,
  },
};
