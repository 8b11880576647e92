import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { assertNoProblems, must, type Problem, wholeNumber } from "../../checks";
import type { PodStatement } from "../../cluster/pod-identity";
import { regionProblems } from "../../network/zone-ids";
import { POOL_LOGINS, POOLED_WORKLOADS, type PooledWorkload } from "./logins";
import { userList } from "./pgbouncer-config";

export interface PoolSecretsArgs {
  /** Where the secrets are written. */
  readonly primaryRegion: string;
  /**
   * Of the stack, the primary one among them: the others get replicas, so that their pods start when the primary region
   * is gone.
   */
  readonly regions: readonly string[];
  /** Raised by one, it makes new passwords. */
  readonly passwordVersion: number;
  readonly protectStateful: boolean;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function poolSecretsProblems({ primaryRegion, regions, passwordVersion }: PoolSecretsArgs): Problem[] {
  return [
    ...regions.flatMap((region, i) => regionProblems(`regions[${i}]`, region)),
    ...must(regions.includes(primaryRegion), "primaryRegion", "be one of regions", primaryRegion),
    ...wholeNumber("passwordVersion", passwordVersion, 1, Number.MAX_SAFE_INTEGER, "times"),
  ];
}

/** ARN of the replica in `region`: it has the name, suffix included, of what it copies. */
export function replicaArn(secretArn: pulumi.Input<string>, region: string): pulumi.Output<string> {
  return pulumi.output(secretArn).apply((arn) => arn.replace(/^(arn:[^:]+:secretsmanager:)[^:]+:/, `$1${region}:`));
}

/** What pods need to read a secret that is encrypted with Secrets Manager's own key of the account. */
export function readSecrets(...secretArns: readonly pulumi.Input<string>[]): PodStatement {
  return { actions: ["secretsmanager:GetSecretValue"], resources: secretArns };
}

/**
 * Passwords of the pools' logins, each in a secret of its own for the one workload that signs in with it, and all of
 * them as the list that PgBouncer reads. In the state they are encrypted; AWS gets them as write-only arguments.
 */
export class PoolSecrets extends pulumi.ComponentResource {
  /** By workload, in the primary region: `{"username", "password"}`. Elsewhere: `replicaArn`. */
  readonly loginArns: Readonly<Record<PooledWorkload, pulumi.Output<string>>>;
  readonly userListArn: pulumi.Output<string>;
  readonly passwordVersion: number;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: PoolSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`PoolSecrets "${name}"`, poolSecretsProblems(args));
    super("p95:database:PoolSecrets", name, {}, opts);
    const { passwordVersion } = args;

    const passwords = POOLED_WORKLOADS.map((workload) => {
      const generated = new random.RandomPassword(
        `${name}-${workload}-password`,
        { length: 40, special: false, keepers: { version: String(passwordVersion) } }, // letters do, and need no quotes
        { parent: this },
      );
      return pulumi.secret(generated.result);
    });
    const entries = POOLED_WORKLOADS.map((workload, i) => {
      const { userName } = POOL_LOGINS[workload];
      const value = pulumi.jsonStringify({ username: userName, password: passwords[i]! });
      return [workload, this.secret(`${name}-${workload}`, `Database login of ${workload}`, value, args)];
    });
    const list = pulumi
      .all(passwords)
      .apply((known) => userList(POOLED_WORKLOADS.map((one, i) => ({ ...POOL_LOGINS[one], password: known[i]! }))));

    this.loginArns = Object.fromEntries(entries);
    this.userListArn = this.secret(`${name}-user-list`, "Database logins as PgBouncer reads them", list, args);
    this.passwordVersion = passwordVersion;
    this.registerOutputs({ loginArns: this.loginArns, userListArn: this.userListArn });
  }

  private secret(name: string, description: string, value: pulumi.Output<string>, args: PoolSecretsArgs) {
    const { primaryRegion, regions, passwordVersion, protectStateful } = args;
    const secret = new aws.secretsmanager.Secret(
      `${name}-secret`,
      {
        region: primaryRegion,
        description,
        recoveryWindowInDays: protectStateful ? 30 : 0, // a review stack leaves nothing behind
        replicas: regions
          .filter((region) => region !== primaryRegion)
          .sort()
          .map((region) => ({ region })),
      },
      { parent: this, protect: protectStateful },
    );
    const version = new aws.secretsmanager.SecretVersion(
      `${name}-value`,
      {
        region: primaryRegion,
        secretId: secret.id,
        secretStringWo: pulumi.secret(value),
        secretStringWoVersion: passwordVersion,
      },
      { parent: this },
    );
    return version.arn; // of the secret, known once it has a value
  }
}
