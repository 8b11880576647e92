import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem } from "../checks";
import { regionProblems } from "../network/zone-ids";

export interface AlarmTopicsArgs {
  /** Where the topics and the alarms that publish to them live: an alarm cannot publish to another region. */
  readonly region: string;
  /** Nothing of another account may publish. */
  readonly accountId: pulumi.Input<string>;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function alarmTopicsProblems(args: AlarmTopicsArgs): Problem[] {
  return regionProblems("region", args.region);
}

/**
 * Where a region's alarms and database events go: `page` wakes somebody, `ticket` waits for the morning. Encrypted with a key of our
 * own, because no service may use the AWS managed key of SNS: alarms would fire and nobody would hear.
 * Source: https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
 */
export class AlarmTopics extends pulumi.ComponentResource {
  readonly pageTopicArn: pulumi.Output<string>;
  readonly ticketTopicArn: pulumi.Output<string>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: AlarmTopicsArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`AlarmTopics "${name}"`, alarmTopicsProblems(args));
    super("p95:observability:AlarmTopics", name, {}, opts);
    const { region, accountId } = args;

    const key = new aws.kms.Key(
      `${name}-key`,
      { region, description: "Alarm topics", enableKeyRotation: true, policy: keyPolicy(accountId) },
      { parent: this },
    );

    this.pageTopicArn = this.topic(`${name}-page`, args, key);
    this.ticketTopicArn = this.topic(`${name}-ticket`, args, key);
    this.registerOutputs({ pageTopicArn: this.pageTopicArn, ticketTopicArn: this.ticketTopicArn });
  }

  /** ARN of a topic; known once alarms may publish to it. */
  private topic(name: string, { region, accountId }: AlarmTopicsArgs, key: aws.kms.Key): pulumi.Output<string> {
    const topic = new aws.sns.Topic(`${name}-topic`, { region, kmsMasterKeyId: key.arn }, { parent: this });
    const policy = new aws.sns.TopicPolicy(
      `${name}-policy`,
      { region, arn: topic.arn, policy: topicPolicy(topic.arn, accountId) },
      { parent: this },
    );
    return pulumi.all([topic.arn, policy.id]).apply(([arn]) => arn);
  }
}

/** The account keeps the key, and the publishers may use it for messages of the account. */
function keyPolicy(accountId: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { AWS: accountId }, Action: "kms:*", Resource: "*" },
      { ...byPublishers(accountId), Action: ["kms:Decrypt", "kms:GenerateDataKey*"], Resource: "*" },
    ],
  });
}

function topicPolicy(topicArn: pulumi.Input<string>, accountId: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ ...byPublishers(accountId), Action: "sns:Publish", Resource: topicArn }],
  });
}

/**
 * Without RDS here no event of a database arrives. EventBridge is not admitted: it sends no `aws:SourceAccount` to KMS,
 * so its statement would need another form.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Events.GrantingPermissions.html
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
const PUBLISHERS = ["cloudwatch.amazonaws.com", "events.rds.amazonaws.com"];

function byPublishers(accountId: pulumi.Input<string>) {
  return {
    Effect: "Allow",
    Principal: { Service: PUBLISHERS },
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  };
}
