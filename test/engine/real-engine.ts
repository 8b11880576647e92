import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse, stringify } from "yaml";
import { readPolicyPack } from "../../review/engine/analyzer-pack";
import type { StackOutputs } from "../../review/engine/builtin-provider";
import type { Checkpoint, CheckpointResource } from "../../review/engine/checkpoint";
import { findSdk } from "../../review/engine/program/process";
import type { Project } from "../../review/engine/project";
import { type ConfigOverrides, ENCRYPTED_PLACEHOLDER } from "../../review/engine/stack-config";
import { isObject, isSecret, type Properties, SECRET, SIGNATURE_KEY, type Value } from "../../review/engine/values";
import type { Deployment } from "../../review/recovery/adopt-pending";
import { type CliProcess, type Finished, startCli } from "./cli-process";
import { type LanguageHost, startLanguageHost } from "./language-host";
import type { PulumiCli } from "./pulumi-cli";

/** A stack of the real engine, in folders of its own. */
export interface RealStackOptions {
  readonly cli: PulumiCli;
  readonly project: Project;
  readonly stack: string;
  readonly overrides: ConfigOverrides;
  /** Packages whose providers are simulated, and where one server stands for all of them. */
  readonly packages: readonly string[];
  readonly providerPort: number;
  /** Whether the state is saved after each step: slow, but without it a run that is killed leaves nothing behind. */
  readonly saveEachStep: boolean;
  /** Stacks that exist already, for stack references. */
  readonly stackOutputs: StackOutputs;
}

/** One event of the engine; the fields used here of `EngineEvent` in apitype/events.go. */
export interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: StepMetadata };
  readonly resOutputsEvent?: { readonly metadata: StepMetadata };
  readonly resOpFailedEvent?: { readonly metadata: StepMetadata };
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string; readonly urn?: string };
  readonly policyEvent?: PolicyEvent;
}

/** The fields used here of `PolicyEvent` in apitype/events.go. */
export interface PolicyEvent {
  readonly resourceUrn?: string;
  readonly message: string;
  readonly policyName: string;
  readonly enforcementLevel: string;
}

export interface StepMetadata {
  readonly op: string;
  readonly urn: string;
  readonly new?: { readonly id?: string; readonly outputs?: Properties } | null;
}

/** What an operation of the CLI left behind. */
export interface Run {
  readonly exitCode: number | null;
  readonly events: readonly EngineEvent[];
  /** Errors for a person, of the engine and the program. */
  readonly errors: string;
}

/** One resource of a saved plan: what the engine decided to do with it, with secrets in the clear. */
export interface PlannedResource {
  readonly goal?: {
    readonly type: string;
    readonly custom: boolean;
    readonly inputDiff: { readonly adds?: Properties };
    readonly deleteBeforeReplace?: boolean;
  };
  readonly steps: readonly string[];
  readonly state?: Properties;
}

/** What `pulumi preview` decided, from its JSON output and its plan. */
export interface RealPreview extends Run {
  readonly steps: ReadonlyArray<{ readonly op: string; readonly urn: string; readonly newState?: CheckpointResource }>;
  readonly plan: Readonly<Record<string, PlannedResource>>;
}

/** p95's own pack. */
export const POLICIES = join(__dirname, "../../policies");
/** Organization of every stack that lies in a folder instead of Pulumi Cloud. */
export const ORGANIZATION = "organization";

/**
 * Runs a project on the real engine: the CLI in the project's own folder, with state, settings and plugins in a temporary one,
 * our language host in place of Pulumi's, and simulated providers. The project's folder is only read.
 */
export class RealStack {
  readonly #options: RealStackOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), "p95-real-engine-"));
  #host: LanguageHost | undefined;
  readonly #started: CliProcess[] = [];
  #runs = 0;
  #recordings = 0;

  private constructor(options: RealStackOptions) {
    this.#options = options;
  }

