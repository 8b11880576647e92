import { Analyzer, type PackInfo } from "../engine/analyzer";
import { toAnalyzeRequest, toRemediateRequest, toStackRequest } from "../engine/analyzer-messages";
import type { JudgedStack } from "../engine/analyzer-process";
import { type EnforcementLevel, reconcile } from "../engine/analyzer-settings";
import type { Deployment } from "../engine/deployment";
import { Diagnostics } from "../engine/diagnostics";
import { addEngineService } from "../engine/engine-service";
import { listen } from "../engine/grpc";
import type { Preview } from "../engine/preview";
import type { ResourceState } from "../engine/resource-state";
import { isProviderType, providerUrnOf } from "../engine/urn";
import type { Properties } from "../engine/values";
import type { PackRequest } from "./find-packs";
import { Collected } from "./findings";
import type { PolicyReport } from "./report";
import { Turns } from "./turns";

/** Policy packs that load and judge while the program runs. */
export interface RunningPacks {
  /** Takes a resource as soon as it is declared. */
  add(state: ResourceState): void;
  /**
   * What the packs say about the preview whose resources they were given.
   * @param onAsked Called when each of them has the whole stack before it, and this process nothing to do but wait.
   * @throws {AnalyzerError} when one cannot judge.
   * @throws {SettingsError} when a pack refuses its settings.
   */
  judge(preview: Preview, onAsked?: () => void): Promise<PolicyReport>;
  /** Ends the packs' processes. */
  close(): void;
}

/** A pack that is ready to judge. */
interface Judge {
  readonly analyzer: Analyzer;
  readonly info: PackInfo;
  readonly levels: ReadonlyMap<string, EnforcementLevel>;
}

/** Starts packs. */
export async function startPacks(
  requests: readonly PackRequest[],
  judged: JudgedStack,
  environment: NodeJS.ProcessEnv,
  idleSeconds: number,
): Promise<RunningPacks> {
  const diagnostics = new Diagnostics();
  // A pack may log to the engine; it asks for nothing else.
  const engine = { diagnostics, rootUrn: "" } as unknown as Deployment;
  const { server, address } = await listen((added) => addEngineService(added, engine));
  const launched = requests.map(({ pack, settings }) => {
    const { analyzer, ready } = Analyzer.launch(pack, address, judged, environment, idleSeconds);
    return { analyzer, judge: ready.then((info) => configure(analyzer, info, settings)) };
  });
  const judges = Promise.all(launched.map(({ judge }) => judge));
  judges.catch(() => {}); // heard of in the end
  const run = new JudgedRun(judges);
  return {
    add: (state) => run.add(state),
    judge: async (preview, onAsked) => ({ ...(await run.finish(preview, onAsked)), messages: diagnostics.all }),
    close() {
      for (const { analyzer } of launched) analyzer.close();
      server.forceShutdown();
    },
  };
}

async function configure(analyzer: Analyzer, info: PackInfo, settings: PackRequest["settings"]): Promise<Judge> {
  const settled = reconcile(info.name, info.policies, info.settings, settings);
  await analyzer.configure(settled);
  return { analyzer, info, levels: new Map([...settled].map(([name, { level }]) => [name, level])) };
}

/** The judgement of one run of a program. */
class JudgedRun {
  readonly #judges: Promise<readonly Judge[]>;
  readonly #turns = new Turns();
  readonly #providers = new Map<string, ResourceState>();
  readonly #found = new Collected();

  constructor(judges: Promise<readonly Judge[]>) {
    this.#judges = judges;
  }

  add(state: ResourceState): void {
    if (isProviderType(state.type)) this.#providers.set(state.urn, state);
    // The engine shows policies only what would be created; what exists already, they see with the whole stack.
    if (state.operation === "create") this.#turns.add(() => this.#analyze(state));
  }

  async finish(preview: Preview, onAsked = () => {}): Promise<Omit<PolicyReport, "messages">> {
    const judges = await this.#judges;
    await this.#turns.done();
    const urns = new Set(preview.resources.map(({ urn }) => urn));
    // What is only read, the engine keeps apart from the stack that it shows.
    // Source: https://github.com/pulumi/pulumi/blob/v3.250.0/pkg/resource/deploy/step_executor.go
    const stack = preview.resources.filter(({ external }) => !external);
    const request = toStackRequest(stack, (state) => this.#providerOf(state));
    let unasked = judges.length;
    const onSent = () => --unasked === 0 && onAsked();
    await Promise.all(
      judges.map(async ({ analyzer, info }) => {
        for (const finding of await analyzer.analyzeStack(request, onSent)) {
          this.#found.add(info, urns.has(finding.urn) ? finding.urn : preview.rootUrn, finding);
        }
      }),
    );
    const packs = judges.map(({ info: { name, version }, levels }) => ({ name, version, levels }));
    return { packs, ...this.#found.report(preview.redactor) };
  }

  async #analyze(state: ResourceState): Promise<void> {
    const judges = await this.#judges;
    const provider = this.#providerOf(state);
    const inputs = await remediate(judges, state, provider, this.#found);
    const request = toAnalyzeRequest(state, inputs, provider);
    await Promise.all(
      judges.map(async ({ analyzer, info }) => {
        for (const finding of await analyzer.analyze(request)) this.#found.add(info, state.urn, finding);
      }),
    );
  }

  #providerOf({ provider }: ResourceState): ResourceState | undefined {
    return provider === "" ? undefined : this.#providers.get(providerUrnOf(provider));
  }
}

/**
 * The inputs as the packs mend them, one after the other. A pack in which nothing may mend is not asked, which changes no answer.
 */
async function remediate(
  judges: readonly Judge[],
  state: ResourceState,
  provider: ResourceState | undefined,
  collected: Collected,
): Promise<Properties> {
  let { inputs } = state;
  for (const { analyzer, info, levels } of judges) {
    if (![...levels.values()].includes("remediate")) continue;
    for (const mending of await analyzer.remediate(toRemediateRequest(state, inputs, provider))) {
      collected.addMending(info, state.urn, inputs, mending);
      inputs = mending.properties ?? inputs;
    }
  }
  return inputs;
}
