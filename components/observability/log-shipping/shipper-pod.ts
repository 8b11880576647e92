import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { DENY_ALL } from "../../service/network-rules";
import { MONITORING_NAMESPACE } from "../../service/service-contract";
import { LOG_FOLDER, SHIPPER_PORT, STATE_FOLDER } from "./fluent-bit-config";
import type { LogShippingSettings } from "./settings";

type PolicySpec = kubernetes.types.input.networking.v1.NetworkPolicySpec;

export const LOGGING_NAMESPACE = "logging";

/** With the role that writes to the log group. */
export const SHIPPER_ACCOUNT = "log-shipper";

export const SHIPPER_LABELS = { "app.kubernetes.io/name": "log-shipper" };

/** Anybody but root; the number that distroless images call `nonroot`. */
const USER_ID = 65_532;

/** Container runtimes write logs as `root:root`, readable for the group: that is all of root that the shipper gets. */
const LOG_GROUP_ID = 0;

/** Beside the lines: one row for each file. */
const POSITIONS_MIB = 16;

const CONFIG_FOLDER = "/fluent-bit/config";

export interface ShipperPlan {
  readonly settings: LogShippingSettings;
  readonly image: string;
  /** ConfigMap with `fluent-bit.yaml`; another one for other content, so that pods are replaced. */
  readonly configName: pulumi.Input<string>;
}

/** The DaemonSet as a whole. */
export function shipperDaemonSet({ settings, image, configName }: ShipperPlan): kubernetes.apps.v1.DaemonSetArgs {
  const { cpuMillis, memoryMiB, bufferMiB } = settings;
  const memory = `${memoryMiB}Mi`;
  const probe = (path: string) => ({ httpGet: { path, port: "metrics" }, timeoutSeconds: 3 });
  return {
    metadata: { name: SHIPPER_ACCOUNT, namespace: LOGGING_NAMESPACE, labels: SHIPPER_LABELS },
    spec: {
      selector: { matchLabels: SHIPPER_LABELS },
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
      template: {
        metadata: { labels: SHIPPER_LABELS },
        spec: {
          serviceAccountName: SHIPPER_ACCOUNT,
          automountServiceAccountToken: false, // files' names say enough; nobody asks Kubernetes
          enableServiceLinks: false,
          priorityClassName: "streaming-critical", // alarms, and what follows them, see only what it sends
          terminationGracePeriodSeconds: 45,
          tolerations: [{ operator: "Exists" }], // wherever NGINX may run
          securityContext: {
            runAsNonRoot: true,
            runAsUser: USER_ID,
            runAsGroup: USER_ID,
            fsGroup: USER_ID,
            supplementalGroups: [LOG_GROUP_ID],
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [
            {
              name: "fluent-bit",
              image,
              imagePullPolicy: "IfNotPresent",
              command: ["/fluent-bit/bin/fluent-bit", "-c", `${CONFIG_FOLDER}/fluent-bit.yaml`],
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
              resources: { requests: { cpu: `${cpuMillis}m`, memory }, limits: { memory } },
              ports: [{ name: "metrics", containerPort: SHIPPER_PORT }],
              // Alive while it answers: to start it again because CloudWatch refuses helps nobody. Ready while it is
              // heard.
              livenessProbe: { ...probe("/"), periodSeconds: 20, failureThreshold: 3 },
              readinessProbe: { ...probe("/api/v1/health"), periodSeconds: 10, failureThreshold: 3 },
              volumeMounts: [
                { name: "config", mountPath: CONFIG_FOLDER, readOnly: true },
                { name: "logs", mountPath: LOG_FOLDER, readOnly: true },
                { name: "state", mountPath: STATE_FOLDER },
              ],
            },
          ],
          volumes: [
            { name: "config", configMap: { name: configName } },
            { name: "logs", hostPath: { path: LOG_FOLDER, type: "Directory" } },
            // Goes with the pod, and what is in it with the pod's memory of it: its successor sends the current files again. That
            // changes no share and no percentile; lines that nobody sends would.
            { name: "state", emptyDir: { sizeLimit: `${bufferMiB + POSITIONS_MIB}Mi` } },
          ],
        },
      },
    },
  };
}

const tcp = (port: number) => ({ protocol: "TCP", port });

/** Rules of the namespace, by name: AWS, signed in as the pod, and whoever scrapes. */
export const LOGGING_POLICIES: Readonly<Record<string, PolicySpec>> = {
  "deny-all": DENY_ALL,
  "log-shipper": {
    podSelector: { matchLabels: SHIPPER_LABELS },
    policyTypes: ["Ingress", "Egress"],
    ingress: [
      {
        from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": MONITORING_NAMESPACE } } }],
        ports: [tcp(SHIPPER_PORT)],
      },
    ],
    egress: [
      { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } }], ports: [tcp(443)] },
      // EKS's agent on each node. Source: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
      { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [tcp(80)] },
    ],
  },
};
