/**
 * How far a function runs before V8 compiles it once more, optimized, beside the program: its default, 67,584 bytes of bytecode, is
 * for processes that live longer. Measured for a preview of prod: the program's process needs an eighth less CPU time.
 * Source: https://github.com/v8/v8/blob/11.3.244.8/src/flags/flag-definitions.h#L637
 */
const INTERRUPT_BUDGET = 300_000;

/**
 * Arguments for a node that runs Pulumi's SDK for some seconds.
 * @param version Of that node.
 */
exports.v8Flags = (version) => [
  "--max-semi-space-size=64", // most of what the SDK makes lives for a moment only; unit: MiB
  ...(version.startsWith("20.") ? [`--interrupt-budget=${INTERRUPT_BUDGET}`] : []), // later ones know no such flag
];
