import type { StackOutputs } from "./builtin-provider";
import { Deployment } from "./deployment";
import type { Diagnostic } from "./diagnostics";
import { addEngineService } from "./engine-service";
import { listen } from "./grpc";
import { addResourceMonitor } from "./monitor";
import { type Failure, failureOf } from "./outcome";
import { findSdk, launch } from "./program/process";
import { startTypeCheck, type TypeCheck } from "./program/type-check";
import type { Project } from "./project";
import type { ProviderHost } from "./provider";
import { Redactor, secretTexts } from "./redaction";
import type { ResourceState } from "./resource-state";
import { ENCRYPTED_PLACEHOLDER, type LoadedConfig } from "./stack-config";

/** What to preview, and with what. */
export interface PreviewOptions {
  readonly project: Project;
  readonly stack: string;
  readonly config: LoadedConfig;
  readonly providers: ProviderHost;
  readonly stackOutputs: StackOutputs;
  readonly environment: NodeJS.ProcessEnv;
  /** A program that neither asks the engine for anything nor prints anything for so long is ended. Unit: seconds. */
  readonly idleSeconds: number;
  /** Whether to check the types of a TypeScript program, where Pulumi would. */
  readonly typeCheck: boolean;
  /** Ends the run early, e.g. on Ctrl-C. */
  readonly signal?: AbortSignal;
  readonly onResource?: (state: ResourceState) => void;
}

/** A finished run. Secrets are still inside the resources; `redactor` takes them out of what is shown. */
export interface Preview {
  readonly project: Project;
  readonly stack: string;
  readonly resources: readonly ResourceState[];
  /** URN of the stack resource. */
  readonly rootUrn: string;
  readonly diagnostics: readonly Diagnostic[];
  /** `undefined` when the program ran to its end. */
  readonly failure: Failure | undefined;
  readonly redactor: Redactor;
}

/** The organization that Pulumi reports where there is none. */
const ORGANIZATION = "organization";

/** Lines of standard error kept to explain a crash. */
const ERROR_LINES = 40;

/** Runs a program against a deployment of nothing, as the first `pulumi preview` of a stack would. */
export async function preview(options: PreviewOptions): Promise<Preview> {
  const { project, stack, config, signal } = options;
  const sdk = findSdk(project);
  const deployment = new Deployment({ ...options, project: project.name, directory: project.directory });
  const run = new Run();
  if (!sdk.own) {
    const warning = `${project.directory} has no @pulumi/pulumi of its own: the one of p95 (${sdk.version}) ran the program.`;
    deployment.diagnostics.add("warning", warning);
  }
  addConfigNotes(deployment, config);
  const { server, address, services } = await listen((added) => {
    addResourceMonitor(added, deployment, run);
    addEngineService(added, deployment);
  });
  const program = launch(sdk, {
    ...options,
    organization: ORGANIZATION,
    address,
    services,
    onLine: (stream, line) => {
      run.touch();
      if (stream === "stderr") run.errorLines.push(line);
      if (run.errorLines.length > ERROR_LINES) run.errorLines.shift();
      deployment.diagnostics.add("info", line);
    },
  });
  const types = options.typeCheck && sdk.own ? startTypeCheck(project) : undefined;
  const watch = run.watch(options.idleSeconds, deployment, () => program.kill());
  const abort = () => {
    run.stopped ??= "Interrupted.";
    program.kill();
    types?.kill();
  };
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();
  try {
    const exit = await program.exited;
    const failure = typeFailure(deployment, await types?.done) ?? failureOf(deployment, { ...run, exit });
    const { states, rootUrn, diagnostics } = deployment;
    const urns = states.map(({ urn }) => urn);
    const redactor = new Redactor(secretTexts(states, config), urns);
    return { project, stack, resources: states, rootUrn, diagnostics: diagnostics.all, failure, redactor };
  } finally {
    clearInterval(watch);
    signal?.removeEventListener("abort", abort);
    deployment.callbacks.close();
    server.forceShutdown();
    await options.providers.close();
  }
}

/** Most type errors named; the first are the ones that matter. */
const MAX_TYPE_PROBLEMS = 10;

function typeFailure(deployment: Deployment, types: TypeCheck | undefined): Failure | undefined {
  if (types?.skipped !== undefined) {
    deployment.diagnostics.add("warning", `The program's types were not checked: ${types.skipped}`);
  }
  if (types === undefined || types.problems.length === 0) return undefined;
  const more = types.problems.length - MAX_TYPE_PROBLEMS;
  const lines = [...types.problems.slice(0, MAX_TYPE_PROBLEMS), ...(more > 0 ? [`and ${more} more`] : [])];
  return { kind: "program", message: ["The program does not compile:", ...lines].join("\n  ") };
}

/** What is observed of a program while it runs. */
class Run {
  stopped: string | undefined;
  finished = false;
  open = 0;
  readonly errorLines: string[] = [];
  #lastActivity = performance.now();
  #kill = () => {};

  touch(): void {
    this.#lastActivity = performance.now();
  }

  readonly onActivity = (open: number): void => {
    this.open = open;
    this.touch();
  };

  readonly onShutdown = (): void => {
    this.finished = true;
  };

  readonly onFatal = (error: Error): void => {
    this.stopped ??= error.message;
    // The SDK ends the program by itself when it hears of the shutdown; this is for one that does not.
    setTimeout(() => this.#kill(), FATAL_GRACE_MILLIS).unref();
  };

  /** Ends a program that does nothing any more. */
  watch(idleSeconds: number, deployment: Deployment, kill: () => void): NodeJS.Timeout {
    this.#kill = kill;
    return setInterval(() => {
      const failed = deployment.diagnostics.hasErrors;
      const patience = failed ? Math.min(idleSeconds, FAILED_IDLE_SECONDS) : idleSeconds;
      if (performance.now() - this.#lastActivity < patience * 1000) return;
      if (!failed) {
        const last = deployment.states.at(-1);
        const after = last === undefined ? "before its first resource" : `after it had declared ${last.urn}`;
        this.stopped ??= `The program hangs: nothing happened for ${idleSeconds} seconds, ${after}.`;
      }
      kill();
    }, WATCH_MILLIS);
  }
}

/** A program that has reported an error waits for what will never come; its error is the message. */
const FAILED_IDLE_SECONDS = 5;
const FATAL_GRACE_MILLIS = 2000;
const WATCH_MILLIS = 200;

function addConfigNotes(deployment: Deployment, config: LoadedConfig): void {
  for (const key of config.placeholders) {
    const note = `The config value ${key} is encrypted. The program saw "${ENCRYPTED_PLACEHOLDER}"; give another with --secret.`;
    deployment.diagnostics.add("info", note);
  }
  for (const name of config.environments) {
    const note = `The stack imports the environment ${name}, which only Pulumi Cloud can open; its values are missing here.`;
    deployment.diagnostics.add("warning", note);
  }
}
