import { field, number, text } from "../cost/stack";
import type { DeclaredState } from "../replay/declared";
import { type PodRequest, requestOf, requestsOf } from "../replay/requests";
import type { Regions } from "./limits";

/** The most pods that a workload can come to, and what each of them requests. */
export interface PodsAtMaximum extends PodRequest {
  readonly name: string;
  readonly namespace: string;
  readonly region: string;
  /** Unit: pods; `undefined` where it is not known before the cloud has answered. */
  readonly most: number | undefined;
  /** The property that says so, e.g. `spec.maxReplicas of eu-west-1-ingress-hpa`. */
  readonly property: string;
  readonly urns: readonly string[];
}

interface Scaler {
  readonly state: DeclaredState;
  readonly property: string;
  readonly most: number | undefined;
}

const HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
const SCALED_OBJECT = "kubernetes:keda.sh/v1alpha1:ScaledObject";
const RELEASE = "kubernetes:helm.sh/v3:Release";
const WORKLOADS = ["kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet"];
/** Source: https://keda.sh/docs/2.18/reference/scaledobject-spec/#maxreplicacount */
const KEDA_MOST = 100;

/** Every Deployment and StatefulSet, whatever scales it, and what an autoscaler moves that a chart has brought. Pure. */
export function podsAtMaximum(states: readonly DeclaredState[], regions: Regions): PodsAtMaximum[] {
  const scalers = scalersByTarget(states, regions);
  const declared = states
    .filter(({ type }) => WORKLOADS.includes(type))
    .map((state) => {
      const { metadata, spec } = state.inputs;
      const [region, namespace, name] = [regions.get(state) ?? "", namespaceOf(state), text(field(metadata, "name"))];
      const key = keyOf(region, namespace, name);
      const scaler = scalers.get(key) ?? fixed(state);
      scalers.delete(key);
      const urns = [...new Set([state.urn, scaler.state.urn])];
      return { name, namespace, region, most: scaler.most, property: scaler.property, urns, ...requestsOf(spec) };
    });
  const brought = [...scalers.values()].map(({ state, most, property }) => ({
    ...{ name: targetOf(state), namespace: namespaceOf(state), region: regions.get(state) ?? "", most, property },
    ...{ urns: [state.urn], ...controllerRequest(states, state) },
  }));
  const order = ({ region, namespace, name }: PodsAtMaximum) => keyOf(region, namespace, name);
  return [...declared, ...brought].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

const keyOf = (...parts: readonly string[]): string => parts.join(" ");
const namespaceOf = ({ inputs }: DeclaredState): string => text(field(inputs.metadata, "namespace")) || "default";
const targetOf = ({ inputs }: DeclaredState): string => text(field(field(inputs.spec, "scaleTargetRef"), "name"));

function scalersByTarget(states: readonly DeclaredState[], regions: Regions): Map<string, Scaler> {
  const scalers = states.flatMap((state): [string, Scaler][] => {
    const key = keyOf(regions.get(state) ?? "", namespaceOf(state), targetOf(state));
    if (state.type === HPA) return [[key, scaler(state, "maxReplicas", 1)]];
    return state.type === SCALED_OBJECT ? [[key, scaler(state, "maxReplicaCount", KEDA_MOST)]] : [];
  });
  return new Map(scalers);
}

const fixed = (state: DeclaredState): Scaler => scaler(state, "replicas", 1);

function scaler(state: DeclaredState, name: string, usual: number): Scaler {
  const value = field(state.inputs.spec, name);
  const most = value === undefined ? usual : typeof value === "number" ? value : undefined;
  return { state, most, property: `spec.${name} of ${state.name}` };
}

/** Of the pods of a chart that is released beside the autoscaler: ingress controllers keep theirs under `controller`. */
function controllerRequest(states: readonly DeclaredState[], { parent }: DeclaredState): PodRequest {
  const release = states.find((state) => state.type === RELEASE && state.parent === parent);
  return requestOf(field(release?.inputs.values, "controller"));
}

/** Sums what all workloads take, or names the first property that keeps it from being known. */
export function sumOf(
  pods: readonly PodsAtMaximum[],
  each: (most: number, pods: PodsAtMaximum) => number,
): { readonly total: number } | { readonly unknown: string } {
  const waiting = pods.find(({ most }) => most === undefined);
  if (waiting !== undefined) return { unknown: `${waiting.property} is not known yet` };
  return { total: pods.reduce((sum, one) => sum + each(number(one.most, 0), one), 0) };
}
