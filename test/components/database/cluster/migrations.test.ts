import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import {
  Migrations,
  type MigrationsArgs,
  migrationsProblems,
} from "../../../../components/database/cluster/migrations";
import { FETCH_SCRIPT } from "../../../../components/database/cluster/pod-parts";
import { migrationsHash } from "../../../../components/database/migrations-hash";
import { manifestProblems } from "../../../../review/kubernetes/manifest-problems";
import { type Declared, declared } from "../../../support/declared";
import { images, loginArns, migrationsArgs } from "./samples";

const make = (args: Partial<MigrationsArgs> = {}) =>
  declared((opts) => new Migrations("db", { ...migrationsArgs, ...args }, opts));

const ddl = `ddl-${migrationsHash(migrationsArgs.files!)}`;

describe("Migrations", () => {
  let made: Declared;
  let jobs: Record<string, any>[];
  beforeAll(async () => {
    made = await make();
    jobs = [made.one("db-ddl"), made.one("db-logins")];
  });

  it("declares two Jobs with what they run, acceptable to a strict API server", () => {
    const found = made.resources.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(found.map(({ name }) => name).sort()).toEqual([
      "db-account",
      "db-ddl",
      "db-logins",
      "db-logins-code",
      "db-runner",
      "db-sql",
    ]);
    expect(found.flatMap(({ inputs }) => manifestProblems(inputs))).toEqual([]);
    const configs = found.filter(({ type }) => type.endsWith(":ConfigMap")).map(({ inputs }) => inputs);
    expect(configs.map(({ immutable }) => immutable)).toEqual([true, true, true]);
    const bytes = configs.map(({ data }) => Buffer.byteLength(JSON.stringify(data)));
    expect(bytes.filter((size) => size > 1_000_000)).toEqual([]); // a ConfigMap takes 1 MiB
  });

  it("names the Job after the migrations, in the order of nothing", async () => {
    expect(made.one("db-ddl").metadata).toEqual({
      name: ddl,
      namespace: "data",
      annotations: { "pulumi.com/timeoutSeconds": "1800", "pulumi.com/replaceUnready": "true" },
    });
    expect(made.one("db-sql")).toMatchObject({ metadata: { name: ddl }, data: { "0001_first.sql": "SELECT 1;\n" } });
    const next = await make({ files: [...migrationsArgs.files!, { name: "0002_next.sql", text: "SELECT 2;\n" }] });
    expect(next.one("db-ddl").metadata.name).not.toBe(ddl);
  });

  it("runs it as the master user on the writer itself, a few times at most, undisturbed", () => {
    const runner = made.one("db-runner").metadata.name;
    expect(runner).toMatch(/^ddl-runner-[0-9a-f]{10}$/);
    const security = {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    };
    expect(made.one("db-ddl").spec).toEqual({
      completions: 1,
      parallelism: 1,
      backoffLimit: 2,
      activeDeadlineSeconds: 1_500,
      template: {
        metadata: {
          labels: { "app.kubernetes.io/name": "database-job" },
          annotations: { "karpenter.sh/do-not-disrupt": "true" },
        },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65532,
            runAsGroup: 65532,
            fsGroup: 65532,
            seccompProfile: { type: "RuntimeDefault" },
          },
          serviceAccountName: "database-jobs",
          restartPolicy: "Never",
          initContainers: [
            {
              name: "secrets",
              image: images.awsCli,
              imagePullPolicy: "IfNotPresent",
              securityContext: security,
              resources: { requests: { cpu: "50m", memory: "256Mi" }, limits: { memory: "256Mi" } },
              command: ["/bin/sh", "-euc", FETCH_SCRIPT, "fetch"],
              args: ["master.json", migrationsArgs.masterSecretArn],
              env: [
                { name: "AWS_REGION", value: "us-east-1" },
                { name: "HOME", value: "/run/credentials" },
                { name: "SECRETS_FOLDER", value: "/run/credentials" },
              ],
              volumeMounts: [{ name: "secrets", mountPath: "/run/credentials", readOnly: false }],
            },
          ],
          containers: [
            {
              name: "job",
              image: images.node,
              imagePullPolicy: "IfNotPresent",
              securityContext: security,
              resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "256Mi" } },
              command: ["node", "/job/runner/index.js", "--require-extensions", "/job/sql"],
              env: [
                { name: "PGHOST", value: "writer.rds.test" },
                { name: "PGPORT", value: "5432" },
                { name: "PGDATABASE", value: "streaming" },
                { name: "PGSSLMODE", value: "verify-full" },
                { name: "NODE_EXTRA_CA_CERTS", value: "/etc/rds/roots.pem" },
                { name: "CREDENTIALS_FOLDER", value: "/run/credentials" },
              ],
              volumeMounts: [
                { name: "secrets", mountPath: "/run/credentials", readOnly: true },
                { name: "roots", mountPath: "/etc/rds", readOnly: true },
                { name: "runner", mountPath: "/job/runner", readOnly: true },
                { name: "sql", mountPath: "/job/sql", readOnly: true },
              ],
            },
          ],
          volumes: [
            { name: "secrets", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } },
            { name: "roots", configMap: { name: "rds-roots" } },
            { name: "runner", configMap: { name: runner } },
            { name: "sql", configMap: { name: ddl } },
          ],
        },
      },
    });
  });

  it("signs the logins up after the schema, each with its own secret, and anew when passwords change", async () => {
    const { metadata, spec } = made.one("db-logins");
    const [fetch] = spec.template.spec.initContainers;
    expect(fetch.args).toEqual([
      "master.json",
      migrationsArgs.masterSecretArn,
      ...Object.entries(loginArns).flatMap(([workload, arn]) => [`${workload}.json`, arn]),
    ]);
    expect(spec.template.spec.containers[0].command).toEqual(["node", "/job/code/index.js", "/job/code/logins.json"]);
    expect(metadata.name).toBe(made.one("db-logins-code").metadata.name);
    expect(JSON.parse(made.one("db-logins-code").data["logins.json"])[3]).toEqual({
      workload: "watch-event-worker",
      userName: "watch_event_worker",
      memberOf: "streaming_ingest",
      settings: {},
    });
    expect(made.waitsFor("db-logins")).toEqual(["db-ddl", "db-logins-code"]);
    const renewed = await make({ passwordVersion: 2 });
    expect(renewed.one("db-logins").metadata.name).not.toBe(metadata.name);
    expect(renewed.one("db-ddl").metadata.name).toBe(ddl);
  });

  it("waits for its role and its files, and never vanishes or fails in a way that Pulumi does not see", () => {
    expect(made.waitsFor("db-ddl")).toEqual(["db-account", "db-identity", "db-runner", "db-sql"]);
    for (const { spec } of jobs) {
      expect([spec.ttlSecondsAfterFinished, spec.podFailurePolicy]).toEqual([undefined, undefined]);
      expect(spec.activeDeadlineSeconds).toBeLessThan(1_800);
    }
  });

  it("may read these secrets and use the database's key for the one that it encrypts", () => {
    expect(JSON.parse(made.one("db-identity-policy").policy).Statement).toEqual([
      {
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue"],
        Resource: [migrationsArgs.masterSecretArn, ...Object.values(loginArns)],
      },
      {
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: ["arn:aws:kms:us-east-1:123456789012:key/*"],
        Condition: {
          StringEquals: {
            "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com",
            "kms:EncryptionContext:SecretARN": migrationsArgs.masterSecretArn,
          },
        },
      },
    ]);
  });

  it("applies the project's own migrations unless told otherwise", async () => {
    const { files: _, ...withoutFiles } = migrationsArgs;
    const own = await declared((opts) => new Migrations("db", withoutFiles, opts));
    const folder = join(__dirname, "../../../../components/database/migrations");
    expect(Object.keys(own.one("db-sql").data)).toEqual(readdirSync(folder).sort());
  });
});

it("migrationsProblems() reports each argument", () => {
  expect(migrationsProblems(migrationsArgs)).toEqual([]);
  const bad = { ...migrationsArgs, region: "moon", images: { ...images, node: "node:22" } };
  expect(migrationsProblems(bad).map(({ path }) => path)).toEqual(["region", "images.node"]);
  expect(() => new Migrations("db", bad)).toThrow('Cannot declare Migrations "db"');
});
