import { status } from "@grpc/grpc-js";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { EngineError } from "../../review/engine/engine-error";
import type { ProviderCall, ProviderExchange } from "../../review/engine/providers/options";
import { fromStruct, toStruct } from "../../review/engine/structs";
import { parseUrn } from "../../review/engine/urn";
import { type Properties, revealSecrets, type Value } from "../../review/engine/values";
import { initializationFailed } from "./provider-errors";

/** Something that exists in the cloud, whether or not an engine knows of it. */
export interface Thing {
  readonly id: string;
  readonly type: string;
  /** Nobody can see it in the cloud: for the tests' eyes only. */
  readonly urn: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** What really happened in the cloud; an engine may not have heard of it. */
export interface Effect {
  readonly operation: "create" | "update" | "delete";
  readonly urn: string;
  readonly id: string;
}

/** When a request of an engine is seen: before it has any effect, after its effect but before the answer, after the answer. */
export type Phase = "arrived" | "done" | "answered";

/** How the cloud behaves today. */
export interface CloudConditions {
  /** Sees each request in each phase; what it throws before the answer the engine gets instead of one. */
  readonly onPhase?: (phase: Phase, call: ProviderCall) => void | Promise<void>;
  /** How many requests for this call the cloud refuses because there are too many. @default 0 */
  readonly throttled?: (call: ProviderCall) => number;
  /** How often the cloud does not find yet what it has just created. @default 0 */
  readonly readsUntilVisible?: number;
  /** How long the call takes. Nobody waits: it is compared with the time-out of the resource. Unit: seconds. @default 0 */
  readonly durationSeconds?: (call: ProviderCall) => number;
  /** Whether the call is never answered, until the engine cancels it. @default never */
  readonly hangs?: (call: ProviderCall) => boolean;
}

/** Requests that the provider sends for one call before it gives up, as `maxRetries` of p95's own provider allows. */
export const PROVIDER_ATTEMPTS = 11;
/** What a provider waits for if the resource says nothing. Unit: seconds. */
const DEFAULT_TIMEOUT_SECONDS = 20 * 60;

const HANDLED = new Set(["Check", "Diff", "Create", "Read", "Update", "Delete", "Invoke"]);

interface Recorded {
  readonly things: ReadonlyMap<string, Thing>;
  readonly effects: readonly Effect[];
}

/**
 * A cloud that remembers, behind the simulated providers: pass its {@link around} to them. Things of a named type are called by
 * their name, and a name is taken only once; all others get an id that is never used twice.
 */
export class SimulatedCloud {
  conditions: CloudConditions = {};
  readonly #named: (type: string) => boolean;
  #things = new Map<string, Thing>();
  #effects: Effect[] = [];
  readonly #unseen = new Map<string, number>();
  /** Grows when the provider's process dies: what it was doing is lost. */
  #life = 0;
  #alive = true;
  readonly #hanging = new Set<() => void>();

  /** @param named types of things that are called by their name. */
  constructor(named: (type: string) => boolean) {
    this.#named = named;
  }

  /** What exists, by id. */
  get things(): ReadonlyMap<string, Thing> {
    return this.#things;
  }

  /** Everything that was done, in order. */
  get effects(): readonly Effect[] {
    return this.#effects;
  }

  /** Somebody else creates, changes or deletes something, behind the engine's back. */
  meddle(id: string, change: ((inputs: Properties) => Properties) | "delete"): void {
    const thing = this.#existing(id);
    if (change === "delete") this.#things.delete(id);
    else this.#things.set(id, changed(thing, change(thing.inputs)));
  }

  /** Something that belongs to nobody's program. */
  add(id: string, inputs: Properties): void {
    this.#things.set(id, { id, type: "", urn: "", inputs, outputs: { ...inputs, id } });
  }

