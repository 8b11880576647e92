import { badUsage } from "../exit-codes";
import type { Workload } from "./declared";
import { type Setup, USUAL } from "./simulate";

interface Change {
  readonly rule: string;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  apply(setup: Setup, value: number): Setup;
}

const change = (rule: string, [min, max]: [number, number], apply: Change["apply"], whole = true): Change => ({
  ...{ rule, min, max, whole, apply },
});
const ofHpa = (key: "minReplicas" | "maxReplicas"): Change["apply"] => {
  return (setup, value) => ({ ...setup, hpa: { ...setup.hpa, [key]: value } });
};
const of = (key: keyof Setup): Change["apply"] => {
  return (setup, value) => ({ ...setup, [key]: value });
};

/** What may be tried without changing the settings, by name. */
export const CHANGES: Readonly<Record<string, Change>> = {
  min: change("pods", [1, 10_000], ofHpa("minReplicas")),
  max: change("pods", [1, 10_000], ofHpa("maxReplicas")),
  cpu: change("percent of the requested CPU", [10, 95], (setup, value) => ({ ...setup, cpuTarget: value / 100 })),
  "down-window": change("seconds", [0, 3_600], (setup, value) => ({
    ...setup,
    hpa: { ...setup.hpa, scaleDown: { ...setup.hpa.scaleDown, stabilizationWindowSeconds: value } },
  })),
  "pod-start": change("seconds", [0, 3_600], of("podStartSeconds")),
  "image-pull": change("seconds", [0, 3_600], of("imagePullSeconds")),
  "node-start": change("seconds", [0, 3_600], of("nodeStartSeconds")),
  "pods-per-node": change("pods", [1, 250], of("podsPerNode")),
  "spare-nodes": change("nodes", [0, 100], of("spareNodes"), false),
  sync: change("seconds", [5, 60], of("syncSeconds")),
};

/** What is declared, as a replay needs it, with the changes of a `--what-if`. @throws {Failed} */
export function setupOf(
  workload: Workload,
  changes: Readonly<Record<string, string>>,
  workingSetMiB: number | undefined,
): Setup {
  const { hpa, cpuTarget, memoryTarget, memoryMiB, nodes } = workload;
  const memory =
    memoryTarget === undefined || workingSetMiB === undefined || memoryMiB === 0
      ? undefined
      : { target: memoryTarget, workingSet: workingSetMiB / memoryMiB };
  const { podsPerNode, spareNodes, syncSeconds } = nodes;
  let setup: Setup = { ...USUAL, hpa, cpuTarget, memory, signals: [], podsPerNode, spareNodes, syncSeconds };
  for (const [name, text] of Object.entries(changes)) {
    const known = CHANGES[name];
    if (known === undefined) badUsage(`--what-if: must be one of ${Object.keys(CHANGES).join(", ")}, got "${name}"`);
    const { rule, min, max, whole, apply } = known;
    const value = Number(text);
    const fits = text.trim() !== "" && value >= min && value <= max && (!whole || Number.isInteger(value));
    if (!fits) badUsage(`--what-if ${name}: must be ${min} to ${max} ${rule}, got "${text}"`);
    setup = apply(setup, value);
  }
  const { minReplicas, maxReplicas } = setup.hpa;
  if (minReplicas > maxReplicas) badUsage(`--what-if: min must be up to max, got ${minReplicas} and ${maxReplicas}`);
  return setup;
}