  /** An empty stack. @throws {Error} with what the CLI says. */
  static async create(options: RealStackOptions): Promise<RealStack> {
    const created = new RealStack(options);
    try {
      await created.#prepare();
      return created;
    } catch (error) {
      await created.dispose();
      throw error;
    }
  }

  async preview(...flags: string[]): Promise<RealPreview> {
    const plan = this.#path(`plan-${this.#runs}.json`);
    const showAll = ["--json", "--show-reads", "--show-secrets", "--save-plan", plan];
    const { run, output } = await this.#operate("preview", [...showAll, ...flags]);
    const steps = output.trim() === "" ? [] : (JSON.parse(output).steps ?? []);
    return { ...run, steps, plan: existsSync(plan) ? readJson(plan).resourcePlans : {} };
  }

  /** `up`, `refresh` or `destroy`, without asking. */
  async change(operation: "up" | "refresh" | "destroy", ...flags: string[]): Promise<Run> {
    return (await this.#operate(operation, ["--yes", "--skip-preview", ...flags])).run;
  }

  /** What Pulumi's own judge of a state file says, which sees neither a program nor providers. */
  async analyze(state: Checkpoint, ...flags: string[]): Promise<Run> {
    const file = this.#path(`state-${this.#runs++}.json`);
    writeFileSync(file, JSON.stringify(state));
    const args = ["policy", "analyze", "--file", file, "--json", ...flags];
    const { exitCode, output, errors } = await this.#run(args, this.#folder);
    return { exitCode, events: output.split("\n").filter(isLine).map(parseEvent), errors };
  }

  /** Changes settings of the stack, in the next run. */
  async setConfig(values: Readonly<Record<string, string>>): Promise<void> {
    await this.#setConfig("--plaintext", values);
  }

  /** Ends the run that is under way as a power cut does: the engine, the program and whatever they started. */
  kill(): void {
    this.#started.at(-1)?.signal("SIGKILL");
    this.#host?.kill();
  }

  /** Asks the run that is under way to stop, as Ctrl+C does; a second time stops it at once. */
  interrupt(): void {
    this.#started.at(-1)?.signal("SIGINT");
  }

  /** `pulumi cancel`: gives up the lock of a run that is dead. */
  async cancel(): Promise<void> {
    await this.#must(["cancel", "--yes", "--stack", this.#options.stack]);
  }

  /** What is recorded, with secrets in the clear. */
  async export(): Promise<Deployment> {
    const text = await this.#must(["stack", "export", "--show-secrets", "--stack", this.#options.stack]);
    return JSON.parse(text).deployment;
  }

  /** `pulumi stack import` of what {@link export} gave, changed or not. */
  async import(deployment: Deployment): Promise<void> {
    const file = this.#path(`deployment-${this.#runs++}.json`);
    writeFileSync(file, JSON.stringify({ version: 3, deployment }));
    await this.#must(["stack", "import", "--stack", this.#options.stack, "--file", file]);
  }

  /** Resources of the stack as they are recorded, with secrets in the clear. */
  async resources(): Promise<readonly CheckpointResource[]> {
    return (await this.export()).resources ?? [];
  }

  /** Copies state and settings. @returns what goes back to them. */
  record(): () => void {
    const copy = this.#path(`recording-${this.#recordings++}`);
    const parts = ["state", "config.yaml"];
    for (const part of parts) cpSync(this.#path(part), join(copy, part), { recursive: true });
    return () => {
      for (const part of parts) {
        rmSync(this.#path(part), { recursive: true });
        cpSync(join(copy, part), this.#path(part), { recursive: true });
      }
    };
  }

  /** Ends what still runs. @throws {Error} if something that a finished run has started lives on. */
  async dispose(): Promise<void> {
    this.kill();
    await this.#started.at(-1)?.finished;
    await this.#host?.close();
    rmSync(this.#folder, { recursive: true, force: true });
    const leftOver = this.#started.filter((each) => each.lives());
    for (const each of leftOver) each.signal("SIGKILL");
    if (leftOver.length > 0) throw new Error(`${leftOver.length} runs of the CLI have left processes behind`);
  }

  async #prepare(): Promise<void> {
    const { project, stack, stackOutputs } = this.#options;
    for (const folder of ["home", "state", "bin"]) mkdirSync(this.#path(folder));
    const { runner } = findSdk(this.#options.project);
    this.#install("pulumi-resource-pulumi-nodejs", runner, "dynamic-provider");
    this.#install("pulumi-analyzer-policy-nodejs", readPolicyPack(POLICIES).runner, "run-policy-pack");
    const settings = await this.#createStack(project.name, stack);
    await this.#writeConfig(settings);
    for (const [name, outputs] of Object.entries(stackOutputs)) await this.#importStack(name, outputs);
    this.#host = await startLanguageHost(project);
  }

  /** Creates a stack in a project that consists of a name. @returns the text of its settings file. */
  async #createStack(project: string, stack: string): Promise<string> {
    const folder = this.#projectFolder(project);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "Pulumi.yaml"), stringify({ name: project, runtime: "nodejs" }));
    await this.#must(["stack", "init", stack], folder);
    return readFileSync(join(folder, `Pulumi.${stack}.yaml`), "utf8");
  }

  /** The project's settings of the stack plus the key of ours; what is encrypted with another key gets a stand-in. */
  async #writeConfig(created: string): Promise<void> {
    const { project, stack, overrides } = this.#options;
    const own = join(project.stackConfigDirectory, `Pulumi.${stack}.yaml`);
    const content = existsSync(own) ? (parse(readFileSync(own, "utf8")) ?? {}) : {};
    const encrypted: string[] = [];
    const config = Object.fromEntries(
      Object.entries(content.config ?? {}).flatMap(([key, value]) => {
        const plain = withoutEncrypted(value, key, encrypted);
        return plain === undefined ? [] : [[key, plain]];
      }),
    );
    writeFileSync(this.#path("config.yaml"), stringify({ ...parse(created), config }));
    await this.#setConfig(
      "--secret",
      Object.fromEntries(encrypted.map((path) => [path, ENCRYPTED_PLACEHOLDER])),
      "--path",
    );
    await this.#setConfig("--plaintext", overrides.config);
    await this.#setConfig("--secret", overrides.secrets);
  }

  async #setConfig(kind: "--plaintext" | "--secret", values: Readonly<Record<string, string>>, ...flags: string[]) {
    const { project, stack } = this.#options;
    const pairs = Object.entries(values).flatMap(([key, value]) => [kind, `${key}=${value}`]);
    if (pairs.length === 0) return;
    const target = ["--stack", stack, "--config-file", this.#path("config.yaml")];
    await this.#must(["config", "set-all", ...target, ...flags, ...pairs], project.root);
  }

  /** Creates a stack that has nothing but outputs. */
  async #importStack(name: string, outputs: Properties): Promise<void> {
    const [, project, stack] = name.split("/");
    if (project === undefined || stack === undefined) throw new Error(`${name}: must be ${ORGANIZATION}/project/stack`);
    await this.#createStack(project, stack);
    const type = "pulumi:pulumi:Stack";
    const root = {
      urn: `urn:pulumi:${stack}::${project}::${type}::${project}-${stack}`,
      custom: false,
      type,
      outputs: Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, inFile(value)])),
    };
    const folder = this.#projectFolder(project);
    const { version, deployment } = JSON.parse(await this.#must(["stack", "export", "--stack", stack], folder));
    const file = this.#path(`import-${project}-${stack}.json`);
    writeFileSync(file, JSON.stringify({ version, deployment: { ...deployment, resources: [root] } }));
    await this.#must(["stack", "import", "--stack", stack, "--file", file], folder);
  }

  /** A script of the name that the engine looks for on the PATH, which runs a command of the SDK that `runner` belongs to. */
  #install(name: string, runner: string, command: string): void {
    const script = createRequire(runner).resolve(`@pulumi/pulumi/cmd/${command}`);
    const file = this.#path("bin", name);
    writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
    chmodSync(file, 0o755);
  }

