import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ROOTS_FILE, ROOTS_FOLDER } from "./pgbouncer-config";

type Container = kubernetes.types.input.core.v1.Container;
type EnvVar = kubernetes.types.input.core.v1.EnvVar;
type PodSpec = kubernetes.types.input.core.v1.PodSpec;
type Volume = kubernetes.types.input.core.v1.Volume;
type VolumeMount = kubernetes.types.input.core.v1.VolumeMount;

/** Anybody but root; the number that distroless images call `nonroot`. */
const USER_ID = 65_532;

/** Of every container here: nothing that a neighbour could be hurt by. */
export function restrictedContainer(memoryMiB: number, cpuMillis: number): Partial<Container> {
  const memory = `${memoryMiB}Mi`;
  return {
    imagePullPolicy: "IfNotPresent",
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    resources: { requests: { cpu: `${cpuMillis}m`, memory }, limits: { memory } },
  };
}

/** Of every pod here, as Pod Security's `restricted` wants it. */
export const RESTRICTED_POD = {
  automountServiceAccountToken: false, // AWS' token is mounted apart; nobody here talks to Kubernetes
  enableServiceLinks: false,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: USER_ID,
    runAsGroup: USER_ID,
    fsGroup: USER_ID,
    seccompProfile: { type: "RuntimeDefault" },
  },
} as const satisfies Partial<PodSpec>;

/** Name of the ConfigMap with the authorities that sign Aurora's certificates. */
export const ROOTS_CONFIG = "rds-roots";

export const rootsMount: VolumeMount = { name: "roots", mountPath: ROOTS_FOLDER, readOnly: true };
export const rootsVolume: Volume = { name: "roots", configMap: { name: ROOTS_CONFIG } };
export const rootsPath = `${ROOTS_FOLDER}/${ROOTS_FILE}`;

/** One secret of Secrets Manager, and the file that it becomes. */
export interface FetchedSecret {
  readonly file: string;
  readonly secretArn: pulumi.Input<string>;
}

/** Arguments: a file and a secret's ARN, again and again. A secret that cannot be read ends it. */
export const FETCH_SCRIPT = `umask 077
while [ "$#" -gt 0 ]; do
  aws secretsmanager get-secret-value --secret-id "$2" --query SecretString --output text > "$SECRETS_FOLDER/$1"
  shift 2
done`;

/** Keeps secrets in memory, for the pod's life. */
export const secretsVolume: Volume = { name: "secrets", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } };

export function secretsMount(folder: string, readOnly: boolean): VolumeMount {
  return { name: "secrets", mountPath: folder, readOnly };
}

/**
 * Fetches secrets with the pod's own identity before anything else runs. No Kubernetes Secret is made of them: whoever
 * reads those of a namespace would read these.
 */
export function fetchContainer(
  image: string,
  region: string,
  folder: string,
  secrets: readonly FetchedSecret[],
): Container {
  return {
    ...restrictedContainer(256, 50), // room for AWS' client; not measured
    name: "secrets",
    image,
    command: ["/bin/sh", "-euc", FETCH_SCRIPT, "fetch"],
    args: secrets.flatMap(({ file, secretArn }) => [file, secretArn]),
    env: envOf({ AWS_REGION: region, HOME: folder, SECRETS_FOLDER: folder }),
    volumeMounts: [secretsMount(folder, false)],
  };
}

export function envOf(values: Readonly<Record<string, pulumi.Input<string>>>): EnvVar[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
