import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "../physical-name";
import { accessString } from "./purposes";
import type { CachePurpose } from "./settings";

export interface CacheUsersArgs {
  readonly region: string;
  /** One user for each. */
  readonly purposes: readonly CachePurpose[];
}

/**
 * Who may sign in to one cache: one IAM user for each purpose, and the group that admits them. Valkey groups take no user without
 * authentication and, unlike Redis groups, need none called `default`.
 * Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
 */
export class CacheUsers extends pulumi.ComponentResource {
  readonly groupId: pulumi.Output<string>;
  /** By purpose; absent for a purpose that the cache does not serve. */
  readonly users: Readonly<Partial<Record<CachePurpose, { name: pulumi.Output<string>; arn: pulumi.Output<string> }>>>;

  constructor(name: string, { region, purposes }: CacheUsersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cache:CacheUsers", name, {}, opts);
    const child = { parent: this };

    const users = purposes.map((purpose) => {
      const id = physicalName("elasticache", name, purpose); // IAM authentication demands userId = userName
      const user = new aws.elasticache.User(
        `${name}-${purpose}`,
        {
          region,
          userId: id,
          userName: id,
          engine: "valkey",
          accessString: accessString(purpose),
          authenticationMode: { type: "iam" },
        },
        child,
      );
      return [purpose, { name: user.userName, arn: user.arn, id: user.userId }] as const;
    });

    const group = new aws.elasticache.UserGroup(
      `${name}-group`,
      {
        region,
        userGroupId: physicalName("elasticache", name, "group"),
        engine: "valkey",
        userIds: users.map(([, user]) => user.id),
      },
      child,
    );

    this.groupId = group.userGroupId;
    this.users = Object.fromEntries(users.map(([purpose, user]) => [purpose, { name: user.name, arn: user.arn }]));
    this.registerOutputs({ groupId: this.groupId, users: this.users });
  }
}
