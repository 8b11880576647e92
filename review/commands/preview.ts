import { isAbsolute, resolve } from "node:path";
import { AnalyzerError } from "../engine/analyzer";
import { toCheckpoint } from "../engine/checkpoint";
import { type Preview, preview } from "../engine/preview";
import { findSdk } from "../engine/program/process";
import { readProject } from "../engine/project";
import { previewProviders } from "../engine/provider-host";
import { type Answers, AnswersError, loadAnswers } from "../engine/providers/answers";
import { SettingsError } from "../engine/settings-error";
import { readStackConfig } from "../engine/stack-config";
import { readStackOutputs } from "../engine/stack-outputs";
import { EXIT } from "../exit-codes";
import { findPacks } from "../policy/find-packs";
import { type RunningPacks, startPacks } from "../policy/judge";
import { mandatoryCount, type PolicyReport } from "../policy/report";
import { toJson } from "../render/json";
import { palette } from "../render/palette";
import { printable } from "../render/printable";
import { progressLine } from "../render/progress";
import { renderFailure, renderText } from "../render/text";
import { writeWhole } from "../write-file";
import { readFlags, readPairs, readWholeNumber } from "./flags";
import type { Command } from "./index";

const OPTIONS = {
  stack: { type: "string", short: "s", default: "prod" },
  program: { type: "string", short: "C", default: "." },
  export: { type: "string" },
  json: { type: "boolean", default: false },
  config: { type: "string", short: "c", multiple: true },
  secret: { type: "string", multiple: true },
  answers: { type: "string" },
  "stack-outputs": { type: "string" },
  "policy-pack": { type: "string", multiple: true },
  "policy-pack-config": { type: "string", multiple: true },
  "no-policies": { type: "boolean", default: false },
  timeout: { type: "string", default: "60" },
  "no-type-check": { type: "boolean", default: false },
  quiet: { type: "boolean", short: "q", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `Shows what "pulumi up" would create, without a cloud account, credentials, network or the Pulumi CLI.

Usage: p95 preview [flags]
       npm run preview -- [flags]

  -s, --stack NAME           stack to preview (default: prod)
  -C, --program DIR          folder of any Pulumi project for Node.js (default: this one)
      --export FILE          write the stack in the shape of "pulumi stack export"
      --json                 print the preview as JSON, see docs/preview.schema.json
  -c, --config KEY=VALUE     set a configuration value (repeatable)
      --secret KEY=VALUE     set a secret configuration value (repeatable)
      --answers FILE         JSON with answers to functions that only a cloud could give
      --stack-outputs FILE   JSON with outputs of referenced stacks: {"org/project/stack": {"name": value}}
      --policy-pack DIR      judge with this policy pack (repeatable; default: the project's own in policies/)
      --policy-pack-config FILE  settings for the policy pack, once for each pack (default: policies/stacks/STACK.json)
      --no-policies          judge with no policy pack
      --timeout SECONDS      end a program or policy pack that does nothing for so long (default: 60)
      --no-type-check        do not check the types of a TypeScript program
  -q, --quiet                print nothing but errors
  -h, --help                 print this text

Exit codes: 0 done, 1 the program is broken, 2 bad command line, 3 bad settings or configuration,
4 a mandatory policy is violated, 5 a policy pack could not judge, 130 interrupted.
`;

/** `p95 preview` */
export const previewCommand: Command = {
  async run(args) {
    const flags = readFlags("preview", args, OPTIONS);
    if (flags.help) {
      process.stdout.write(HELP);
      return EXIT.ok;
    }
    const started = performance.now();
    const idleSeconds = readWholeNumber("--timeout", flags.timeout, 1, 86_400, "seconds");
    const overrides = { config: readPairs("--config", flags.config), secrets: readPairs("--secret", flags.secret) };
    const project = readProject(fromUser(flags.program));
    const config = readStackConfig(project, flags.stack, overrides);
    const stackOutputs = flags["stack-outputs"] ? readStackOutputs(fromUser(flags["stack-outputs"])) : {};
    const answers = flags.answers ? readAnswers(fromUser(flags.answers)) : undefined;
    const unanswered = new Set<string>();
    const providers = previewProviders(project, findSdk(project).runner, process.env, {
      ...(answers === undefined ? {} : { answers }),
      onUnansweredInvoke: (token) => unanswered.add(token),
    });

    const packRequests = findPacks(project.root, flags.stack, {
      packs: (flags["policy-pack"] ?? []).map(fromUser),
      configs: (flags["policy-pack-config"] ?? []).map(fromUser),
      off: flags["no-policies"],
    });
    const progress = progressLine(process.stderr, flags.quiet);
    const interrupt = onInterrupt();
    const judged = { project: project.name, stack: flags.stack, organization: "organization", config };
    const packs =
      packRequests.length === 0 ? undefined : await startPacks(packRequests, judged, process.env, idleSeconds);
    try {
      const result = await preview({
        project,
        stack: flags.stack,
        config,
        providers,
        stackOutputs,
        environment: process.env,
        idleSeconds,
        typeCheck: !flags["no-type-check"],
        signal: interrupt.signal,
        onResource: (state) => {
          progress.add(state);
          packs?.add(state);
        },
      });
      const failed = result.failure !== undefined;
      const policies = failed || packs === undefined ? undefined : await judge(packs, result, interrupt.signal);
      progress.clear();
      interrupt.release();
      if (interrupt.exitCode() !== undefined) {
        process.stderr.write("p95: Interrupted. Nothing was written.\n");
        return interrupt.exitCode() as number;
      }
      if (failed) return reportFailure(result, flags.json);
      if (policies instanceof AnalyzerError) return reportPackFailure(result, policies, flags.json);

      if (flags.export !== undefined) {
        writeWhole(fromUser(flags.export), `${JSON.stringify(toCheckpoint(result), null, 2)}\n`);
      }
      const unansweredFunctions = [...unanswered].sort();
      const shown = withMessages(result, policies);
      if (flags.json) {
        print(`${JSON.stringify(toJson(shown, { unansweredFunctions, policies }), null, 2)}\n`);
      } else if (!flags.quiet) {
        const millis = performance.now() - started;
        const colours = palette(process.stdout);
        print(renderText(shown, { unanswered: unansweredFunctions, policies, millis, colours }));
      }
      return policies === undefined ? EXIT.ok : reportViolations(policies);
    } finally {
      packs?.close();
    }
  },
};

/** What the packs say, or the reason why one cannot judge. An interrupt ends the wait. */
async function judge(packs: RunningPacks, result: Preview, signal: AbortSignal) {
  const interrupted = new Promise<undefined>((resolve) => {
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
    if (signal.aborted) resolve(undefined);
  });
  try {
    return await Promise.race([packs.judge(result), interrupted]);
  } catch (error) {
    if (error instanceof AnalyzerError) return error;
    throw error;
  }
}

/** The preview with what the packs logged behind what the program did. */
function withMessages(result: Preview, policies: PolicyReport | undefined): Preview {
  return { ...result, diagnostics: [...result.diagnostics, ...(policies?.messages ?? [])] };
}

/** The last word on standard error, so that it is seen below a long tree and beside JSON. */
function reportViolations(policies: PolicyReport): number {
  const broken = policies.violations.filter(({ level }) => level === "mandatory").map(({ rule }) => rule);
  if (mandatoryCount(policies) === 0) return EXIT.ok;
  process.stderr.write(`p95: mandatory policies are violated: ${[...new Set(broken)].join(", ")}\n`);
  return EXIT.policy;
}

function reportPackFailure(result: Preview, { message }: AnalyzerError, json: boolean): number {
  const policyFailure = result.redactor.text(message);
  process.stderr.write(`p95: ${printable(policyFailure)}\n`);
  if (json) print(`${JSON.stringify(toJson(result, { policyFailure }), null, 2)}\n`);
  return EXIT.policyPack;
}

function reportFailure(result: Preview, json: boolean): number {
  process.stderr.write(renderFailure(result, palette(process.stderr)));
  if (json) print(`${JSON.stringify(toJson(result), null, 2)}\n`);
  return result.failure?.kind === "settings" ? EXIT.settings : EXIT.program;
}

function readAnswers(path: string): Answers {
  try {
    return loadAnswers(path);
  } catch (error) {
    if (error instanceof AnswersError) throw new SettingsError(`Cannot read answers from ${path}`, error.problems);
    throw error;
  }
}

/** npm runs us in the project's folder; a path that a person typed counts from where they are. */
function fromUser(path: string): string {
  return isAbsolute(path) ? path : resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

/** Output into a closed pipe, such as `| head`, is no error. */
function print(text: string): void {
  process.stdout.on("error", () => {});
  process.stdout.write(text);
}

/** Turns Ctrl-C and a request to terminate into an abort signal. */
function onInterrupt() {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const interrupted = () => {
    exitCode = EXIT.interrupted;
    controller.abort();
  };
  const terminated = () => {
    exitCode = EXIT.terminated;
    controller.abort();
  };
  process.on("SIGINT", interrupted).on("SIGTERM", terminated).on("SIGHUP", terminated);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    release: () => process.off("SIGINT", interrupted).off("SIGTERM", terminated).off("SIGHUP", terminated),
  };
}
