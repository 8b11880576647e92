import type { Answers } from "./answers";

/** One request that reached a provider, as a fault injector or a log sees it. */
export interface ProviderCall {
  /** Name of the method as in Pulumi's `provider.proto`, e.g. `Create`. */
  readonly method: string;
  /** Resource it is about; absent for methods that are about none. */
  readonly urn?: string;
  /** Function it is about, for `Invoke` and `Call`. */
  readonly token?: string;
  /** Whether the engine only previews. Absent where the protocol does not say. */
  readonly preview?: boolean;
}

export interface SimulatedProviderOptions {
  /**
   * Folder of the program, where the SDKs of its providers are installed. Their type declarations tell which fields a
   * function returns.
   * @default the current folder - where `pulumi` is run from as well
   */
  readonly programDirectory?: string;
  /** Answers of the user to functions; they win over ours. See {@link loadAnswers}. */
  readonly answers?: Answers;
  /**
   * What a preview gets for a function that nobody answers. The real engine refuses unknown values in the result of a
   * function (checked with 3.250), so there only `error` tells the user what to do.
   * @default "unknown" - the embedded engine hands unknown values on
   */
  readonly unanswered?: "unknown" | "error";
  /** Told once per request for a function that nobody answered, so that a preview can say what stays unknown and why. */
  readonly onUnansweredInvoke?: (token: string) => void;
  /** Told once per request whose answer is made up: shaped like the cloud's, but about no account. */
  readonly onSimulatedInvoke?: (token: string) => void;
  /**
   * Whether changing the property at `path` of a resource of `type` replaces the resource.
   * @default never
   */
  readonly forcesReplacement?: (type: string, path: string) => boolean;
  /** Awaited before each request is handled: it may take its time or throw, and the engine sees that as the provider's error. */
  readonly onCall?: (call: ProviderCall) => void | Promise<void>;
  /**
   * Answers a request in place of the simulation, e.g. from a cloud that remembers what it created.
   * @default the simulation answers
   */
  readonly around?: (call: ProviderCall, exchange: ProviderExchange) => unknown;
}

/** A request as the server holds it, and the simulation's way to answer it. */
export interface ProviderExchange {
  /** The message of the method; encoded, as a `Buffer`, for `Check`, `Create` and `Read`. */
  readonly request: unknown;
  /** The simulation's answer: of the same kind as the request, message or `Buffer`. May throw. */
  readonly simulate: () => unknown;
}
