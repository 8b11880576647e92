/** What is lost with a resource when it is deleted or replaced. */
export type Holds =
  | "data"
  /** What encrypts data elsewhere: without it that is lost as well. */
  | "keys"
  /** Messages that nobody has handled yet. */
  | "messages"
  /** Logs, metrics or events of the past. */
  | "history"
  /** Everything that runs in it. */
  | "workloads"
  /** Names that others have written down: a new one is found by nobody. */
  | "addresses";

/** Types that hold something which creating them anew does not bring back. */
const STATEFUL: Readonly<Record<string, Holds>> = {
  "aws:amp/workspace:Workspace": "history",
  "aws:backup/vault:Vault": "data",
  "aws:cloudfront/keyValueStore:KeyValueStore": "data",
  "aws:cloudwatch/eventArchive:EventArchive": "history",
  "aws:cloudwatch/logGroup:LogGroup": "history",
  "aws:cognito/userPool:UserPool": "data",
  "aws:docdb/cluster:Cluster": "data",
  "aws:dynamodb/globalTable:GlobalTable": "data",
  "aws:dynamodb/table:Table": "data",
  "aws:ebs/volume:Volume": "data",
  "aws:ec2/eip:Eip": "addresses",
  "aws:ecr/repository:Repository": "data",
  "aws:efs/fileSystem:FileSystem": "data",
  "aws:eks/cluster:Cluster": "workloads",
  "aws:elasticache/cluster:Cluster": "data",
  "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup": "data",
  "aws:elasticache/replicationGroup:ReplicationGroup": "data",
  "aws:elasticache/serverlessCache:ServerlessCache": "data",
  "aws:fsx/lustreFileSystem:LustreFileSystem": "data",
  "aws:glue/catalogDatabase:CatalogDatabase": "data",
  "aws:glue/catalogTable:CatalogTable": "data",
  "aws:kinesis/stream:Stream": "messages",
  "aws:kms/key:Key": "keys",
  "aws:lb/loadBalancer:LoadBalancer": "addresses",
  "aws:memorydb/cluster:Cluster": "data",
  "aws:msk/cluster:Cluster": "messages",
  "aws:neptune/cluster:Cluster": "data",
  "aws:opensearch/domain:Domain": "data",
  "aws:rds/cluster:Cluster": "data",
  "aws:rds/globalCluster:GlobalCluster": "data",
  "aws:rds/instance:Instance": "data",
  "aws:redshift/cluster:Cluster": "data",
  "aws:redshiftserverless/namespace:Namespace": "data",
  "aws:route53/zone:Zone": "addresses",
  "aws:s3/bucket:Bucket": "data",
  "aws:s3/bucketV2:BucketV2": "data",
  "aws:s3tables/table:Table": "data",
  "aws:s3tables/tableBucket:TableBucket": "data",
  "aws:secretsmanager/secret:Secret": "keys",
  "aws:sqs/queue:Queue": "messages",
  "aws:timestreamwrite/table:Table": "history",
  "kubernetes:apps/v1:StatefulSet": "data",
  "kubernetes:core/v1:Namespace": "workloads",
  "kubernetes:core/v1:PersistentVolume": "data",
  "kubernetes:core/v1:PersistentVolumeClaim": "data",
};

/** What deleting a resource of that type loses; `undefined` where nothing is. */
export function holds(type: string): Holds | undefined {
  return STATEFUL[type];
}
