import { EngineError } from "./engine-error";
import type { Provider } from "./provider";
import type { ResourceState } from "./resource-state";
import { isSecret, type Properties, UNKNOWN, type Value } from "./values";

const STACK_REFERENCE = "pulumi:pulumi:StackReference";
const STASH = "pulumi:index:Stash";

/** Outputs of other stacks by full stack name, `organization/project/stack`. */
export type StackOutputs = Readonly<Record<string, Properties>>;

/**
 * The provider of Pulumi's own package: stack references, stashes, and the look-up behind resource references.
 * @param find the resource with a URN, declared or read so far.
 * @param onUnknownStack called once for each referenced stack whose outputs nobody gave.
 */
export function builtinProvider(
  stackOutputs: StackOutputs,
  find: (urn: string) => ResourceState | undefined,
  onUnknownStack: (stack: string) => void,
): Provider {
  const readStack = (name: Value | undefined): Properties => {
    if (typeof name !== "string" || name === UNKNOWN) return { name: name ?? UNKNOWN, outputs: UNKNOWN };
    const outputs = stackOutputs[name];
    if (outputs === undefined) {
      onUnknownStack(name);
      return { name, outputs: UNKNOWN, secretOutputNames: UNKNOWN };
    }
    const secretOutputNames = Object.keys(outputs).filter((key) => isSecret(outputs[key]));
    return { name, outputs, secretOutputNames: secretOutputNames.sort() };
  };
  const functions: Record<string, (args: Properties) => Properties> = {
    "pulumi:pulumi:readStackOutputs": ({ name }) => readStack(name),
    "pulumi:pulumi:readStackResourceOutputs": ({ stackName }) => ({ name: stackName ?? UNKNOWN, outputs: UNKNOWN }),
    "pulumi:pulumi:getResource": ({ urn }) => {
      const state = find(String(urn));
      if (state === undefined) throw new EngineError(`unknown resource ${urn}`);
      return { urn: state.urn, id: state.id, provider: state.provider, state: state.outputs };
    },
  };

  return {
    async check({ type }, inputs) {
      const property = { [STACK_REFERENCE]: "name", [STASH]: "input" }[type];
      if (property === undefined) throw new EngineError(`unrecognized resource type '${type}'`);
      const surplus = Object.keys(inputs).filter((key) => key !== property);
      const failures = [
        ...surplus.map((key) => ({ property: key, reason: `unknown property "${key}"` })),
        ...(property in inputs ? [] : [{ property, reason: `missing required property "${property}"` }]),
      ];
      return { inputs, failures };
    },
    async previewCreate({ type }, inputs) {
      return type === STASH ? { input: inputs.input ?? null, output: inputs.input ?? null } : readStack(inputs.name);
    },
    async read({ type }, _id, inputs) {
      if (type !== STACK_REFERENCE) throw new EngineError(`unrecognized resource type '${type}'`);
      return readStack(inputs.name);
    },
    async invoke(token, args) {
      const answer = functions[token];
      if (answer === undefined) throw new EngineError(`unrecognized function name: '${token}'`);
      return { result: answer(args), failures: [] };
    },
    async call(token) {
      throw new EngineError(`the builtin provider does not implement call: '${token}'`);
    },
  };
}
