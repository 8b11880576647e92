import { dataMistakes } from "./data-mistakes";
import { edgeMistakes } from "./edge-mistakes";
import type { Mutation } from "./mutation";
import { workloadMistakes } from "./workload-mistakes";

/** Mistakes in prod, each of which the pack must catch with the rules that it names, and with no other. */
export const mistakes: readonly Mutation[] = [...workloadMistakes, ...dataMistakes, ...edgeMistakes];
