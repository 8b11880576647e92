import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { listen, type ServiceHost } from "../../review/engine/grpc";
import { withoutCredentials } from "../../review/engine/program/environment";
import { findSdk, isModule } from "../../review/engine/program/process";
import type { Project } from "../../review/engine/project";

/** The half of Pulumi's engine that runs a program: what `pulumi-language-nodejs` does, which npm does not have. */
export interface LanguageHost {
  /** For the hidden flag `--client` of the CLI. */
  readonly address: string;
  /** Standard error and output of the program, for a message when it fails. */
  readonly lines: readonly string[];
  /** Ends running programs at once. */
  kill(): void;
  /** Ends running programs and frees the port. */
  close(): Promise<void>;
}

/** Exit code of Pulumi's runner after it has logged the error itself. */
const LOGGED_ERROR = 32;

const ENGINE_PROGRAM = join(__dirname, "../../review/engine/program");

/**
 * Serves Pulumi's LanguageRuntime service for the programs of one project: each run is a fresh process of the SDK's own
 * runner, started with the arguments of Pulumi's language host for Node.js.
 * Source: https://github.com/pulumi/pulumi/blob/v3.250.0/sdk/nodejs/cmd/pulumi-language-nodejs/main.go (execNodejs)
 */
export async function startLanguageHost(project: Project): Promise<LanguageHost> {
  const lines: string[] = [];
  const running = new Set<ChildProcess>();
  const { server, address } = await listen((added) => {
    addLanguageRuntime(added, project, running, (text) => lines.push(text));
  });
  const kill = () => {
    for (const child of running) child.kill("SIGKILL");
  };
  const close = async () => {
    const ended = [...running].map((child) => new Promise((resolve) => child.once("close", resolve)));
    kill();
    await Promise.all(ended);
    server.forceShutdown();
  };
  return { address, lines, kill, close };
}

function addLanguageRuntime(
  host: ServiceHost,
  project: Project,
  running: Set<ChildProcess>,
  onText: (text: string) => void,
): void {
  let engine = "";
  const service = {
    handshake(
      call: ServerUnaryCall<messages.LanguageHandshakeRequest, messages.LanguageHandshakeResponse>,
      respond: sendUnaryData<messages.LanguageHandshakeResponse>,
    ) {
      engine = call.request.getEngineAddress();
      respond(null, new messages.LanguageHandshakeResponse());
    },
    getRequiredPackages(_call: unknown, respond: sendUnaryData<messages.GetRequiredPackagesResponse>) {
      respond(null, new messages.GetRequiredPackagesResponse());
    },
    getRequiredPlugins(_call: unknown, respond: sendUnaryData<messages.GetRequiredPluginsResponse>) {
      respond(null, new messages.GetRequiredPluginsResponse());
    },
    getPluginInfo(_call: unknown, respond: sendUnaryData<PluginInfo>) {
      respond(null, new PluginInfo().setVersion("1.0.0"));
    },
    run(
      call: ServerUnaryCall<messages.RunRequest, messages.RunResponse>,
      respond: sendUnaryData<messages.RunResponse>,
    ) {
      const child = startProgram(project, call.request, engine);
      running.add(child);
      child.stdout?.on("data", (data) => onText(String(data)));
      child.stderr?.on("data", (data) => onText(String(data)));
      child.on("error", (error) => respond({ code: status.INTERNAL, details: error.message }));
      child.on("close", (code, signal) => {
        running.delete(child);
        respond(null, responseTo(code, signal));
      });
    },
  };
  host.addService(LanguageRuntimeService, service as never);
}

function responseTo(code: number | null, signal: NodeJS.Signals | null): messages.RunResponse {
  const response = new messages.RunResponse();
  if (code === 0) return response;
  if (code === LOGGED_ERROR) return response.setBail(true);
  return response.setError(`Program exited with ${signal === null ? `non-zero exit code: ${code}` : signal}`);
}

function startProgram(project: Project, request: messages.RunRequest, engine: string): ChildProcess {
  const sdk = findSdk(project);
  const args = [
    // Long traces take the SDK most of its time; an error still tells where it comes from.
    "--stack-trace-limit=5",
    ...compilerArguments(project),
    ...project.nodeArguments,
    sdk.runner,
    ...["--monitor", request.getMonitorAddress(), "--engine", request.getArgsList()[0] ?? engine],
    ...["--organization", request.getOrganization(), "--project", request.getProject(), "--stack", request.getStack()],
    ...["--root-directory", project.root, "--pwd", request.getPwd(), "--parallel", String(request.getParallel())],
    ...(request.getDryrun() ? ["--dry-run"] : []),
    project.entryPoint,
  ];
  return spawn(process.execPath, args, {
    cwd: project.directory,
    env: {
      ...withoutCredentials(process.env),
      ...(sdk.own ? {} : { NODE_PATH: join(__dirname, "../../node_modules") }),
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      PULUMI_NODEJS_TYPESCRIPT: "false",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** TypeScript is compiled as the embedded engine does: which compiler removes the types is no decision of an engine. */
function compilerArguments(project: Project): string[] {
  return [
    ...(project.typescript ? ["--require", join(ENGINE_PROGRAM, "typescript-hook.cjs")] : []),
    ...(isModule(project) ? ["--import", pathToFileURL(join(ENGINE_PROGRAM, "esm-typescript.mjs")).href] : []),
  ];
}
