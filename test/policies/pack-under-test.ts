import { resolve } from "node:path";
import type { ExampleResource } from "../../policies/rule";
import { Analyzer, type Finding, type PackInfo } from "../../review/engine/analyzer";
import { toAnalyzeRequest, toStackRequest } from "../../review/engine/analyzer-messages";
import { readPolicyPack } from "../../review/engine/analyzer-pack";
import { reconcile } from "../../review/engine/analyzer-settings";
import { blankState } from "../../review/engine/goal-state";
import type { ResourceState } from "../../review/engine/resource-state";
import { createUrn } from "../../review/engine/urn";
import { type Properties, UNKNOWN, type Value } from "../../review/engine/values";
import { unknownPath } from "../../review/policy/findings";

const PACK = resolve(__dirname, "../../policies");
const CONFIG = { values: {}, secretKeys: [] };

/** Our pack in its real analyzer process, asked over gRPC as an engine asks it. */
export class PackUnderTest {
  #set = "";

  private constructor(
    readonly info: PackInfo,
    private readonly analyzer: Analyzer,
  ) {}

  /** @param environment e.g. another file of exceptions; without it there are none. */
  static async start(environment: NodeJS.ProcessEnv = { P95_POLICY_EXCEPTIONS: NO_EXCEPTIONS }) {
    const judged = { project: "shop", stack: "test", organization: "organization", config: CONFIG };
    const { analyzer, ready } = Analyzer.launch(
      readPolicyPack(PACK),
      "127.0.0.1:0",
      judged,
      { ...process.env, ...environment },
      60,
    );
    try {
      return new PackUnderTest(await ready, analyzer);
    } catch (error) {
      analyzer.close();
      throw error;
    }
  }

  /** Sets parameters of one rule, and gives every other its defaults. */
  async set(rule: string, parameters: object = {}): Promise<void> {
    const wanted = Object.keys(parameters).length === 0 ? "" : JSON.stringify([rule, parameters]);
    if (wanted === this.#set) return;
    this.#set = wanted;
    const settings = { [rule]: { level: undefined, parameters: parameters as Properties } };
    await this.analyzer.configure(reconcile(this.info.name, this.info.policies, settings));
  }

  async judgeResource(state: ResourceState): Promise<Finding[]> {
    return this.analyzer.analyze(toAnalyzeRequest(state, state.inputs, undefined));
  }

  async judgeStack(states: readonly ResourceState[]): Promise<Finding[]> {
    const byUrn = new Map(states.map((state) => [state.urn, state]));
    return this.analyzer.analyzeStack(
      toStackRequest(states, ({ provider }) => byUrn.get(provider.split("::id")[0] ?? "")),
    );
  }

  close(): void {
    this.analyzer.close();
  }
}

const NO_EXCEPTIONS = resolve(__dirname, "no-exceptions.json");

export const urnOf = (type: string, name: string): string => createUrn("test", "shop", "", type, name);

export function resourceState(type: string, inputs: object, protect = false): ResourceState {
  return { ...blankState(urnOf(type, "example"), type, "example"), custom: true, inputs: plain(inputs), protect };
}

/** The resources of an example as the engine knows them at the end. */
export function stackStates(resources: readonly ExampleResource[]): ResourceState[] {
  const types = new Map(resources.map(({ name, type }) => [name, type]));
  const urn = (name: string) => urnOf(types.get(name) ?? "missing:index:Missing", name);
  return resources.map(({ type, name, props, from = {}, parent, provider, protect = false }) => ({
    ...blankState(urnOf(type, name), type, name),
    custom: true,
    outputs: plain(props),
    protect,
    parent: parent === undefined ? "" : urn(parent),
    provider: provider === undefined ? "" : `${urn(provider)}::id`,
    propertyDependencies: Object.fromEntries(Object.entries(from).map(([key, names]) => [key, names.map(urn)])),
  }));
}

/** What a rule found: of a violation its words, of what it could not judge the path. */
export function foundBy(rule: string, findings: readonly Finding[]): string[] {
  return findings
    .filter(({ policy }) => policy === rule)
    .map((finding) => {
      const path = unknownPath(finding.message);
      const [, name] = /::([^:]+)$/.exec(finding.urn) ?? [];
      const where = name === undefined ? "" : `${name}: `;
      if (path !== undefined) return `${where}unknown ${path}, ${finding.level}`;
      return where + finding.message.slice(finding.description.length + 1);
    });
}

/** A copy with one value replaced, or left out. */
export function withValue(value: object, path: readonly string[], replacement: unknown): object {
  const [key = "", ...rest] = path;
  const copy: any = Array.isArray(value) ? [...value] : { ...value };
  const replaced = rest.length === 0 ? replacement : withValue(copy[key], rest, replacement);
  if (replaced === undefined) delete copy[key];
  else copy[key] = replaced;
  return Array.isArray(copy) ? copy.filter((each) => each !== undefined) : copy;
}

/** What is read of a value, by path. */
export function recorder<Target extends object>(target: Target) {
  const got: string[][] = [];
  const asked: string[][] = [];
  const absent: string[][] = [];
  const record = (value: any, path: string[]): any => {
    if (typeof value !== "object" || value === null) return value;
    return new Proxy(value, {
      get(object, key) {
        if (typeof key === "symbol" || !Object.hasOwn(object, key) || (Array.isArray(object) && key === "length")) {
          if (typeof key === "string" && !Array.isArray(object)) absent.push([...path, key]);
          return object[key];
        }
        got.push([...path, key]);
        return record(object[key], [...path, key]);
      },
      getOwnPropertyDescriptor(object, key) {
        const found = Object.getOwnPropertyDescriptor(object, key);
        if (typeof key === "string") (found?.value === undefined ? absent : asked).push([...path, key]);
        return found;
      },
    });
  };
  return {
    value: record(target, []) as Target,
    /** Values that are there, of which nothing deeper is read. */
    read: () => {
      const inner = new Set(got.map((path) => path.slice(0, -1).join(".")));
      return unique(got.filter((path) => !inner.has(path.join("."))));
    },
    /** Values of which it matters only that they are there. */
    asked: () => {
      const values = new Set(got.map((path) => path.join(".")));
      return unique(asked.filter((path) => !values.has(path.join("."))));
    },
    touched: () => unique([...got, ...asked, ...absent]),
  };
}

function unique(paths: readonly string[][]): string[][] {
  return [...new Map(paths.map((path) => [path.join("."), path])).values()];
}

export const unknown = (value: object, path: readonly string[]): object => withValue(value, path, UNKNOWN);

/** Without what is undefined, which no engine sends. */
function plain(value: object): Properties {
  return JSON.parse(JSON.stringify(value)) as { [key: string]: Value };
}
