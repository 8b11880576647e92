import * as pulumi from "@pulumi/pulumi";

export const DATABASE_PORT = 5432;

/** How the pods of one region reach the database. TLS, always; passwords are for people, pods sign in with IAM. */
export interface DatabaseEndpoint {
  /** Takes writes. In another region than `reader` it is some 100 ms away. */
  readonly writer: pulumi.Output<string>;
  /** The region's own readers; where there are none, its only instance. */
  readonly reader: pulumi.Output<string>;
  readonly port: number;
  readonly databaseName: string;
  /** Where `reader` is. */
  readonly region: string;
  /** Of the region's own cluster, for `connectArn`. */
  readonly clusterResourceId: pulumi.Output<string>;
}

export interface ConnectArnArgs {
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly clusterResourceId: pulumi.Input<string>;
  /** Of PostgreSQL, a member of `rds_iam`. */
  readonly userName: string;
}

/** What a role needs `rds-db:connect` on to sign in as `userName`. */
export function connectArn({ region, accountId, clusterResourceId, userName }: ConnectArnArgs): pulumi.Output<string> {
  return pulumi.interpolate`arn:aws:rds-db:${region}:${accountId}:dbuser:${clusterResourceId}/${userName}`;
}
