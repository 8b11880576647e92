import { ResourceHookRequest, ResourceHookResponse } from "@pulumi/pulumi/proto/resource_pb";
import type { Callbacks } from "./callbacks";
import { EngineError } from "./engine-error";
import type { ResourceState } from "./resource-state";
import { toStruct } from "./structs";
import type { Properties } from "./values";

/** A function of the program that runs around a step of a resource. */
export interface Hook {
  readonly target: string;
  readonly token: string;
  /** Whether it also runs in a preview. */
  readonly onDryRun: boolean;
  /** Whether its failure is only a warning. */
  readonly ignoreErrors: boolean;
}

/** The hooks a program has registered. In a preview only those run that asked for it. */
export class Hooks {
  readonly #byName = new Map<string, Hook | "error-hook">();

  constructor(
    private readonly callbacks: Callbacks,
    private readonly warn: (message: string, urn: string) => void,
  ) {}

  /** @param hook a resource hook, or `"error-hook"` for one that runs on failures, which a preview never has. */
  register(name: string, hook: Hook | "error-hook"): void {
    if (name === "") throw new EngineError("resource hook name cannot be empty");
    if (this.#byName.has(name)) throw new EngineError(`resource hook already registered for name "${name}"`);
    this.#byName.set(name, hook);
  }

  /** Runs the hooks that `state` names for the moment before or after its creation. */
  async run(moment: "BeforeCreate" | "AfterCreate", state: ResourceState, outputs?: Properties): Promise<void> {
    for (const name of state.hooks[moment] ?? []) {
      const hook = this.#byName.get(name);
      if (hook === undefined || hook === "error-hook") throw new EngineError(`hook "${name}" was not registered`);
      if (!hook.onDryRun) continue;
      const failure = await this.#call(hook, state, outputs);
      if (failure === "") continue;
      if (!hook.ignoreErrors) {
        const when = moment === "BeforeCreate" ? "before" : "after";
        throw new EngineError(`${when} hook "${name}" failed: ${failure}`);
      }
      this.warn(`${moment} hook "${name}" failed: ${failure}`, state.urn);
    }
  }

  /** @returns the hook's error, empty when it succeeded. */
  async #call(hook: Hook, state: ResourceState, outputs: Properties | undefined): Promise<string> {
    const request = new ResourceHookRequest();
    request.setUrn(state.urn);
    request.setId(state.id);
    request.setName(state.name);
    request.setType(state.type);
    request.setNewInputs(toStruct(state.inputs));
    if (outputs !== undefined) request.setNewOutputs(toStruct(outputs));
    try {
      const bytes = await this.callbacks.invoke(hook.target, hook.token, request);
      return ResourceHookResponse.deserializeBinary(bytes).getError();
    } catch (error) {
      return (error as Error).message;
    }
  }
}
