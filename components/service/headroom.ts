import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, fields, type Problem, wholeNumber } from "../checks";
import { imageProblems } from "./images";
import { labels, podTemplate, selectorLabels } from "./pod-template";
import { HEADROOM_NAMESPACE } from "./service-contract";

/** Places held on nodes; together about one node, because more gained nothing in any of the replays. */
export interface HeadroomSettings {
  /** Unit: placeholder pods, 1 to 100. */
  readonly count: number;
  /** Of each, best what a pod of the largest service requests. Unit: thousandths of a CPU, 10 to 16,000. */
  readonly cpuMillis: number;
  /** Of each. Unit: MiB, 16 to 65,536. */
  readonly memoryMiB: number;
}

export interface HeadroomArgs {
  readonly settings: HeadroomSettings;
  /** Does nothing, in some kilobytes. */
  readonly pauseImage: string;
}

export function headroomSettingsProblems(path: string, settings: unknown): Problem[] {
  return fields<HeadroomSettings>(path, settings, {
    count: (at, value) => wholeNumber(at, value, 1, 100, "placeholder pods"),
    cpuMillis: (at, value) => wholeNumber(at, value, 10, 16_000, "thousandths of a CPU"),
    memoryMiB: (at, value) => wholeNumber(at, value, 16, 65_536, "MiB"),
  });
}

/** Everything wrong with `args`; empty when it can be declared. Pure. */
export function headroomProblems({ settings, pauseImage }: HeadroomArgs): Problem[] {
  return [...headroomSettingsProblems("settings", settings), ...imageProblems("pauseImage", pauseImage)];
}

/**
 * Pods that do nothing until somebody else needs their place: he starts at once on a node that is there, and they make the cluster
 * start the next node. Auto Mode has no other way to keep a node in reserve.
 */
export class Headroom extends pulumi.ComponentResource {
  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: HeadroomArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`Headroom "${name}"`, headroomProblems(args));
    super("p95:service:Headroom", name, {}, opts);
    const { settings, pauseImage } = args;
    const workload = "headroom";

    new kubernetes.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata: {
          name: workload,
          namespace: HEADROOM_NAMESPACE,
          labels: labels(workload, "placeholder"),
          annotations: { "pulumi.com/skipAwait": "true" }, // a placeholder that waits for its node is doing its work
        },
        spec: {
          replicas: settings.count, // nothing scales it
          revisionHistoryLimit: 1,
          strategy: { type: "Recreate" }, // never twice the reserve
          selector: { matchLabels: selectorLabels(workload) },
          template: podTemplate({
            workload,
            component: "placeholder",
            image: pauseImage,
            cpuMillis: settings.cpuMillis,
            memoryMiB: settings.memoryMiB,
            priority: "headroom",
            graceSeconds: 0, // gone at once: somebody wants the place
          }),
        },
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
