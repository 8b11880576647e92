/** What the SDK throws when a policy reads a value that is not known before the update. */
export interface UnknownValueError extends Error {
  /** Where it was read, e.g. `["spec", "replicas"]`. */
  readonly props: readonly string[];
}

/** The SDK does not export its class. */
export function isUnknownValueError(error: unknown): error is UnknownValueError {
  return error instanceof Error && "unknownTypeSentinel" in error && "props" in error;
}

/** Whether a field has a value, known or not: for rules that ask only that it is there, such as the ARN of a key. */
export function isSet(inputs: object, field: string): boolean {
  // Reading it would end the rule; its descriptor tells without reading.
  const value: unknown = Object.getOwnPropertyDescriptor(inputs, field)?.value;
  return value !== undefined && value !== null;
}

/** Ends a rule as the SDK does for an unknown value, with its words: the engine tells by them. */
export function unknownValue(path: string): never {
  const error = new Error(`string value at .${path} can't be known during preview`);
  throw Object.assign(error, { unknownTypeSentinel: true, props: [path] });
}
