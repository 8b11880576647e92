import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** What a {@link Service} declares: itself and its nine children. Unit: resources. */
export const RESOURCES_PER_SERVICE = 10;

export interface ServiceArgs {
  /** Position among the services; makes every one a little different. */
  readonly index: number;
  /** The service whose messages this one reads. */
  readonly upstream: Service | undefined;
}

/** A worker as one finds it in any platform: queues, a function with its role, a table, a secret, logs and an alarm. */
export class Service extends pulumi.ComponentResource {
  readonly queueArn: pulumi.Output<string>;
  readonly queueUrl: pulumi.Output<string>;
  private readonly tags: Record<string, string>;

  constructor(
    private readonly serviceName: string,
    private readonly args: ServiceArgs,
    options: pulumi.ComponentResourceOptions,
  ) {
    super("bench:index:Service", serviceName, {}, options);
    this.tags = { service: serviceName, owner: `team-${args.index % 7}`, environment: "bench", tier: "worker" };
    const deadLetters = this.queue("dead-letters", 1_209_600);
    const queue = this.queue("queue", 345_600, deadLetters.arn);
    const table = this.table();
    const token = this.token();
    const logs = this.logs();
    const role = this.role();
    const policy = this.policy(role, queue, table, token);
    const worker = this.worker({ role, policy, queue, table, token, logs });
    this.alarm(deadLetters, worker);
    this.queueArn = queue.arn;
    this.queueUrl = queue.url;
    this.registerOutputs({ queueArn: this.queueArn, queueUrl: this.queueUrl });
  }

  private queue(role: string, messageRetentionSeconds: number, deadLetterTargetArn?: pulumi.Output<string>) {
    return new aws.sqs.Queue(
      `${this.serviceName}-${role}`,
      {
        region: "eu-central-1",
        delaySeconds: this.args.index % 60,
        maxMessageSize: 262_144,
        messageRetentionSeconds,
        receiveWaitTimeSeconds: 20,
        visibilityTimeoutSeconds: 180,
        fifoQueue: false,
        sqsManagedSseEnabled: true,
        redrivePolicy: deadLetterTargetArn && pulumi.jsonStringify({ deadLetterTargetArn, maxReceiveCount: 5 }),
        tags: this.tags,
      },
      { parent: this },
    );
  }

  private table() {
    return new aws.dynamodb.Table(
      `${this.serviceName}-table`,
      {
        region: "eu-central-1",
        billingMode: "PAY_PER_REQUEST",
        hashKey: "id",
        rangeKey: "time",
        attributes: [
          { name: "id", type: "S" },
          { name: "time", type: "N" },
        ],
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true },
        ttl: { attributeName: "expires", enabled: true },
        deletionProtectionEnabled: true,
        tags: this.tags,
      },
      { parent: this, protect: true },
    );
  }

  private token() {
    return new aws.ssm.Parameter(
      `${this.serviceName}-token`,
      {
        region: "eu-central-1",
        name: `/bench/${this.serviceName}/token`,
        type: "SecureString",
        value: pulumi.secret(createHash("sha256").update(this.serviceName).digest("hex")),
        description: `What ${this.serviceName} shows to others`,
        tier: "Standard",
        dataType: "text",
        allowedPattern: "^[0-9a-f]{64}$",
        overwrite: true,
        tags: this.tags,
      },
      { parent: this },
    );
  }

  private logs() {
    return new aws.cloudwatch.LogGroup(
      `${this.serviceName}-logs`,
      {
        region: "eu-central-1",
        name: `/bench/${this.serviceName}`,
        retentionInDays: 30,
        logGroupClass: "STANDARD",
        skipDestroy: false,
        tags: this.tags,
      },
      { parent: this },
    );
  }

  private role() {
    return new aws.iam.Role(
      `${this.serviceName}-role`,
      {
        assumeRolePolicy: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
        },
        description: `Lets ${this.serviceName} run`,
        forceDetachPolicies: true,
        maxSessionDuration: 3600,
        path: "/bench/",
        tags: this.tags,
      },
      { parent: this },
    );
  }

  private policy(role: aws.iam.Role, queue: aws.sqs.Queue, table: aws.dynamodb.Table, token: aws.ssm.Parameter) {
    const queues = [queue.arn, ...(this.args.upstream ? [this.args.upstream.queueArn] : [])];
    return new aws.iam.RolePolicy(
      `${this.serviceName}-policy`,
      {
        role: role.id,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"], Resource: queues },
            { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:PutItem"], Resource: table.arn },
            { Effect: "Allow", Action: "ssm:GetParameter", Resource: token.arn },
          ],
        }),
      },
      { parent: this },
    );
  }

  private worker(needs: {
    readonly role: aws.iam.Role;
    readonly policy: aws.iam.RolePolicy;
    readonly queue: aws.sqs.Queue;
    readonly table: aws.dynamodb.Table;
    readonly token: aws.ssm.Parameter;
    readonly logs: aws.cloudwatch.LogGroup;
  }) {
    return new aws.lambda.Function(
      `${this.serviceName}-worker`,
      {
        region: "eu-central-1",
        role: needs.role.arn,
        runtime: "nodejs22.x",
        handler: "index.handler",
        architectures: ["arm64"],
        memorySize: 512,
        timeout: 30,
        s3Bucket: "bench-artifacts",
        s3Key: pulumi.interpolate`${this.serviceName}/${needs.logs.name}.zip`,
        environment: {
          variables: {
            QUEUE_URL: needs.queue.url,
            TABLE: needs.table.name,
            TOKEN: needs.token.value,
            UPSTREAM: this.args.upstream?.queueUrl ?? "none",
          },
        },
        loggingConfig: { logFormat: "JSON", logGroup: needs.logs.name },
        tags: this.tags,
      },
      { parent: this, dependsOn: needs.policy },
    );
  }

  private alarm(deadLetters: aws.sqs.Queue, worker: aws.lambda.Function) {
    return new aws.cloudwatch.MetricAlarm(
      `${this.serviceName}-alarm`,
      {
        region: "eu-central-1",
        alarmDescription: pulumi.interpolate`${worker.name} could not handle a message`,
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: deadLetters.name },
        statistic: "Maximum",
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        period: 60,
        evaluationPeriods: 1,
        treatMissingData: "notBreaching",
        tags: this.tags,
      },
      { parent: this },
    );
  }
}
