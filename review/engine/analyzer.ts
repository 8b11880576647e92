import { type MethodDefinition, status } from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { PolicyPack } from "./analyzer-pack";
import { type AnalyzerProcess, type JudgedStack, startAnalyzer } from "./analyzer-process";
import type { ConfigurablePolicy, EnforcementLevel, PolicySettings } from "./analyzer-settings";
import { readError } from "./outcome";
import { fromStruct, toStruct } from "./structs";
import type { Properties, Value } from "./values";
import type { CallError, Done } from "./wire/calls.cjs";

/** How bad a violation is; a pack need not say. */
export type PolicySeverity = "critical" | "high" | "medium" | "low" | "unspecified";

/** One policy of a pack, as the pack describes it. */
export interface PolicyInfo extends ConfigurablePolicy {
  readonly description: string;
  readonly severity: PolicySeverity;
  readonly remediationSteps: string;
  readonly url: string;
  readonly wholeStack: boolean;
}

/** What a pack says about itself. */
export interface PackInfo {
  readonly name: string;
  readonly version: string;
  readonly policies: readonly PolicyInfo[];
  /** Settings that the pack brings with it. */
  readonly settings: Readonly<Record<string, PolicySettings>>;
}

/** One finding of a policy. */
export interface Finding {
  readonly policy: string;
  readonly level: EnforcementLevel;
  readonly severity: PolicySeverity;
  readonly description: string;
  readonly message: string;
  /** What the policy named; empty for none. */
  readonly urn: string;
}

/** What a policy would change about a resource, or why it cannot tell. */
export interface Mending {
  readonly policy: string;
  readonly description: string;
  /** All inputs of the mended resource. */
  readonly properties: Properties | undefined;
  readonly diagnostic: string;
}

/** A policy pack that could not judge: it did not start, threw, crashed or hangs. The message is for a person. */
export class AnalyzerError extends Error {
  override readonly name = "AnalyzerError";
}

const LEVELS: Readonly<Record<number, EnforcementLevel>> = {
  [messages.EnforcementLevel.ADVISORY]: "advisory",
  [messages.EnforcementLevel.MANDATORY]: "mandatory",
  [messages.EnforcementLevel.REMEDIATE]: "remediate",
  [messages.EnforcementLevel.DISABLED]: "disabled",
};
const LEVEL_NUMBERS = new Map(Object.entries(LEVELS).map(([number, level]) => [level, Number(number)]));

const SEVERITIES: Readonly<Record<number, PolicySeverity>> = {
  [messages.PolicySeverity.POLICY_SEVERITY_LOW]: "low",
  [messages.PolicySeverity.POLICY_SEVERITY_MEDIUM]: "medium",
  [messages.PolicySeverity.POLICY_SEVERITY_HIGH]: "high",
  [messages.PolicySeverity.POLICY_SEVERITY_CRITICAL]: "critical",
};

/** A running policy pack behind Pulumi's Analyzer service, asked as the engine asks it. */
export class Analyzer {
  readonly pack: PolicyPack;
  readonly #process: AnalyzerProcess;
  readonly #idleSeconds: number;

  private constructor(pack: PolicyPack, running: AnalyzerProcess, idleSeconds: number) {
    this.pack = pack;
    this.#process = running;
    this.#idleSeconds = idleSeconds;
  }

  /**
   * Starts a pack and tells it which stack it judges.
   * @param idleSeconds a pack that leaves a question unanswered for so long is taken as hanging.
   */
  static launch(
    pack: PolicyPack,
    engine: string,
    judged: JudgedStack,
    environment: NodeJS.ProcessEnv,
    idleSeconds: number,
  ): { analyzer: Analyzer; ready: Promise<PackInfo> } {
    const analyzer = new Analyzer(pack, startAnalyzer(pack, engine, judged, environment), idleSeconds);
    const ready = analyzer.#begin(engine, judged);
    ready.catch(() => {}); // told to whoever waits for it
    return { analyzer, ready };
  }

