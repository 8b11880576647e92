import { status } from "@grpc/grpc-js";
import { EngineError } from "../engine-error";
import { type Properties, revealSecrets, UNKNOWN } from "../values";
import { answerOf } from "./answers";
import type { Declarations } from "./declared-fields";
import { facts } from "./facts";
import type { SimulatedProviderOptions } from "./options";
import type { ProviderConfiguration } from "./provider-configuration";

/** A function of a provider, or a method of a resource, that the program calls. */
export interface FunctionCall {
  readonly token: string;
  /** May hold secrets, which count as their value. */
  readonly args: Properties;
  /** Whether unknown values may be returned. */
  readonly preview: boolean;
}

/**
 * What a function returns: the user's answer, ours, or a result of unknown values.
 * @throws {EngineError} if nobody answers and unknown values cannot be returned.
 */
export function resultOf(
  call: FunctionCall,
  provider: ProviderConfiguration,
  declarations: Declarations,
  options: SimulatedProviderOptions,
): Properties {
  const args = revealSecrets(call.args) as Properties;
  const users = answerOf(options.answers ?? {}, call.token, args);
  if (users !== undefined) return users;

  const fact = Object.hasOwn(facts, call.token) ? facts[call.token] : undefined;
  const ours = fact?.answer(args, provider);
  if (ours !== undefined) {
    if (fact?.simulated) options.onSimulatedInvoke?.(call.token);
    return ours;
  }

  options.onUnansweredInvoke?.(call.token);
  if (!call.preview || options.unanswered === "error") throw unanswered(call.token);
  const fields = declarations.ofResult(call.token)?.keys() ?? UNDECLARED[call.token] ?? ["id"];
  return Object.fromEntries([...fields].map((field) => [field, UNKNOWN]));
}

/** Result fields of functions that SDKs use inside and do not declare. */
const UNDECLARED: Readonly<Record<string, readonly string[]>> = {
  "kubernetes:helm:template": ["result"],
  "kubernetes:kustomize:directory": ["result"],
};

/** Names the function but not its arguments: the program may have passed a secret. */
function unanswered(token: string): EngineError {
  const entry = JSON.stringify({ [token]: [{ result: {} }] });
  const message = `Cannot answer ${token} without a cloud. Add what it returns to a file of answers: ${entry}`;
  return new EngineError(message, status.FAILED_PRECONDITION);
}
