/**
 * Types of resources that hold what cannot be made again: data, keys, names that others have learnt, or everything inside them. A
 * release may neither delete nor replace one.
 */
export const STATEFUL_TYPES: ReadonlySet<string> = new Set([
  // Data.
  "aws:backup/vault:Vault",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:dynamodb/table:Table",
  "aws:ebs/volume:Volume",
  "aws:efs/fileSystem:FileSystem",
  "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup",
  "aws:elasticache/replicationGroup:ReplicationGroup",
  "aws:elasticache/serverlessCache:ServerlessCache",
  "aws:cloudwatch/eventArchive:EventArchive",
  "aws:glue/catalogDatabase:CatalogDatabase",
  "aws:glue/catalogTable:CatalogTable",
  "aws:kinesis/stream:Stream",
  "aws:rds/cluster:Cluster",
  "aws:rds/globalCluster:GlobalCluster",
  "aws:redshiftserverless/namespace:Namespace",
  "aws:s3/bucket:Bucket",
  "aws:s3tables/namespace:Namespace",
  "aws:s3tables/table:Table",
  "aws:s3tables/tableBucket:TableBucket",
  "aws:sqs/queue:Queue",
  "aws:amp/workspace:Workspace",
  "aws:cloudfront/keyValueStore:KeyValueStore",
  "kubernetes:core/v1:PersistentVolumeClaim",
  // Keys and secrets: without them data is lost or nobody gets in.
  "aws:kms/key:Key",
  "aws:secretsmanager/secret:Secret",
  "random:index/randomBytes:RandomBytes",
  "random:index/randomId:RandomId",
  "random:index/randomPassword:RandomPassword",
  "random:index/randomString:RandomString",
  // Names and addresses that the world has learnt.
  "aws:cloudfront/distribution:Distribution",
  "aws:ec2/eip:Eip",
  "aws:route53/zone:Zone",
  "aws:sns/topic:Topic",
  "aws:cloudwatch/eventBus:EventBus",
  // What everything else lives in.
  "aws:ec2/subnet:Subnet",
  "aws:ec2/vpc:Vpc",
  "aws:eks/cluster:Cluster",
  "kubernetes:core/v1:Namespace",
]);
