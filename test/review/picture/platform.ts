import { States } from "./states";

/** A part of a platform that a test changes. */
export interface PlatformChange {
  readonly cacheNodes?: number;
  readonly encrypted?: boolean;
  readonly regions?: readonly string[];
  readonly queue?: boolean;
}

/** A small platform: regions with a network, a cluster and a cache, a database in all of them, an entrance for the world. */
export function platform({
  cacheNodes = 2,
  encrypted = true,
  regions = ["eu-west-1", "us-east-1"],
  queue = true,
}: PlatformChange = {}) {
  const states = new States();
  const root = states.component("shop:platform:Platform", "shop");
  const database = states.component("shop:database:Database", "database", root);
  const global = states.resource("aws:rds/globalCluster:GlobalCluster", "database-global", database);
  const edge = states.component("shop:cdn:Cdn", "cdn", root);
  const entries = regions.map((region) => {
    const inputs = { region };
    const around = states.component("shop:platform:Region", region, root);
    const network = states.component("shop:network:Network", `${region}-network`, around);
    const vpc = states.resource("aws:ec2/vpc:Vpc", `${region}-network-vpc`, network, { inputs });
    const cluster = states.component("shop:cluster:Cluster", `${region}-eks`, around);
    const eks = states.resource("aws:eks/cluster:Cluster", `${region}-eks-cluster`, cluster, { inputs }, [vpc]);
    states.resource("kubernetes:core/v1:ConfigMap", `${region}-eks-note`, cluster, {}, [eks]);
    const cache = states.component("shop:cache:Cache", `${region}-cache`, around);
    const nodes = { region, nodeType: "cache.r7g.large", numNodeGroups: cacheNodes, replicasPerNodeGroup: 1 };
    states.resource(
      "aws:elasticache/replicationGroup:ReplicationGroup",
      `${region}-cache-group`,
      cache,
      { inputs: nodes },
      [vpc],
    );
    const regional = states.component("shop:database:RegionalCluster", `database-${region}`, database);
    const stored = { ...inputs, engine: "aurora-postgresql", storageEncrypted: encrypted };
    states.resource(
      "aws:rds/cluster:Cluster",
      `database-${region}-cluster`,
      regional,
      { inputs: stored, protect: true },
      [global, vpc],
    );
    return eks;
  });
  states.resource("aws:cloudfront/distribution:Distribution", "cdn-app", edge, {}, entries);
  if (queue) states.resource("aws:sqs/queue:Queue", "orders", undefined, { inputs: { region: "eu-west-1" } });
  return states;
}