  async #operate(operation: string, flags: readonly string[]): Promise<{ run: Run; output: string }> {
    const { project, stack } = this.#options;
    const events = this.#path(`events-${this.#runs++}.json`);
    const host = this.#host as LanguageHost;
    const printed = host.lines.length;
    const { exitCode, output, errors } = await this.#run(
      [
        ...[operation, "--stack", stack, "--client", host.address, "--config-file", this.#path("config.yaml")],
        ...["--event-log", events, ...flags],
      ],
      project.root,
    );
    const seen: EngineEvent[] = existsSync(events) ? readLines(events) : [];
    const logged = seen.filter(({ diagnosticEvent }) => diagnosticEvent?.severity === "error");
    const messages = [...logged.map((event) => event.diagnosticEvent?.message ?? ""), errors];
    if (exitCode !== 0) messages.push(...host.lines.slice(printed));
    return { run: { exitCode, events: seen, errors: messages.join("\n").trim() }, output };
  }

  /** Output of a command that cannot fail. */
  async #must(args: readonly string[], cwd = this.#projectFolder(this.#options.project.name)): Promise<string> {
    const { exitCode, output, errors } = await this.#run(args, cwd);
    if (exitCode !== 0) throw new Error(`pulumi ${args.slice(0, 2).join(" ")} failed\n${errors}`);
    return output;
  }

  async #run(args: readonly string[], cwd: string): Promise<Finished> {
    const all = [...args, "--non-interactive", "--color", "never"];
    const started = startCli(this.#options.cli.command, all, cwd, this.#environment());
    this.#started.push(started);
    return started.finished;
  }

  #environment(): NodeJS.ProcessEnv {
    const { packages, providerPort, saveEachStep } = this.#options;
    return {
      PATH: [this.#path("bin"), process.env.PATH].join(delimiter),
      HOME: this.#path("home"),
      TMPDIR: tmpdir(),
      PULUMI_HOME: this.#path("home"),
      // Without sidecar files of attributes: a kill in the middle of writing one leaves a stack that cannot be read.
      PULUMI_BACKEND_URL: `file://${this.#path("state")}?metadata=skip`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_DEBUG_COMMANDS: "true", // has the CLI know --event-log
      ...(saveEachStep ? {} : { PULUMI_SKIP_CHECKPOINTS: "true" }),
      PULUMI_DEBUG_PROVIDERS: packages.map((name) => `${name}:${providerPort}`).join(","),
    };
  }

  #projectFolder = (project: string) => this.#path("projects", project);
  #path = (...parts: string[]) => join(this.#folder, ...parts);
}

const readJson = (file: string) => JSON.parse(readFileSync(file, "utf8"));

const readLines = (file: string) => readFileSync(file, "utf8").split("\n").filter(isLine).map(parseEvent);
const isLine = (line: string) => line !== "";
const parseEvent = (line: string) => JSON.parse(line) as EngineEvent;

/** `value` without what is encrypted in it; the path of each such place is added to `found`. */
function withoutEncrypted(value: unknown, path: string, found: string[]): unknown {
  if (Array.isArray(value)) return value.map((each, i) => withoutEncrypted(each, `${path}[${i}]`, found));
  if (typeof value !== "object" || value === null) return value;
  if ("secure" in value) {
    found.push(path);
    return undefined;
  }
  const entries = Object.entries(value).map(([key, each]) => [key, withoutEncrypted(each, `${path}.${key}`, found)]);
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined));
}

/** A value as a state file holds it: there the content of a secret is JSON text. */
function inFile(value: Value): Value {
  if (isSecret(value)) return { [SIGNATURE_KEY]: SECRET, plaintext: JSON.stringify(inFile(value.value as Value)) };
  if (Array.isArray(value)) return value.map(inFile);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inFile(each)]));
}
