import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** Owner of everything until the migrations have made their own roles. */
export const MASTER_USER = "streaming_admin";

export interface MasterSecretArgs {
  /** Where it is kept. */
  readonly region: string;
  readonly keyArn: pulumi.Input<string>;
  /** Where it is copied to, for the day on which the first region is gone. */
  readonly replicas: readonly { readonly region: string; readonly keyArn: pulumi.Input<string> }[];
  /** Raised by one, it makes a new password and gives it to database and secret alike. */
  readonly version: number;
  readonly protectStateful: boolean;
}

/**
 * The master user and its password. RDS would manage one itself, but not in a global database. In the state both are encrypted;
 * AWS gets them as write-only arguments, so no refresh brings them back.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html
 */
export class MasterSecret extends pulumi.ComponentResource {
  readonly password: pulumi.Output<string>;
  readonly secretArn: pulumi.Output<string>;

  constructor(name: string, args: MasterSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:database:MasterSecret", name, {}, opts);
    const { region, keyArn, replicas, version, protectStateful } = args;
    const child = { parent: this };

    const generated = new random.RandomPassword(
      `${name}-password`,
      { length: 40, special: false, keepers: { version: String(version) } }, // letters do: 238 bits, and no URL needs quoting
      child,
    );
    this.password = pulumi.secret(generated.result);

    const secret = new aws.secretsmanager.Secret(
      `${name}-secret`,
      {
        region,
        description: "Master user of the Aurora database",
        kmsKeyId: keyArn,
        recoveryWindowInDays: protectStateful ? 30 : 0, // a review stack leaves nothing behind
        replicas: replicas.map((replica) => ({ region: replica.region, kmsKeyId: replica.keyArn })),
      },
      { ...child, protect: protectStateful },
    );
    const value = new aws.secretsmanager.SecretVersion(
      `${name}-value`,
      {
        region,
        secretId: secret.id,
        secretStringWo: pulumi.secret(pulumi.jsonStringify({ username: MASTER_USER, password: this.password })),
        secretStringWoVersion: version,
      },
      child,
    );

    this.secretArn = value.arn; // of the secret, known once it has a value
    this.registerOutputs({ secretArn: this.secretArn });
  }
}
