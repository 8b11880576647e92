// Breaks rules of the policy pack on purpose: of one resource and of the whole stack, about inputs and about options, in AWS and
// Kubernetes; and has values that no rule can know before an update.
const aws = require("@pulumi/aws");
const k8s = require("@pulumi/kubernetes");
const pulumi = require("@pulumi/pulumi");

const region = "eu-west-1";

class Shop extends pulumi.ComponentResource {
  constructor(name, args, opts) {
    super("violations:index:Shop", name, args, opts);
    const child = { parent: this };
    const orders = new aws.sqs.Queue(`${name}-orders`, { region, receiveWaitTimeSeconds: 0 }, child);
    const invoices = new aws.sqs.Queue(
      `${name}-invoices`,
      {
        region,
        receiveWaitTimeSeconds: 20,
        redrivePolicy: orders.arn.apply((arn) => `{"deadLetterTargetArn":"${arn}"}`),
      },
      child,
    );
    // How long it waits is known after the update only.
    const unknown = { region, receiveWaitTimeSeconds: orders.arn.apply((arn) => arn.length) };
    new aws.sqs.Queue(`${name}-returns`, unknown, child);
    new aws.cloudwatch.MetricAlarm(
      `${name}-slow`,
      {
        ...{ region, comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, threshold: 1, period: 60 },
        ...{ namespace: "AWS/SQS", metricName: "ApproximateAgeOfOldestMessage", statistic: "Average" },
        dimensions: { QueueName: invoices.name },
      },
      child,
    );
    this.registerOutputs();
  }
}

new Shop("shop", { size: 1 });
const provider = new aws.Provider("other", { region });
new aws.elasticache.ReplicationGroup(
  "cache",
  {
    region,
    description: "one zone",
    engine: "valkey",
    nodeType: "cache.t4g.micro",
    authToken: pulumi.secret("canary-of-a-token"),
  },
  { provider },
);
const database = new aws.rds.Cluster(
  "database",
  { region, engine: "aurora-postgresql", masterUsername: "p95", masterPassword: pulumi.secret("canary-of-a-password") },
  { provider, protect: false },
);
new aws.rds.ClusterInstance("writer", {
  ...{ region, engine: "aurora-postgresql", instanceClass: "db.t4g.medium", clusterIdentifier: database.id },
});
new aws.ec2.Vpc("network", { region, cidrBlock: "10.0.0.0/16", enableDnsHostnames: false });
new aws.ec2.Vpc("of-the-company", {}, { id: "vpc-of-the-company" });
new aws.dynamodb.Table("kept", { region, hashKey: "id", attributes: [{ name: "id", type: "S" }] }, { protect: true });
new k8s.apps.v1.Deployment("web", {
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "web", image: "web:latest" }] } },
  },
});
