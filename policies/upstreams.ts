/** What rules read of an upstream of the NGINX ingress controller. */
export interface Upstream {
  readonly name?: string;
  readonly "lb-method"?: string;
  readonly "max-conns"?: number;
  readonly keepalive?: number;
  readonly "next-upstream"?: string;
  readonly "next-upstream-tries"?: number;
  readonly "next-upstream-timeout"?: string;
}

/** Inputs of what holds upstreams. */
export interface HasUpstreams {
  readonly spec?: { readonly upstreams?: readonly Upstream[] };
}

export const VIRTUAL_SERVER = "kubernetes:k8s.nginx.org/v1:VirtualServer";
export const VIRTUAL_SERVER_ROUTE = "kubernetes:k8s.nginx.org/v1:VirtualServerRoute";

export const upstreamsOf = ({ spec }: HasUpstreams): readonly Upstream[] => spec?.upstreams ?? [];

/** Inputs of a route with one upstream. */
export const routeTo = (upstream: Upstream): HasUpstreams => ({ spec: { upstreams: [{ name: "app", ...upstream }] } });