  record(): Recorded {
    return { things: new Map(this.#things), effects: [...this.#effects] };
  }

  restore({ things, effects }: Recorded): void {
    this.#things = new Map(things);
    this.#effects = [...effects];
    this.#unseen.clear();
    this.conditions = {};
  }

  /** The provider's process dies: requests in flight never reach the cloud, or their answers never reach the engine. */
  loseProvider(): void {
    this.#life++;
    this.#alive = false;
  }

  /** The provider starts anew. */
  startProvider(): void {
    this.#alive = true;
  }

  /** For `around` of the simulated providers. */
  readonly around = async (call: ProviderCall, exchange: ProviderExchange): Promise<unknown> => {
    if (call.method === "Cancel") for (const release of this.#hanging) release();
    if (call.preview === true || !HANDLED.has(call.method)) return exchange.simulate();
    const life = this.#life;
    const { onPhase, throttled, hangs } = this.conditions;
    this.#assertAlive(life);
    await onPhase?.("arrived", call);
    this.#assertAlive(life);
    if (hangs?.(call)) await this.#untilCancelled();
    refuseTooMany(call, throttled?.(call) ?? 0);
    const answer = this.#handle(call, exchange);
    await onPhase?.("done", call);
    this.#assertAlive(life);
    setImmediate(() => void onPhase?.("answered", call));
    return answer;
  };

  #handle(call: ProviderCall, { request, simulate }: ProviderExchange): unknown {
    switch (call.method) {
      case "Check":
        return this.#check(messages.CheckRequest.deserializeBinary(request as Buffer));
      case "Create":
        return this.#create(call, messages.CreateRequest.deserializeBinary(request as Buffer), simulate);
      case "Read":
        return this.#read(messages.ReadRequest.deserializeBinary(request as Buffer));
      case "Update":
        return this.#update(call, request as messages.UpdateRequest);
      case "Delete":
        return this.#delete(call, request as messages.DeleteRequest);
      default:
        return simulate();
    }
  }

  /** Names what has no name, with the engine's seed and only once: later it keeps the name it has. */
  #check(request: messages.CheckRequest): Buffer {
    const news = fromStruct(request.getNews());
    const olds = fromStruct(request.getOlds());
    const { type, name } = subject(request.getUrn());
    if (this.#named(type) && news.name === undefined) {
      const seed = Buffer.from(request.getRandomseed_asU8()).toString("hex").slice(0, 7);
      news.name = olds.name ?? `${name}-${seed}`;
    }
    return encoded(new messages.CheckResponse().setInputs(toStruct(news)));
  }

  #create(call: ProviderCall, request: messages.CreateRequest, simulate: () => unknown): Buffer {
    const urn = request.getUrn();
    const inputs = fromStruct(request.getProperties());
    const simulated = messages.CreateResponse.deserializeBinary(simulate() as Buffer);
    const id = this.#newId(urn, simulated.getId());
    const { type } = subject(urn);
    const thing = changed({ id, type, urn, inputs: {}, outputs: fromStruct(simulated.getProperties()) }, inputs);
    this.#things.set(id, thing);
    this.#effects.push({ operation: "create", urn, id });
    this.#unseen.set(id, this.conditions.readsUntilVisible ?? 0);
    this.#assertInTime(call, request.getTimeout(), thing);
    // A provider reads what it has created before it says so.
    for (let attempt = 1; !this.#isVisible(id); attempt++) {
      if (attempt === PROVIDER_ATTEMPTS) throw initializationFailed(`reading ${id}: couldn't find resource`, thing);
    }
    return encoded(new messages.CreateResponse().setId(id).setProperties(toStruct(thing.outputs)));
  }

  #newId(urn: string, proposed: string): string {
    if (this.#named(subject(urn).type)) {
      if (this.#things.has(proposed)) throw new EngineError(`AlreadyExists: ${proposed}`, status.ALREADY_EXISTS);
      return proposed;
    }
    // Things of different types may share what is proposed, as a bucket and its policy do.
    const before = this.#effects.filter(({ operation, id }) => operation === "create" && withoutCount(id) === proposed);
    return `${proposed}-${before.length + 1}`;
  }

  /** No id says that there is nothing. */
  #read(request: messages.ReadRequest): Buffer {
    const id = request.getId();
    const thing = this.#things.get(id);
    if (thing === undefined || !this.#isVisible(id)) return encoded(new messages.ReadResponse());
    const response = new messages.ReadResponse().setId(id).setInputs(toStruct(thing.inputs));
    return encoded(response.setProperties(toStruct(thing.outputs)));
  }

