import { CLUSTER as KUBERNETES, PROVIDER } from "../../clusters";
import { connectionPools, TO_READERS, TO_WRITER } from "../../connection-pools";
import { gibOf } from "../../instance-size";
import { type ExampleResource, type StackGap, stackRule } from "../../rule";
import type { StackResource, StackView } from "../../stack-view";
import { DEPLOYMENT, HPA } from "../../workloads";

const CLUSTER = "aws:rds/cluster:Cluster";
const INSTANCE = "aws:rds/clusterInstance:ClusterInstance";

/** `LEAST({DBInstanceClassMemory/9531392}, 5000)`. Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Managing.html */
const BYTES_PER_CONNECTION = 9_531_392;
const MOST_CONNECTIONS = 5_000;

interface Settings {
  readonly maxPercent: number;
}

/**
 * Instances that pools may fill at the worst moment: one has just become the writer of all regions and no reader of its own is left,
 * while every Deployment is at its largest and rolls out. Nothing says which of several databases a pool is for: those are not judged.
 */
export function connectionGaps(stack: StackView, { maxPercent }: Settings): StackGap[] {
  const pools = connectionPools(stack);
  if (pools.length === 0 || databases(stack).size > 1) return [];
  return stack.each(stack.ofType(INSTANCE), (instance) => {
    const admitted = maxConnections(stack, instance);
    if (admitted === undefined) return [];
    const held = pools.reduce((sum, { region, toWriter, toReaders }) => {
      const near = toReaders > 0 && (region === undefined || region === instance.props.region);
      return sum + toWriter + (near ? toReaders : 0);
    }, 0);
    const most = Math.floor((admitted * maxPercent) / 100);
    return held <= most ? [] : `pools must hold ${most} connections or less, ${maxPercent} percent, got ${held}`;
  });
}

/** Clusters, those of one global database as one. */
function databases(stack: StackView): Set<string> {
  return new Set(stack.ofType(CLUSTER).map((cluster) => (cluster.from("globalClusterIdentifier")[0] ?? cluster).urn));
}

/** What a parameter group says, else what follows from its memory; `undefined` where its class does not say, as with serverless ones. */
function maxConnections(stack: StackView, instance: StackResource): number | undefined {
  const groups = [
    ...instance.from("dbParameterGroupName"),
    ...instance.from("clusterIdentifier").flatMap((cluster) => cluster.from("dbClusterParameterGroupName")),
  ];
  const declared = groups.flatMap((group) => stack.known(group, () => parameter(group)) ?? []);
  if (declared[0] !== undefined) return declared[0];
  const gib = gibOf((instance.props.instanceClass ?? "").replace(/^db\./, ""));
  return gib === undefined ? undefined : Math.min(MOST_CONNECTIONS, Math.floor((gib * 1e9) / BYTES_PER_CONNECTION));
}

/** A formula is none that could be counted with. */
function parameter({ props }: StackResource): number[] {
  const parameters: readonly { readonly name?: string; readonly value?: string }[] = props.parameters ?? [];
  const value = Number(parameters.find(({ name }) => name === "max_connections")?.value);
  return value > 0 ? [value] : [];
}

const cluster = (name: string) => ({ type: CLUSTER, name, props: {} });
const instance = { type: INSTANCE, name: "writer", props: { region: "eu-west-1", instanceClass: "db.r8g.large" } };
const group = (value: string) => ({
  type: "aws:rds/clusterParameterGroup:ClusterParameterGroup",
  name: "group",
  props: { parameters: [{ name: "max_connections", value }] },
});
const pods = (writer: number, readers: number, spec: object = { replicas: 3, strategy: { type: "Recreate" } }) => ({
  type: DEPLOYMENT,
  name: "pools",
  props: { metadata: { name: "pools", annotations: { [TO_WRITER]: `${writer}`, [TO_READERS]: `${readers}` } }, spec },
});
const elsewhere = [
  { type: KUBERNETES, name: "cluster", props: { region: "us-east-1" } },
  { type: PROVIDER, name: "provider", props: {}, from: { kubeconfig: ["cluster"] } },
];
const hpa = { type: HPA, name: "hpa", props: { spec: { scaleTargetRef: { name: "pools" }, maxReplicas: 20 } } };
const grouped: readonly ExampleResource[] = [
  { ...cluster("db"), from: { dbClusterParameterGroupName: ["group"] } },
  { ...instance, from: { clusterIdentifier: ["db"] } },
];
const gap = (most: number, got: number) =>
  `writer: pools must hold ${most} connections or less, 70 percent, got ${got}`;

export const poolsLeaveConnectionsFree = stackRule<Settings>({
  name: "pools-leave-connections-free",
  description:
    "All pods at their largest leave a database connections for migrations and people; none is refused at the peak.",
  severity: "critical",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Managing.html",
  remediationSteps:
    "Lower the pools of each pod or maxReplicas, put PgBouncer between them, or take a larger instance class.",
  settings: {
    maxPercent: {
      type: "integer",
      minimum: 1,
      maximum: 100,
      default: 70,
      description: `Share of an instance's max_connections that pods with ${TO_WRITER} or ${TO_READERS} may hold.`,
    },
  },
  gaps: connectionGaps,
  examples: {
    good: [
      { resources: [cluster("db"), instance, pods(200, 191)] },
      { resources: [cluster("db"), instance, ...elsewhere, { ...pods(300, 500), provider: "provider" }] },
      { resources: [cluster("db"), cluster("other"), instance, pods(5000, 0)] },
      { resources: [...grouped, group("2000"), pods(466, 0)] },
      { resources: [cluster("db"), instance, pods(0, 0), hpa] },
    ],
    bad: [
      { resources: [cluster("db"), instance, pods(200, 192)], gaps: [gap(1174, 1176)] },
      { resources: [cluster("db"), instance, pods(60, 0), hpa], gaps: [gap(1174, 1200)] },
      { resources: [cluster("db"), instance, pods(300, 0, { replicas: 3 })], gaps: [gap(1174, 1200)] },
      {
        resources: [cluster("db"), instance, pods(300, 0, { strategy: { rollingUpdate: { maxSurge: 3 } } })],
        gaps: [gap(1174, 1200)],
      },
      { resources: [...grouped, group("1000"), pods(234, 0)], gaps: [gap(700, 702)] },
      {
        resources: [
          { type: "aws:rds/globalCluster:GlobalCluster", name: "global", props: {} },
          { ...cluster("db"), from: { globalClusterIdentifier: ["global"] } },
          { ...cluster("copy"), from: { globalClusterIdentifier: ["global"] } },
          instance,
          pods(392, 0),
        ],
        gaps: [gap(1174, 1176)],
      },
    ],
    missing: {
      "writer.instanceClass": [],
      "writer.region": [],
      "pools.metadata": [],
      "pools.spec": [],
    },
  },
});
