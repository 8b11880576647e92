// A small platform of our own components, and of resources with every option that bears on an update. The setting `changes` lists in
// what it differs from the platform that is up.
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { WorkQueue } from "../../../components/messaging/work-queue";
import { RegionNetwork } from "../../../components/network/region-network";

const changes = new Set(new pulumi.Config().require("changes").split(", "));
const is = (change: string) => changes.has(change);
/** A setting that has another value after the change of that name. */
const setting = <T>(change: string, before: T, after: T): T => (is(change) ? after : before);

const provider = new aws.Provider("aws", {
  region: "us-east-1",
  defaultTags: { tags: { platform: "p95", owner: setting("settings of a provider", "video", "platform") } },
});
const other = new aws.Provider("aws-other", { region: "us-east-1", maxRetries: 5 });
const opts = { provider };
const region = "us-east-1";

/** One region as the platform declares it. */
class Region extends pulumi.ComponentResource {
  readonly network: RegionNetwork;

  constructor(name: string, regionName: string, cidrBlock: string, options: pulumi.ComponentResourceOptions) {
    super("predictions:index:Region", name, {}, options);
    const child = { parent: this };
    this.network = new RegionNetwork(
      `${name}-network`,
      {
        ...{ region: regionName, cidrBlock, interfaceEndpoints: [], flowLogTraffic: "REJECT", logRetentionDays: 7 },
        zoneIds: regionName === "us-east-1" ? ["use1-az1", "use1-az2"] : ["euw1-az1", "euw1-az2"],
        nat: setting("another way out", { mode: "single" }, { mode: "zonal", gatewayCount: 2 }),
        accountId: "111122223333",
      },
      child,
    );
    const alarms = new aws.sns.Topic(`${name}-alarms`, { region: regionName }, child);
    new WorkQueue(
      `${name}-work`,
      {
        region: regionName,
        settings: {
          consumerTimeoutSeconds: setting("a size", 30, 60),
          maxReceives: 5,
          retentionDays: 1,
          maxAgeSeconds: 3600,
        },
        ...setting("an immutable setting of a component", {}, {
          fifo: { contentBasedDeduplication: true, throughput: "queue" },
        } as const),
        senders: [],
        pageTopicArn: alarms.arn,
        ticketTopicArn: alarms.arn,
        protectStateful: false,
      },
      child,
    );
    this.registerOutputs();
  }
}

const { network } = new Region(
  setting("a component is renamed with an alias", setting("a component is renamed", "main", "primary"), "primary"),
  region,
  setting("an immutable setting with a cascade", "10.0.0.0/16", "10.1.0.0/16"),
  { ...opts, ...(is("a component is renamed with an alias") && { aliases: [{ name: "main" }] }) },
);
if (is("a region is added")) new Region("second", "eu-west-1", "10.2.0.0/16", opts);