  #update(call: ProviderCall, request: messages.UpdateRequest): messages.UpdateResponse {
    const thing = changed(this.#existing(request.getId()), fromStruct(request.getNews()));
    this.#things.set(thing.id, thing);
    this.#effects.push({ operation: "update", urn: request.getUrn(), id: thing.id });
    this.#assertInTime(call, request.getTimeout(), thing);
    return new messages.UpdateResponse().setProperties(toStruct(thing.outputs));
  }

  /** Deleting what is gone succeeds; deleting what others use does not, but for a bucket that may be emptied. */
  #delete(call: ProviderCall, request: messages.DeleteRequest): Empty {
    const id = request.getId();
    const thing = this.#things.get(id);
    if (thing === undefined) return new Empty();
    const users = [...this.#things.values()].filter((each) => each.id !== id && mentions(each.inputs, id));
    const isContent = (user: Thing) =>
      thing.inputs.forceDestroy === true && user.type.startsWith("aws:s3/bucketObject");
    const user = users.find((each) => !isContent(each));
    if (user !== undefined) {
      throw new EngineError(
        `DependencyViolation: ${id} is used by ${user.type} ${user.id}`,
        status.FAILED_PRECONDITION,
      );
    }
    this.#assertInTime(call, request.getTimeout(), thing);
    for (const gone of [...users, thing]) {
      this.#things.delete(gone.id);
      this.#effects.push({ operation: "delete", urn: gone.urn, id: gone.id });
    }
    return new Empty();
  }

  #isVisible(id: string): boolean {
    const left = this.#unseen.get(id) ?? 0;
    if (left > 0) this.#unseen.set(id, left - 1);
    return left === 0;
  }

  #existing(id: string): Thing {
    const thing = this.#things.get(id);
    if (thing === undefined) throw new EngineError(`NotFound: ${id}`, status.NOT_FOUND);
    return thing;
  }

  #assertAlive(life: number): void {
    if (!this.#alive || life !== this.#life) throw new EngineError("the provider is gone", status.UNAVAILABLE);
  }

  /** The provider stops waiting; the cloud goes on, so the thing stays. */
  #assertInTime(call: ProviderCall, timeoutSeconds: number, thing: Thing): void {
    const limit = timeoutSeconds || DEFAULT_TIMEOUT_SECONDS;
    if ((this.conditions.durationSeconds?.(call) ?? 0) <= limit) return;
    const reason = `timeout while waiting for ${thing.id} (timeout: ${limit}s)`;
    if (call.method === "Delete") throw new EngineError(reason, status.DEADLINE_EXCEEDED);
    throw initializationFailed(reason, thing);
  }

  async #untilCancelled(): Promise<never> {
    await new Promise<void>((release) => this.#hanging.add(release));
    throw new EngineError("the call was cancelled", status.CANCELLED);
  }
}

/** A provider repeats a refused request; only when it gives up does the engine hear of it. */
function refuseTooMany({ method }: ProviderCall, refused: number): void {
  if (refused < PROVIDER_ATTEMPTS) return;
  const message = `exceeded maximum number of attempts, ${PROVIDER_ATTEMPTS}, ThrottlingException: Rate exceeded`;
  throw new EngineError(`${method}: ${message}`, status.RESOURCE_EXHAUSTED);
}

function changed(thing: Thing, inputs: Properties): Thing {
  const kept = Object.entries(thing.outputs).filter(([key]) => !Object.hasOwn(thing.inputs, key));
  return { ...thing, inputs, outputs: { ...Object.fromEntries(kept), ...inputs, id: thing.id } };
}

function mentions(value: Value, id: string): boolean {
  const plain = revealSecrets(value);
  if (typeof plain !== "object" || plain === null) return plain === id;
  return Object.values(plain).some((each) => mentions(each, id));
}

function subject(urn: string): { readonly type: string; readonly name: string } {
  const parts = parseUrn(urn);
  if (parts === undefined) throw new EngineError(`Not a URN: ${urn}`, status.INVALID_ARGUMENT);
  return parts;
}

const withoutCount = (id: string) => id.slice(0, id.lastIndexOf("-"));

const encoded = (message: { serializeBinary(): Uint8Array }) => Buffer.from(message.serializeBinary());
