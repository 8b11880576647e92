import { fields, flag, must, oneOf, type Problem, text, wholeNumber } from "../../checks";

/** Charts that bring Prometheus into a cluster; from `stacks/versions.ts`. */
export interface MonitoringCharts {
  /** Of `prometheus-operator-crds`, e.g. `31.0.1`: of the same appVersion as the stack, or operator and kinds disagree. */
  readonly crds: string;
  /** Of `kube-prometheus-stack`, e.g. `88.5.3`. */
  readonly stack: string;
}

/** How a cluster watches itself: plain data, the same in every region of a stack. */
export interface MonitoringSettings {
  readonly charts: MonitoringCharts;
  /** Copies of Prometheus that all scrape everything, each in a zone of its own; with 2, Alertmanager has 3. Unit: pods, 1 or 2. */
  readonly replicas: number;
  /** How long the cluster itself remembers; a forecast by last week needs 8 days. Unit: days, 1 to 90, up to 3 without a disk. */
  readonly retentionDays: number;
  /**
   * Disk of each copy. Unit: GiB, 10 to 16,384.
   * @default none - samples live on the node and are gone with the pod
   */
  readonly storageGiB?: number;
  readonly prometheus: PrometheusSize;
  /** Whether dashboards are served. Alerts do not need them. */
  readonly grafana: boolean;
  /** Folder of `docs/runbooks/` as a person on call reaches it, without a slash at its end. */
  readonly runbookBaseUrl: string;
}

/** What one copy of Prometheus asks for; memory is its limit too. About 8 KiB of memory for each series that it holds. */
export interface PrometheusSize {
  /** Unit: thousandths of a core, 100 to 64,000. */
  readonly cpuMillis: number;
  /** Unit: MiB, 512 to 524,288. */
  readonly memoryMiB: number;
}

/** Days worth keeping where a pod that moves forgets them. */
const MOST_DAYS_WITHOUT_DISK = 3;

/** Everything wrong with `settings`; empty when they can be declared. Pure, and total: bad data is reported, never thrown on. */
export function monitoringSettingsProblems(path: string, settings: unknown): Problem[] {
  const { storageGiB } = (settings ?? {}) as Partial<MonitoringSettings>;
  return fields<MonitoringSettings>(path, settings, {
    charts: (at, value) => fields<MonitoringCharts>(at, value, { crds: versionProblems, stack: versionProblems }),
    replicas: (at, value) => oneOf(at, value, [1, 2]),
    retentionDays: (at, value) => [
      ...wholeNumber(at, value, 1, 90, "days"),
      ...must(
        storageGiB !== undefined || !(Number(value) > MOST_DAYS_WITHOUT_DISK),
        at,
        `be at most ${MOST_DAYS_WITHOUT_DISK} days without storageGiB`,
        value,
      ),
    ],
    storageGiB: (at, value) => (value === undefined ? [] : wholeNumber(at, value, 10, 16_384, "GiB")),
    prometheus: (at, value) =>
      fields<PrometheusSize>(at, value, {
        cpuMillis: (cpuAt, cpu) => wholeNumber(cpuAt, cpu, 100, 64_000, "thousandths of a core"),
        memoryMiB: (memoryAt, memory) => wholeNumber(memoryAt, memory, 512, 524_288, "MiB"),
      }),
    grafana: flag,
    runbookBaseUrl: (at, value) =>
      text(at, value, /^https:\/\/[^\s/]+(\/[^\s/]+)*$/, "be an https address without a slash at its end"),
  });
}

function versionProblems(path: string, value: unknown): Problem[] {
  return text(path, value, /^\d+\.\d+\.\d+$/, 'be a version such as "88.5.3"');
}
