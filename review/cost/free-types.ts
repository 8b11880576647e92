/** Nothing is paid until somebody uses them; see `usage.ts`. */
export const PAID_BY_USE: ReadonlySet<string> = new Set([
  "aws:amp/workspace:Workspace",
  "aws:athena/workgroup:Workgroup",
  "aws:backup/vault:Vault",
  "aws:cloudfront/distribution:Distribution",
  "aws:cloudfront/function:Function",
  "aws:cloudfront/keyValueStore:KeyValueStore",
  "aws:cloudwatch/eventArchive:EventArchive",
  "aws:cloudwatch/eventBus:EventBus",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  "aws:cloudwatch/metricStream:MetricStream",
  "aws:ec2/flowLog:FlowLog",
  "aws:fis/experimentTemplate:ExperimentTemplate",
  "aws:glue/job:Job",
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
  "aws:lambda/function:Function",
  "aws:redshiftserverless/workgroup:Workgroup",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketV2:BucketV2",
  "aws:scheduler/schedule:Schedule",
  "aws:sns/topic:Topic",
  "aws:sqs/queue:Queue",
  "aws:synthetics/canary:Canary",
]);

/** Services and types that AWS does not charge for. */
const FREE = [
  /^aws:(iam|acm|appautoscaling|autoscaling|ssm|resourcegroups|ram|servicequotas|arczonalshift)\//,
  /^aws:vpc\/securityGroup/,
  /^aws:ec2\/(default|route|securityGroup|subnet|vpc|internetGateway|networkAcl|launchTemplate|peering)/i,
  /^aws:ec2\/(managedPrefixList|vpcDhcpOptions|egressOnly)/,
  /^aws:eks\/(accessEntry|accessPolicyAssociation|addon|podIdentityAssociation):/, // the add-ons of AWS itself
  /^aws:elasticache\/(subnetGroup|parameterGroup|user|userGroup|globalReplicationGroup):/,
  /^aws:rds\/(clusterParameterGroup|parameterGroup|subnetGroup|eventSubscription|globalCluster|clusterRoleAssociation):/,
  /^aws:lb\/(listener|listenerCertificate|listenerRule|targetGroup|targetGroupAttachment):/,
  /^aws:cloudwatch\/(eventRule|eventTarget|eventBusPolicy|logResourcePolicy|logSubscriptionFilter|queryDefinition|alarmMuteRule):/,
  /^aws:(sqs|sns)\/(queuePolicy|redriveAllowPolicy|redrivePolicy|topicPolicy|topicSubscription):/,
  /^aws:s3\/bucket[A-Z]/,
  /^aws:backup\/(plan|selection|vaultPolicy|vaultLockConfiguration|vaultNotifications):/,
  /^aws:scheduler\/scheduleGroup:/,
  /^aws:kms\/(alias|keyPolicy|grant):/,
  /^aws:secretsmanager\/(secretVersion|secretPolicy|secretRotation):/,
  /^aws:route53\/record:/,
  /^aws:cloudfront\/(cachePolicy|originRequestPolicy|responseHeadersPolicy|originAccess|publicKey|keyGroup|monitoring)/,
  /^aws:wafv2\/webAcl(Association|LoggingConfiguration):/,
  /^aws:lambda\/(permission|eventSourceMapping|alias|layerVersion|invocation):/,
  /^aws:glue\/(catalogDatabase|catalogTable|trigger|workflow|securityConfiguration):/,
  /^aws:athena\/(namedQuery|preparedStatement):/,
  /^aws:redshiftserverless\/(namespace|usageLimit|snapshot|resourcePolicy):/,
  /^aws:redshiftdata\/statement:/,
  /^aws:amp\/(alertManagerDefinition|ruleGroupNamespace|workspaceConfiguration|resourcePolicy):/,
  /^aws:(budgets\/budget|costexplorer\/\w+):/, // two budgets are free, and each more costs cents
];

export function isFree(type: string): boolean {
  return FREE.some((pattern) => pattern.test(type));
}
