import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { JOB_LABELS } from "./data-network";
import {
  envOf,
  type FetchedSecret,
  fetchContainer,
  RESTRICTED_POD,
  restrictedContainer,
  rootsMount,
  rootsPath,
  rootsVolume,
  secretsMount,
  secretsVolume,
} from "./pod-parts";
import { DATA_NAMESPACE } from "./pool-endpoint";

/** With the role that reads the master user's password. */
export const JOB_ACCOUNT = "database-jobs";

const SECRETS_FOLDER = "/run/credentials";

/**
 * Longer than this nobody waits for a migration; Pulumi waits a little longer, and so hears of the failure. Unit:
 * seconds.
 */
const DEADLINE_SECONDS = 1_500;
const PULUMI_SECONDS = 1_800;

/** A Job that does something to the database as its master user. */
export interface DatabaseJobPlan {
  readonly name: string;
  readonly region: string;
  readonly images: { readonly node: string; readonly awsCli: string };
  /** The writer itself: pools keep no session, and locks and `SET` need one. */
  readonly writerHost: pulumi.Input<string>;
  readonly port: number;
  readonly databaseName: string;
  readonly secrets: readonly FetchedSecret[];
  /** ConfigMaps, by the folder under `/job` where they lie. */
  readonly folders: Readonly<Record<string, string>>;
  /** Of node. */
  readonly args: readonly string[];
}

/** The whole manifest, except for what is the same of every Job. */
export function databaseJob(plan: DatabaseJobPlan): kubernetes.batch.v1.JobArgs {
  const folders = Object.entries(plan.folders);
  return {
    metadata: {
      name: plan.name,
      namespace: DATA_NAMESPACE,
      annotations: {
        "pulumi.com/timeoutSeconds": `${PULUMI_SECONDS}`,
        "pulumi.com/replaceUnready": "true", // a failed one runs again at the next `up`
      },
    },
    spec: {
      completions: 1,
      parallelism: 1,
      backoffLimit: 2,
      activeDeadlineSeconds: DEADLINE_SECONDS,
      // No ttlSecondsAfterFinished: a Job that is gone looks like a change. No podFailurePolicy: Pulumi waits for ever
      // for one that it fails.
      template: {
        metadata: { labels: JOB_LABELS, annotations: { "karpenter.sh/do-not-disrupt": "true" } },
        spec: {
          ...RESTRICTED_POD,
          serviceAccountName: JOB_ACCOUNT,
          restartPolicy: "Never", // so that the log of a failure stays
          initContainers: [fetchContainer(plan.images.awsCli, plan.region, SECRETS_FOLDER, plan.secrets)],
          containers: [
            {
              ...restrictedContainer(256, 100),
              name: "job",
              image: plan.images.node,
              command: ["node", ...plan.args],
              env: envOf({
                PGHOST: plan.writerHost,
                PGPORT: `${plan.port}`,
                PGDATABASE: plan.databaseName,
                PGSSLMODE: "verify-full",
                NODE_EXTRA_CA_CERTS: rootsPath,
                CREDENTIALS_FOLDER: SECRETS_FOLDER,
              }),
              volumeMounts: [
                secretsMount(SECRETS_FOLDER, true),
                rootsMount,
                ...folders.map(([folder]) => ({ name: folder, mountPath: `/job/${folder}`, readOnly: true })),
              ],
            },
          ],
          volumes: [
            secretsVolume,
            rootsVolume,
            ...folders.map(([folder, name]) => ({ name: folder, configMap: { name } })),
          ],
        },
      },
    },
  };
}