  async #begin(engine: string, judged: JudgedStack): Promise<PackInfo> {
    await this.#within(this.#process.ready, "did not start");
    const handshake = new messages.AnalyzerHandshakeRequest();
    handshake.setEngineAddress(engine);
    handshake.setRootDirectory(this.pack.directory);
    handshake.setProgramDirectory(this.pack.directory);
    await this.#ask(AnalyzerService.handshake, handshake, IF_IT_CAN);
    const stack = new messages.AnalyzerStackConfigureRequest();
    stack.setStack(judged.stack);
    stack.setProject(judged.project);
    stack.setOrganization(judged.organization);
    stack.setDryRun(true);
    for (const [key, value] of Object.entries(judged.config.values)) stack.getConfigMap().set(key, value);
    stack.setConfigSecretKeysList([...judged.config.secretKeys]);
    await this.#ask(AnalyzerService.configureStack, stack, IF_IT_CAN);
    const info = await this.#ask(AnalyzerService.getAnalyzerInfo, new Empty());
    return readInfo(info as messages.AnalyzerInfo, this.pack.version);
  }

  async configure(
    settings: ReadonlyMap<string, { readonly level: EnforcementLevel; readonly parameters: Properties }>,
  ): Promise<void> {
    const request = new messages.ConfigureAnalyzerRequest();
    for (const [name, { level, parameters }] of settings) {
      const config = new messages.PolicyConfig();
      config.setEnforcementlevel(LEVEL_NUMBERS.get(level) as messages.EnforcementLevel);
      config.setProperties(toStruct(parameters));
      request.getPolicyconfigMap().set(name, config);
    }
    await this.#ask(AnalyzerService.configure, request);
  }

  /** @param request of `toAnalyzeRequest`. */
  async analyze(request: Uint8Array): Promise<Finding[]> {
    const response = await this.#ask(encoded(AnalyzerService.analyze), request);
    return (response?.getDiagnosticsList() ?? []).map(readFinding);
  }

  /**
   * @param request of `toStackRequest`.
   * @param sent Called when the pack has the whole request, or has gone.
   */
  async analyzeStack(request: Uint8Array, sent?: () => void): Promise<Finding[]> {
    const response = await this.#ask(encoded(AnalyzerService.analyzeStack), request, false, sent);
    return (response?.getDiagnosticsList() ?? []).map(readFinding);
  }

  /** @param request of `toRemediateRequest`. */
  async remediate(request: Uint8Array): Promise<Mending[]> {
    const response = await this.#ask(encoded(AnalyzerService.remediate), request, IF_IT_CAN);
    return (response?.getRemediationsList() ?? []).map((each) => ({
      policy: each.getPolicyname(),
      description: each.getDescription(),
      properties: each.hasProperties() ? fromStruct(each.getProperties()) : undefined,
      diagnostic: each.getDiagnostic(),
    }));
  }

  close(): void {
    this.#process.kill();
  }

  /** @returns `undefined` when the pack need not know the question, and does not. */
  #ask<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    optional = false,
    sent?: () => void,
  ): Promise<Response | undefined> {
    const { path, requestSerialize, responseDeserialize } = method;
    const answer = new Promise<Response | undefined>((resolve, reject) => {
      const done: Done = (error, response) => {
        if (error?.code === status.UNIMPLEMENTED && optional) resolve(undefined);
        // The pack's end breaks the connection; why it ended is known a moment later, and says more.
        else if (error?.code === status.UNAVAILABLE) setTimeout(() => reject(this.#failure(error)), LAST_WORDS_MILLIS);
        else if (error) reject(this.#failure(error));
        else resolve(responseDeserialize(response as Buffer));
      };
      this.#process.calls.call(path, requestSerialize(request), done, sent);
    });
    return this.#within(answer, "could not judge");
  }

  #failure({ details }: CallError): Error {
    return new Error(readRuleError(details));
  }

  /** `answer`, unless the pack ends or is silent for too long before it comes. */
  async #within<Answer>(answer: Promise<Answer>, failed: string): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      const seconds = this.#idleSeconds;
      timer = setTimeout(() => reject(new Error(`it hangs: it gave no answer for ${seconds} seconds`)), seconds * 1000);
    });
    try {
      return await Promise.race([answer, this.#process.ended, silence]);
    } catch (error) {
      throw new AnalyzerError(`The policy pack in ${this.pack.directory} ${failed}: ${(error as Error).message}`);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** For questions that an older SDK does not know; the engine goes on without an answer. */
const IF_IT_CAN = true;

const LAST_WORDS_MILLIS = 1000;

/** A method whose requests are bytes already. */
function encoded<Request, Response>(method: MethodDefinition<Request, Response>) {
  return { ...method, requestSerialize: (bytes: Buffer) => bytes } as unknown as MethodDefinition<Uint8Array, Response>;
}

/** What the SDK says when a policy threw, cut to the policy, the error and the first place in the pack's own code. */
export function readRuleError(details: string): string {
  const [, task, name, error] =
    /^Error (validating|remediating) resource with (?:policy|remediation) '([^']*)' from policy pack '[^']*':\n([\s\S]*)$/.exec(
      details,
    ) ?? [];
  if (error === undefined) return readError(details).message;
  return `its policy "${name}" failed while ${task}: ${readError(error).message}`;
}

function readInfo(info: messages.AnalyzerInfo, version: string): PackInfo {
  const settings = [...info.getInitialconfigMap().entries()].map(
    ([name, config]: [string, messages.PolicyConfig]): [string, PolicySettings] => [
      name,
      { level: LEVELS[config.getEnforcementlevel()], parameters: fromStruct(config.getProperties()) },
    ],
  );
  return {
    name: info.getName(),
    version: version || info.getVersion(),
    settings: Object.fromEntries(settings),
    policies: info.getPoliciesList().map((policy) => ({
      name: policy.getName(),
      description: policy.getDescription(),
      level: LEVELS[policy.getEnforcementlevel()] ?? "advisory",
      severity: SEVERITIES[policy.getSeverity()] ?? "unspecified",
      remediationSteps: policy.getRemediationSteps(),
      url: policy.getUrl(),
      wholeStack: policy.getPolicyType() === messages.PolicyType.POLICY_TYPE_STACK,
      parameters: fromStruct(policy.getConfigschema()?.getProperties()) as Record<string, Value>,
      required: policy.getConfigschema()?.getRequiredList() ?? [],
    })),
  };
}

function readFinding(diagnostic: messages.AnalyzeDiagnostic): Finding {
  return {
    policy: diagnostic.getPolicyname(),
    level: LEVELS[diagnostic.getEnforcementlevel()] ?? "mandatory",
    severity: SEVERITIES[diagnostic.getSeverity()] ?? "unspecified",
    description: diagnostic.getDescription(),
    message: diagnostic.getMessage(),
    urn: diagnostic.getUrn(),
  };
}
