import { type Check, fields, must, oneOf, type Problem, text, wholeNumber } from "../checks";

/** How NGINX learns a viewer's address, without which all viewers behind one edge share one rate limit. */
export type ClientAddress = "preserve" | "x-forwarded-for" | "proxy-protocol";

/** The region's NGINX: plain data, the same in every region. */
export interface IngressSettings {
  /** Of chart `nginx-ingress`, e.g. `2.6.4`. Another one may need other CRDs: see docs/ingress.md. */
  readonly chartVersion: string;
  /**
   * Of the controller, pinned by digest: `repository@sha256:...`.
   * @default the chart's own, by tag - enough where a tag that moves harms nobody
   */
  readonly image?: string;
  /** Unit: pods, 2 to 100. Three hold one in each zone. */
  readonly minReplicas: number;
  /** Unit: pods, `minReplicas` to 100. */
  readonly maxReplicas: number;
  /** Use of requested CPU at which pods are added. Unit: percent, 10 to 95. */
  readonly cpuPercent: number;
  /** Use of requested memory at which pods are added. Unit: percent, 10 to 95. */
  readonly memoryPercent: number;
  /** What a pod requests. Unit: thousandths of a CPU, 100 to 16,000. */
  readonly cpuMillicores: number;
  /** What a pod requests and may use at most. Unit: MiB, 256 to 65,536. */
  readonly memoryMiB: number;
  /**
   * `x-forwarded-for` behind CloudFront and a load balancer that keeps CloudFront's address; `preserve` where viewers reach the load
   * balancer themselves; `proxy-protocol` where the load balancer hides addresses and says them in front of each connection.
   */
  readonly clientAddress: ClientAddress;
}

const CLIENT_ADDRESSES: readonly ClientAddress[] = ["preserve", "x-forwarded-for", "proxy-protocol"];
const MAX_REPLICAS = 100;

/** Everything wrong with `settings`; empty when they can be declared. Pure, and total: bad data is reported, never thrown on. */
export function ingressSettingsProblems(path: string, settings: unknown): Problem[] {
  const { minReplicas } = (settings ?? {}) as Partial<IngressSettings>;
  const percent: Check = (at, value) => wholeNumber(at, value, 10, 95, "percent");
  return fields<IngressSettings>(path, settings, {
    chartVersion: (at, value) => text(at, value, /^\d+\.\d+\.\d+$/, "be an exact version such as 2.6.4"),
    image: (at, value) =>
      value === undefined ? [] : text(at, value, /^[^@\s]+@sha256:[0-9a-f]{64}$/, "be repository@sha256:<64 digits>"),
    minReplicas: (at, value) => wholeNumber(at, value, 2, MAX_REPLICAS, "pods"),
    maxReplicas: (at, value) => [
      ...wholeNumber(at, value, 2, MAX_REPLICAS, "pods"),
      ...must(!(Number(value) < Number(minReplicas)), at, `be minReplicas (${minReplicas}) or more`, value),
    ],
    cpuPercent: percent,
    memoryPercent: percent,
    cpuMillicores: (at, value) => wholeNumber(at, value, 100, 16_000, "thousandths of a CPU"),
    memoryMiB: (at, value) => wholeNumber(at, value, 256, 65_536, "MiB"),
    clientAddress: (at, value) => oneOf(at, value, CLIENT_ADDRESSES),
  });
}
