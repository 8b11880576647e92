import { field, items, number, text } from "../cost/stack";
import type { DeclaredState } from "../replay/declared";
import type { Limit, Regions } from "./limits";

/** What NGINX takes where its ConfigMap does not say. Source: https://docs.nginx.com/nginx-ingress-controller/configuration/global-configuration/configmap-resource/ */
const USUAL_CONNECTIONS = 1_024;
/** One file for the client, one for the pod behind. Source: https://nginx.org/en/docs/ngx_core_module.html#worker_connections */
const FILES_PER_CONNECTION = 2;
const ROUTE = "kubernetes:k8s.nginx.org/v1:VirtualServerRoute";
const SERVER = "kubernetes:k8s.nginx.org/v1:VirtualServer";

/** Bounds of one worker process of an NGINX ingress controller: connections that it keeps ready, and files that it may open. */
export function ingressLimits(states: readonly DeclaredState[], regions: Regions): Limit[] {
  return states
    .filter(({ type, inputs }) => type === "kubernetes:helm.sh/v3:Release" && /nginx-ingress$/.test(text(inputs.chart)))
    .flatMap((release) => {
      const region = regions.get(release) ?? "";
      const entries = field(field(field(release.inputs.values, "controller"), "config"), "entries");
      const connections = Number(field(entries, "worker-connections") ?? USUAL_CONNECTIONS);
      const routes = states.filter((state) => [ROUTE, SERVER].includes(state.type) && regions.get(state) === region);
      const common = { stage: "ingress", region, from: "declared" } as const;
      const files = Number(field(entries, "worker-rlimit-nofile"));
      const keptOpen: Limit = {
        ...{ ...common, id: `${region}/ingress/worker-connections`, unit: "connections" },
        what: "connections of an NGINX worker, kept open to pods without any load",
        ...{ value: connections, atMaximum: keptOpenOf(routes), urns: [release.urn, ...routes.map(({ urn }) => urn)] },
      };
      if (!(files > 0)) return [keptOpen];
      const opened: Limit = {
        ...{ ...common, id: `${region}/ingress/worker-files`, unit: "files" },
        what: "open files of an NGINX worker with all its connections",
        ...{ value: files, atMaximum: connections * FILES_PER_CONNECTION, urns: [release.urn] },
      };
      return [keptOpen, opened];
    });
}

/** `keepalive` of every upstream: each server block has upstreams of its own. */
function keptOpenOf(routes: readonly DeclaredState[]): number {
  return routes
    .flatMap(({ inputs }) => items(field(inputs.spec, "upstreams")))
    .reduce<number>((sum, upstream) => sum + number(field(upstream, "keepalive"), 0), 0);
}
