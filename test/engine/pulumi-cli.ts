import { execFileSync, spawn } from "node:child_process";
import { accessSync, constants, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { satisfies } from "semver";
import { ENGINE_VERSION } from "../../review/engine/engine-service";

/** The command-line program of Pulumi, which holds the real engine. */
export interface PulumiCli {
  /** Absolute path. */
  readonly command: string;
  /** E.g. `3.250.0`. */
  readonly version: string;
}

const MODULE = "github.com/pulumi/pulumi/pkg/v3";
const CACHE = process.env.P95_CACHE ?? join(__dirname, "../../node_modules/.cache/p95");

/**
 * The CLI on the PATH if it is not older than the engine that ours follows, else the one that an earlier run has built, else
 * a new one from the sources on the Go module proxy.
 * @param onProgress told in one line what takes long.
 * @throws {Error} in plain words when there is neither a CLI nor Go to build it with, or the build fails.
 */
export async function findPulumi(onProgress: (line: string) => void): Promise<PulumiCli> {
  for (const directory of (process.env.PATH ?? "").split(delimiter)) {
    const found = cliAt(join(directory, "pulumi"));
    if (found !== undefined && satisfies(found.version, `>=${ENGINE_VERSION} <4`)) return found;
  }
  const cached = join(CACHE, `pulumi-${ENGINE_VERSION}`, "pulumi");
  const built = cliAt(cached);
  if (built !== undefined) return built;
  await build(cached, onProgress);
  const found = cliAt(cached);
  if (found === undefined) throw new Error(`Cannot run the Pulumi CLI that was just built: ${cached}`);
  return found;
}

/** The CLI at a path, `undefined` if none can be run there. */
function cliAt(command: string): PulumiCli | undefined {
  if (!isExecutable(command)) return undefined;
  try {
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const output = execFileSync(command, ["version"], { encoding: "utf8", env, stdio: ["ignore", "pipe", "ignore"] });
    return { command, version: output.trim().replace(/^v/, "") };
  } catch {
    return undefined; // Something else of that name.
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Builds the CLI; npm has no package of it, and the module proxy of Go is often the only other registry in reach. */
async function build(target: string, onProgress: (line: string) => void): Promise<void> {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
  } catch {
    throw new Error(
      `Cannot run the real engine: put pulumi ${ENGINE_VERSION} or newer on the PATH, or Go, with which it can be built here.`,
    );
  }
  const directory = mkdtempSync(join(tmpdir(), "p95-pulumi-"));
  const started = performance.now();
  const note = () => {
    const minutes = Math.floor((performance.now() - started) / 60_000);
    onProgress(`Building pulumi ${ENGINE_VERSION} from the Go module proxy, once: ${minutes} of about 7 minutes`);
  };
  note();
  const timer = setInterval(note, 60_000);
  try {
    const output = join(directory, "pulumi");
    const version = `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${ENGINE_VERSION}`;
    await go(directory, ["mod", "init", "p95-real-engine"]);
    await go(directory, ["get", "-tool", `${MODULE}/cmd/pulumi@v${ENGINE_VERSION}`]);
    await go(directory, [
      "build",
      "-trimpath",
      "-ldflags",
      `-s -w -X ${version}`,
      "-o",
      output,
      `${MODULE}/cmd/pulumi`,
    ]);
    mkdirSync(dirname(target), { recursive: true });
    await move(output, target);
  } finally {
    clearInterval(timer);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Puts the file there whole or not at all, so that an interrupted run leaves no half of it. */
async function move(from: string, to: string): Promise<void> {
  const beside = `${to}.${process.pid}`;
  execFileSync("cp", [from, beside]);
  renameSync(beside, to);
}

function go(cwd: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("go", args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
    let output = "";
    child.stderr.on("data", (data) => {
      output = `${output}${data}`.slice(-4000);
    });
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`Cannot build the Pulumi CLI: go ${args[0]} failed\n${output}`)),
    );
  });
}
