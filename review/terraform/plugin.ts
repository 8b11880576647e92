import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Client, credentials, loadPackageDefinition, type ServiceClientConstructor } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { CHANNEL_OPTIONS } from "../engine/grpc";

/** One step of a path inside a configuration, as the protocol spells it. */
export interface PathStep {
  readonly attribute_name?: string;
  readonly element_key_string?: string;
  readonly element_key_int?: string;
}

/** What a provider has to say about a configuration. */
export interface Diagnostic {
  readonly severity: "INVALID" | "ERROR" | "WARNING";
  readonly summary: string;
  readonly detail: string;
  readonly attribute: { readonly steps: readonly PathStep[] } | null;
}

/** A running provider plugin. */
export interface Plugin {
  /** @throws the error of gRPC, e.g. when the plugin has crashed. */
  call<T>(method: string, request: object): Promise<T>;
  /** The message of a crash; empty when there was none. */
  panic(): string;
  stop(): Promise<void>;
}

/**
 * Proves to a plugin that Terraform's protocol is spoken; without it the plugin prints that it is not for direct use.
 * Source: https://github.com/hashicorp/terraform/blob/main/internal/plugin/serve.go (Handshake)
 */
const HANDSHAKE = {
  TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
  PLUGIN_PROTOCOL_VERSIONS: "5",
};

/**
 * Places that the SDK of AWS would read credentials, a profile or an endpoint from: the plugin must see none, so that it
 * cannot reach an account even by mistake. The unroutable proxy turns any request that still happens into an error.
 */
const OFFLINE = {
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  HTTP_PROXY: "http://127.0.0.1:9",
  HTTPS_PROXY: "http://127.0.0.1:9",
};

/** A crash prints the stacks of all its routines. */
const LOG_CHARACTERS = 200_000;

/** The binary has 700 MB to read, on a cold disk. Unit: milliseconds. */
const START_MILLIS = 120_000;

/**
 * Starts a provider binary and connects to it, as go-plugin does.
 * Source: https://github.com/hashicorp/go-plugin/blob/main/docs/internals.md
 * @throws when the binary cannot be started or speaks another protocol.
 */
export async function startPlugin(path: string): Promise<Plugin> {
  const { PATH, TMPDIR, TEMP, SystemRoot } = process.env;
  const env = { PATH, TMPDIR, TEMP, SystemRoot, HOME: "/nonexistent", ...HANDSHAKE, ...OFFLINE };
  const child = spawn(path, [], { env, stdio: ["ignore", "pipe", "pipe"] });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  let log = "";
  // It logs to standard error, and stops when nobody reads that.
  child.stderr.on("data", (text: Buffer) => {
    log = `${log}${text}`.slice(-LOG_CHARACTERS);
  });
  const address = await handshake(child, () => log.slice(-500).trim());
  const definition = loadSync(join(__dirname, "tfplugin5.proto"), {
    keepCase: true,
    enums: String,
    longs: String,
    defaults: true,
  });
  const service = (loadPackageDefinition(definition).tfplugin5 as Record<string, ServiceClientConstructor>).Provider!;
  const client = new service(address, credentials.createInsecure(), {
    ...CHANNEL_OPTIONS,
    // Names of sockets are no host names; Go's server refuses the default.
    "grpc.default_authority": "localhost",
  });
  return {
    call: (method, request) => call(client, method, request),
    panic: () => /^panic: .*/m.exec(log)?.[0] ?? "",
    async stop() {
      client.close();
      process.off("exit", kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      kill();
      await gone;
    },
  };
}

/** @returns the address of the line `1|5|unix|/tmp/plugin123|grpc|` that the plugin prints first. */
function handshake(child: ChildProcess, said: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error(`${reason}${said() && `: ${said()}`}`));
    };
    const timer = setTimeout(() => fail(`no handshake in ${START_MILLIS / 1000} s`), START_MILLIS);
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code, signal) => fail(`ended with ${signal ?? code} before its handshake`));
    const lines = createInterface({ input: child.stdout! });
    lines.once("line", (line) => {
      clearTimeout(timer);
      const [, version, network, address = "", protocol] = line.split("|");
      if (version !== "5" || protocol !== "grpc") return fail(`not a Terraform provider of protocol 5: "${line}"`);
      resolve(network === "unix" ? `unix:${address}` : address);
    });
  });
}

/** A provider that takes longer is asking a cloud that it cannot reach. Unit: milliseconds. */
const ANSWER_MILLIS = 60_000;

type Method = (
  request: object,
  options: { deadline: number },
  callback: (error: Error | null, response: unknown) => void,
) => void;

function call<T>(client: Client, method: string, request: object): Promise<T> {
  return new Promise((resolve, reject) => {
    const send = (client as unknown as Record<string, Method>)[method]!;
    send.call(client, request, { deadline: Date.now() + ANSWER_MILLIS }, (error, response) =>
      error ? reject(error) : resolve(response as T),
    );
  });
}