const tags = setting<Record<string, string>>("tags", { team: "video" }, { team: "catalog", tier: "one" });
const key = new aws.kms.Key("key", { region, tags }, opts);
const table = new aws.dynamodb.Table(
  setting("a rename with an alias", setting("a rename", "titles", "catalog"), "catalog"),
  {
    ...{ region, tags, hashKey: "id", billingMode: "PAY_PER_REQUEST", attributes: [{ name: "id", type: "S" }] },
    serverSideEncryption: { enabled: true, kmsKeyArn: key.arn },
  },
  { ...opts, ...(is("a rename with an alias") && { aliases: [{ name: "titles" }] }) },
);
const password = new random.RandomPassword(
  "password",
  { length: setting("an immutable secret", 32, 40) },
  { provider: new random.Provider("random", {}) },
);
const subnets = new aws.rds.SubnetGroup("database-subnets", { region, subnetIds: [...network.dataSubnetIds] }, opts);
new aws.rds.Cluster(
  "database",
  {
    ...{ region, engine: "aurora-postgresql", dbSubnetGroupName: subnets.name, kmsKeyId: key.arn },
    storageEncrypted: setting("an immutable setting deleted first", true, false),
    masterUsername: "p95",
    masterPassword: password.result,
  },
  { ...opts, deleteBeforeReplace: true },
);
new aws.ec2.Vpc(
  "kept",
  { region, cidrBlock: setting("an immutable setting of what is protected", "10.7.0.0/16", "10.8.0.0/16") },
  { ...opts, protect: true },
);
new aws.sqs.Queue(
  "ignoring",
  { region, delaySeconds: setting("an ignored setting", 0, 5), tags: { table: table.name } },
  { ...opts, ignoreChanges: ["delaySeconds"] },
);
const replacing = new aws.sqs.Queue(
  "replacing",
  { region, delaySeconds: setting("a setting that the program replaces on", 0, 5) },
  { ...opts, replaceOnChanges: ["delaySeconds"] },
);
new aws.sqs.Queue("following", { region }, { ...opts, replaceWith: [replacing] });
new aws.sqs.Queue("triggered", { region }, {
  ...opts,
  replacementTrigger: setting("a trigger", "one", "two"),
} as pulumi.CustomResourceOptions);
new aws.sqs.Queue("moving", { region }, { provider: setting("another provider", provider, other) });
const [first, second] = ["first", "second"].map((name) => new aws.sqs.Queue(`source-${name}`, { region }, opts));
new aws.sqs.QueuePolicy(
  "source-policy",
  {
    region,
    queueUrl: setting("another source of a value", first, second)?.url ?? "",
    policy: "{}",
  },
  opts,
);
if (!is("removed")) {
  const topic = new aws.sns.Topic("leaving", { region }, opts);
  new aws.sns.TopicSubscription(
    "leaving-subscription",
    { region, topic: topic.arn, protocol: "sqs", endpoint: replacing.arn },
    opts,
  );
  new aws.s3.Bucket("retained", { region }, { ...opts, retainOnDelete: true });
}

new aws.ec2.Vpc(
  "adopted",
  { region, cidrBlock: "10.9.0.0/16" },
  { ...opts, ...(is("managed then read") && { id: "vpc-of-the-company" }) },
);
new aws.ec2.SecurityGroup(
  "given",
  { region, description: "of the company" },
  { ...opts, ...(!is("read then managed") && { id: "sg-of-the-company" }) },
);

const kubeconfig = pulumi.secret("{}");
const cluster = new k8s.Provider("kubernetes", {
  kubeconfig,
  clusterIdentifier: setting("another cluster", "blue", "green"),
});
const elsewhere = new k8s.Provider("kubernetes-elsewhere", { kubeconfig, clusterIdentifier: "elsewhere" });
const inCluster = { provider: cluster };
const namespace = new k8s.core.v1.Namespace(
  "namespace",
  { metadata: { name: setting("a namespace is renamed", "video", "streaming") } },
  inCluster,
);
const inNamespace = (name: string) => ({ name, namespace: namespace.metadata.name });
const settings = new k8s.core.v1.ConfigMap(
  "settings",
  { metadata: inNamespace("settings"), data: { LEVEL: setting("immutable data in Kubernetes", "info", "debug") } },
  inCluster,
);
const labels = { app: setting("an immutable selector in Kubernetes", "playback", "player") };
new k8s.apps.v1.Deployment(
  "playback",
  {
    metadata: inNamespace("playback"),
    spec: {
      replicas: setting("a size in Kubernetes", 2, 3),
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            { name: "main", image: "playback", envFrom: [{ configMapRef: { name: settings.metadata.name } }] },
          ],
        },
      },
    },
  },
  inCluster,
);
new k8s.batch.v1.Job(
  "migrations",
  {
    metadata: { namespace: namespace.metadata.name },
    spec: {
      template: {
        spec: {
          restartPolicy: "Never",
          containers: [{ name: "main", image: setting("an immutable template in Kubernetes", "v1", "v2") }],
        },
      },
    },
  },
  inCluster,
);
new k8s.core.v1.ConfigMap(
  "moving-to-another-cluster",
  { metadata: { name: "elsewhere" } },
  { provider: setting("another cluster by another provider", cluster, elsewhere) },
);

/** What the stack gives to others. */
export const size = setting("an output of the stack", 1, 2);
