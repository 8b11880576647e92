import { resourceRule } from "../../rule";
import { isSet } from "../../unknown";
import { DEPLOYMENT, podSpec, type Workload, workloadOf } from "../../workloads";

/** Volumes that tie a pod to one node or one zone. */
const TIES = ["persistentVolumeClaim", "hostPath", "ephemeral"];

/** Services whose pods cannot start anywhere else. */
export function diskGaps(workload: Workload): string[] {
  return (podSpec(workload, DEPLOYMENT).volumes ?? []).flatMap((volume) =>
    TIES.filter((kind) => isSet(volume, kind)).map((kind) => `volume ${volume.name} must not be a ${kind}`),
  );
}

const withVolume = (volume: { name: string }) => workloadOf({ name: "app" }, { volumes: [volume] });

export const servicesKeepNothingOnDisk = resourceRule<Workload>({
  name: "services-keep-nothing-on-disk",
  description:
    "A pod can be ended or started anywhere within seconds, so a surge or a lost zone is met with more pods.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/",
  remediationSteps: "Keep state in the database, a cache or S3; what must have a disk belongs into a StatefulSet.",
  types: [DEPLOYMENT],
  gaps: diskGaps,
  examples: {
    good: [{ inputs: withVolume({ name: "tmp", emptyDir: { sizeLimit: "64Mi" } } as never) }],
    bad: [
      {
        inputs: withVolume({ name: "data", persistentVolumeClaim: { claimName: "data" } } as never),
        gaps: ["volume data must not be a persistentVolumeClaim"],
      },
      {
        inputs: withVolume({ name: "host", hostPath: { path: "/var" } } as never),
        gaps: ["volume host must not be a hostPath"],
      },
    ],
    missing: { spec: [] },
  },
});
