import { resourceRule } from "../../rule";
import { type Container, type PodSpec, podSpec, WORKLOADS, type Workload, workloadOf } from "../../workloads";

/** Containers that the level `restricted` of Pod Security would refuse, or that can write to their own image. */
export function restrictionGaps(workload: Workload, { type }: { readonly type: string }): string[] {
  const pod = podSpec(workload, type);
  const containers = [...(pod.initContainers ?? []), ...(pod.containers ?? [])];
  if (containers.length === 0) return [];
  const profile = pod.securityContext?.seccompProfile?.type ?? "Unconfined";
  return [
    ...(profile === "Unconfined" ? ["securityContext.seccompProfile.type must be RuntimeDefault"] : []),
    ...containers.flatMap((container) => containerGaps(container, pod)),
  ];
}

function containerGaps({ name, securityContext = {} }: Container, pod: PodSpec): string[] {
  const { allowPrivilegeEscalation, readOnlyRootFilesystem, capabilities } = securityContext;
  const nonRoot = securityContext.runAsNonRoot ?? pod.securityContext?.runAsNonRoot;
  return [
    ...(nonRoot === true ? [] : [`runAsNonRoot of container ${name} must be true`]),
    ...(allowPrivilegeEscalation === false ? [] : [`allowPrivilegeEscalation of container ${name} must be false`]),
    ...(readOnlyRootFilesystem === true ? [] : [`readOnlyRootFilesystem of container ${name} must be true`]),
    ...(capabilities?.drop?.includes("ALL") ? [] : [`capabilities of container ${name} must drop ALL`]),
  ];
}

const safe = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } };
const pod = { securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } } };

export const containersAreRestricted = resourceRule<Workload>({
  name: "containers-are-restricted",
  description: "A service that is broken into stays in its pod, and a pod that writes no file can be copied at will.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
  remediationSteps: "Set the security contexts that the level restricted asks for, and a read-only root filesystem.",
  types: WORKLOADS,
  gaps: restrictionGaps,
  examples: {
    good: [{ inputs: workloadOf({ name: "app", securityContext: safe }, pod) }],
    bad: [
      {
        inputs: workloadOf({ name: "app", securityContext: { ...safe, readOnlyRootFilesystem: false } }, pod),
        gaps: ["readOnlyRootFilesystem of container app must be true"],
      },
      {
        inputs: workloadOf({ name: "app", securityContext: safe }),
        gaps: [
          "securityContext.seccompProfile.type must be RuntimeDefault",
          "runAsNonRoot of container app must be true",
        ],
      },
    ],
    missing: {
      spec: [],
      "spec.template.spec.containers.0.securityContext": [
        "allowPrivilegeEscalation of container app must be false",
        "readOnlyRootFilesystem of container app must be true",
        "capabilities of container app must drop ALL",
      ],
    },
  },
});
