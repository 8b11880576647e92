import { resourceRule } from "../../rule";
import { podSpec, WORKLOADS, type Workload, workloadOf } from "../../workloads";

/** Images that may be another one on the next node, in the middle of a surge. */
export function digestGaps(workload: Workload, { type }: { readonly type: string }): string[] {
  const { containers = [], initContainers = [] } = podSpec(workload, type);
  return [...initContainers, ...containers]
    .filter(({ image = "" }) => !/@sha256:[0-9a-f]{64}$/.test(image))
    .map(({ name, image }) => `image of container ${name} must end with @sha256: and a digest, got ${image}`);
}

const image = `registry.example/app:1.2@sha256:${"0".repeat(64)}`;

export const imagesArePinnedByDigest = resourceRule<Workload>({
  name: "images-are-pinned-by-digest",
  description: "A pod that an autoscaler adds at midnight runs the code that was tested, not what a tag means by then.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/concepts/containers/images/#image-names",
  remediationSteps: "Name the image with its digest.",
  types: WORKLOADS,
  gaps: digestGaps,
  examples: {
    good: [{ inputs: workloadOf({ name: "app", image }) }],
    bad: [
      {
        inputs: workloadOf({ name: "app", image: "registry.example/app:1.2" }),
        gaps: ["image of container app must end with @sha256: and a digest, got registry.example/app:1.2"],
      },
      {
        inputs: workloadOf({ name: "app", image }, { initContainers: [{ name: "wait", image: "busybox" }] }),
        gaps: ["image of container wait must end with @sha256: and a digest, got busybox"],
      },
    ],
    missing: { spec: [] },
  },
});
