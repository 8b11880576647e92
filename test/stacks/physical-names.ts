/** What a name is judged by. */
export interface NamedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: object;
}

/** Letters that auto-naming appends. */
const AUTO = 8;

/** Longest name by type, and the field that gives it; without the field, Pulumi makes one of the logical name. */
const NAME_LIMITS: Readonly<Record<string, readonly [field: string, limit: number]>> = {
  "aws:amp/workspace:Workspace": ["alias", 100],
  "aws:athena/workgroup:Workgroup": ["name", 128],
  "aws:backup/vault:Vault": ["name", 50],
  "aws:cloudfront/cachePolicy:CachePolicy": ["name", 128],
  "aws:cloudfront/function:Function": ["name", 64],
  "aws:cloudwatch/dashboard:Dashboard": ["dashboardName", 255],
  "aws:cloudwatch/eventBus:EventBus": ["name", 256],
  "aws:cloudwatch/eventArchive:EventArchive": ["name", 48],
  "aws:cloudwatch/eventRule:EventRule": ["name", 64],
  "aws:cloudwatch/logGroup:LogGroup": ["name", 512],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["name", 255],
  "aws:eks/cluster:Cluster": ["name", 100],
  "aws:eks/nodeGroup:NodeGroup": ["nodeGroupName", 63],
  "aws:elasticache/replicationGroup:ReplicationGroup": ["replicationGroupId", 40],
  "aws:elasticache/serverlessCache:ServerlessCache": ["name", 40],
  "aws:elasticache/user:User": ["userId", 40],
  "aws:elasticache/userGroup:UserGroup": ["userGroupId", 40],
  "aws:glue/job:Job": ["name", 255],
  "aws:iam/role:Role": ["name", 64],
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": ["name", 64],
  "aws:kinesis/stream:Stream": ["name", 128],
  "aws:lambda/function:Function": ["name", 64],
  "aws:lb/loadBalancer:LoadBalancer": ["name", 32],
  "aws:lb/targetGroup:TargetGroup": ["name", 32],
  "aws:rds/cluster:Cluster": ["clusterIdentifier", 63],
  "aws:rds/clusterInstance:ClusterInstance": ["identifier", 63],
  "aws:rds/globalCluster:GlobalCluster": ["globalClusterIdentifier", 63],
  "aws:redshiftserverless/namespace:Namespace": ["namespaceName", 64],
  "aws:redshiftserverless/workgroup:Workgroup": ["workgroupName", 64],
  "aws:s3/bucket:Bucket": ["bucket", 63],
  "aws:scheduler/schedule:Schedule": ["name", 64],
  "aws:scheduler/scheduleGroup:ScheduleGroup": ["name", 64],
  "aws:sns/topic:Topic": ["name", 256],
  "aws:sqs/queue:Queue": ["name", 80],
  "aws:synthetics/canary:Canary": ["name", 255],
  "aws:wafv2/webAcl:WebAcl": ["name", 128],
  "kubernetes:core/v1:Namespace": ["metadata.name", 63],
  "kubernetes:core/v1:Service": ["metadata.name", 63],
};

/** Names that their service would refuse for their length. */
export function longNames(resources: readonly NamedResource[]): string[] {
  return resources.flatMap(({ type, name, inputs }) => {
    const [field, limit] = NAME_LIMITS[type] ?? ["", Number.POSITIVE_INFINITY];
    const given: string | undefined = field.split(".").reduce((at, key) => at?.[key], inputs as any);
    const length = given?.length ?? name.length + AUTO;
    return length > limit ? [`${type} ${given ?? name}: ${length} of ${limit}`] : [];
  });
}
