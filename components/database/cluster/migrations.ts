import { join } from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedLogin } from "../../../runtime/database-jobs/logins";
import { type MigrationFile, readMigrationFiles } from "../../../runtime/migrate/migration";
import { assertNoProblems, type Problem } from "../../checks";
import { PodIdentity } from "../../cluster/pod-identity";
import { regionProblems } from "../../network/zone-ids";
import { lambdaSource } from "../../runtime-code";
import { contentHash } from "../../service/hashed-config";
import type { DatabaseEndpoint } from "../endpoint";
import { migrationsHash } from "../migrations-hash";
import { databaseJob, JOB_ACCOUNT } from "./database-job";
import { POOL_LOGINS, POOLED_WORKLOADS, type PooledWorkload } from "./logins";
import type { FetchedSecret } from "./pod-parts";
import { DATA_NAMESPACE } from "./pool-endpoint";
import { readSecrets } from "./pool-secrets";
import { type DatabaseImages, databaseImagesProblems } from "./settings";

export interface MigrationsArgs {
  /** The primary one: there is one schema, and copies get it from there. */
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  readonly images: DatabaseImages;
  readonly database: Pick<DatabaseEndpoint, "writer" | "port" | "databaseName">;
  /** Of the master user, in this region. */
  readonly masterSecretArn: pulumi.Input<string>;
  /** Of the pools' logins, in this region. */
  readonly loginArns: Readonly<Record<PooledWorkload, pulumi.Input<string>>>;
  readonly passwordVersion: number;
  /** `DataNamespace.ready`, and what makes the database reachable: its instances. */
  readonly after: readonly pulumi.Resource[];
  /** @default those of `components/database/migrations` - there is one database */
  readonly files?: readonly MigrationFile[];
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function migrationsProblems({ region, images }: MigrationsArgs): Problem[] {
  return [...regionProblems("region", region), ...databaseImagesProblems("images", images)];
}

/**
 * Brings the database's schema and its login users to what this program says, by a Job each, during `pulumi up`: it
 * fails when they fail. Jobs are named after what they apply, so that they run when that changes and never else.
 */
export class Migrations extends pulumi.ComponentResource {
  /** What uses the database waits for these. */
  readonly ready: readonly pulumi.Resource[];

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: MigrationsArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`Migrations "${name}"`, migrationsProblems(args));
    super("p95:database:Migrations", name, {}, opts);

    const identity = this.identity(name, args);
    const schema = this.schema(name, args, identity);
    const logins = this.logins(name, args, schema);
    this.ready = [schema, logins];
    this.registerOutputs({});
  }

  private identity(name: string, args: MigrationsArgs): pulumi.Resource[] {
    const { region, accountId, clusterName, clusterArn, masterSecretArn, loginArns, after } = args;
    const identity = new PodIdentity(
      `${name}-identity`,
      {
        region,
        clusterName,
        clusterArn,
        namespace: DATA_NAMESPACE,
        serviceAccount: JOB_ACCOUNT,
        statements: [
          readSecrets(masterSecretArn, ...POOLED_WORKLOADS.map((workload) => loginArns[workload])),
          {
            // Of the database's key, for this one secret and through Secrets Manager alone.
            actions: ["kms:Decrypt"],
            resources: [pulumi.interpolate`arn:aws:kms:${region}:${accountId}:key/*`],
            conditions: {
              StringEquals: {
                "kms:ViaService": `secretsmanager.${region}.amazonaws.com`,
                "kms:EncryptionContext:SecretARN": masterSecretArn,
              },
            },
          },
        ],
      },
      { parent: this },
    );
    const account = new kubernetes.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata: { name: JOB_ACCOUNT, namespace: DATA_NAMESPACE }, automountServiceAccountToken: false },
      { parent: this, dependsOn: [...after] },
    );
    return [identity, account];
  }

  private schema(name: string, args: MigrationsArgs, after: pulumi.Resource[]): pulumi.Resource {
    const files = args.files ?? readMigrationFiles(join(__dirname, "../migrations"));
    const hash = migrationsHash(files);
    const sql = Object.fromEntries(files.map((file) => [file.name, file.text]));
    const runner = this.code(`${name}-runner`, "ddl-runner", "migrate", {}, args);
    const config = this.config(`${name}-sql`, `ddl-${hash}`, sql, args);
    return this.job(`${name}-ddl`, args, [...after, runner.resource, config], {
      name: `ddl-${hash}`,
      secrets: [master(args)],
      folders: { runner: runner.configName, sql: `ddl-${hash}` },
      args: ["/job/runner/index.js", "--require-extensions", "/job/sql"],
    });
  }

  private logins(name: string, args: MigrationsArgs, schema: pulumi.Resource): pulumi.Resource {
    const planned: PlannedLogin[] = POOLED_WORKLOADS.map((workload) => ({ workload, ...POOL_LOGINS[workload] }));
    const more = {
      "logins.json": JSON.stringify(planned),
      "password-version": `${args.passwordVersion}`, // another one is another Job
    };
    const code = this.code(`${name}-logins-code`, "logins", "logins", more, args);
    return this.job(`${name}-logins`, args, [schema, code.resource], {
      name: code.configName,
      secrets: [
        master(args),
        ...POOLED_WORKLOADS.map((workload) => ({ file: `${workload}.json`, secretArn: args.loginArns[workload] })),
      ],
      folders: { code: code.configName },
      args: ["/job/code/index.js", "/job/code/logins.json"],
    });
  }

  /** One file with all that it imports, under a name that changes with it. */
  private code(name: string, prefix: string, entry: string, more: Record<string, string>, args: MigrationsArgs) {
    const data = { "index.js": lambdaSource(`runtime/database-jobs/${entry}.ts`), ...more };
    const configName = `${prefix}-${contentHash(data)}`;
    return { configName, resource: this.config(name, configName, data, args) };
  }

  private config(name: string, configName: string, data: Record<string, string>, { after }: MigrationsArgs) {
    return new kubernetes.core.v1.ConfigMap(
      name,
      { metadata: { name: configName, namespace: DATA_NAMESPACE }, immutable: true, data },
      { parent: this, dependsOn: [...after] },
    );
  }

  private job(
    name: string,
    { region, images, database, after }: MigrationsArgs,
    dependsOn: pulumi.Resource[],
    plan: {
      readonly name: string;
      readonly secrets: FetchedSecret[];
      readonly folders: Record<string, string>;
      readonly args: string[];
    },
  ): pulumi.Resource {
    const { writer: writerHost, port, databaseName } = database;
    return new kubernetes.batch.v1.Job(name, databaseJob({ ...plan, region, images, writerHost, port, databaseName }), {
      parent: this,
      dependsOn: [...after, ...dependsOn],
    });
  }
}

function master({ masterSecretArn }: MigrationsArgs): FetchedSecret {
  return { file: "master.json", secretArn: masterSecretArn };
}
