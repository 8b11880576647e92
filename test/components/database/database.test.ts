import { beforeAll, describe, expect, it } from "@jest/globals";
import { Database } from "../../../components/database/database";
import { connectArn } from "../../../components/database/endpoint";
import { maxLength, physicalName } from "../../../components/physical-name";
import { type Declared, declared } from "../../support/declared";
import { misplaced, secretValue, statements } from "../../support/declared-facts";
import { resolved } from "../../support/mocks";
import { changed } from "../cluster/samples";
import { databaseArgs, dev, prod, REGIONS } from "./samples";

const CLUSTER = "aws:rds/cluster:Cluster";
const INSTANCE = "aws:rds/clusterInstance:ClusterInstance";
const named = (...parts: string[]) => physicalName("rds", ...parts);
const regionOf = (name: string) => REGIONS.find((region) => name.includes(region)) ?? "us-east-1";

describe("Database of three regions", () => {
  let made: Declared;
  let database!: Database;
  beforeAll(async () => {
    made = await declared((opts) => {
      database = new Database("db", databaseArgs(prod, REGIONS), opts);
    });
  });

  it("has exactly these children", () => {
    expect(made.children("db")).toEqual([
      "db-ap-southeast-1",
      "db-ap-southeast-1-key",
      "db-backups",
      "db-eu-west-1",
      "db-eu-west-1-key",
      "db-global",
      "db-master",
      "db-us-east-1",
      "db-us-east-1-key",
    ]);
    expect(made.names(CLUSTER)).toEqual(["db-ap-southeast-1-cluster", "db-eu-west-1-cluster", "db-us-east-1-cluster"]);
    expect(made.names(INSTANCE)).toEqual([
      "db-ap-southeast-1-instance-1",
      "db-ap-southeast-1-instance-2",
      "db-eu-west-1-instance-1",
      "db-eu-west-1-instance-2",
      "db-us-east-1-instance-1",
      "db-us-east-1-instance-2",
      "db-us-east-1-instance-3",
    ]);
  });

  it("is one global database, which owns the version and stays where it is when the primary region moves", () => {
    expect(made.one("db-global")).toEqual({
      region: "us-east-1",
      globalClusterIdentifier: named("db", "global"),
      engine: "aurora-postgresql",
      engineVersion: "17.7",
      databaseName: "streaming",
      storageEncrypted: true,
      deletionProtection: true,
    });
    expect(made.options("db-global")).toMatchObject({ protect: true, ignoreChanges: ["region"] });
  });

  it("writes in the primary region and copies to the others, one after the other", () => {
    const members = made.names(CLUSTER).map((name) => made.one(name).globalClusterIdentifier);
    expect(members).toEqual(["db-global-id", "db-global-id", "db-global-id"]);
    expect(made.names(CLUSTER).filter((name) => made.one(name).enableGlobalWriteForwarding)).toEqual([
      "db-ap-southeast-1-cluster",
      "db-eu-west-1-cluster",
    ]);
    expect(made.waitsFor("db-us-east-1-cluster")).toEqual(["db-us-east-1-logs", "db-us-east-1-monitoring-policy"]);
    expect(made.waitsFor("db-ap-southeast-1-cluster")).toEqual([
      "db-ap-southeast-1-logs",
      "db-ap-southeast-1-monitoring-policy",
      "db-us-east-1-instance-1",
    ]);
    expect(made.waitsFor("db-eu-west-1-cluster")).toEqual([
      "db-ap-southeast-1-instance-1",
      "db-eu-west-1-logs",
      "db-eu-west-1-monitoring-policy",
    ]);
  });

  it("answers a failover to another region by replacing nothing", () => {
    for (const name of made.names(CLUSTER)) {
      expect(made.options(name).ignoreChanges).toEqual([
        "engineVersion",
        "globalClusterIdentifier",
        "replicationSourceIdentifier",
        "databaseName",
        "masterUsername",
      ]);
    }
  });

  it("encrypts each region with its own key", () => {
    for (const name of made.names(CLUSTER)) {
      const { storageEncrypted, kmsKeyId, performanceInsightsKmsKeyId } = made.one(name);
      const key = `arn:db-${regionOf(name)}-key`;
      expect([storageEncrypted, kmsKeyId, performanceInsightsKmsKeyId]).toEqual([true, key, key]);
    }
    expect(made.one("db-eu-west-1-key")).toMatchObject({ enableKeyRotation: true, deletionWindowInDays: 30 });
  });

  it("keeps the password secret all the way, and copies it to every region", () => {
    expect(made.one("db-master-password")).toEqual({ length: 40, special: false, keepers: { version: "1" } });
    expect(secretValue(made.one("db-us-east-1-cluster").masterPasswordWo)).toBe("hunter2");
    expect(JSON.parse(secretValue(made.one("db-master-value").secretStringWo) as string)).toEqual({
      username: "streaming_admin",
      password: "hunter2",
    });
    expect(made.one("db-master-secret")).toEqual({
      region: "us-east-1",
      description: "Master user of the Aurora database",
      kmsKeyId: "arn:db-us-east-1-key",
      recoveryWindowInDays: 30,
      replicas: [
        { region: "ap-southeast-1", kmsKeyId: "arn:db-ap-southeast-1-key" },
        { region: "eu-west-1", kmsKeyId: "arn:db-eu-west-1-key" },
      ],
    });
    const plain = made.resources.map(({ inputs }) => JSON.stringify(withoutSecrets(inputs)));
    expect(plain.filter((text) => text.includes("hunter2"))).toEqual([]);
    const oldStyle = made.resources.filter(({ inputs }) => "masterPassword" in inputs || "secretString" in inputs);
    expect(oldStyle).toEqual([]);
  });

  it("changes the password of database and secret together", async () => {
    const next = await declared(
      (opts) => new Database("db", databaseArgs({ ...prod, passwordVersion: 2 }, REGIONS), opts),
    );
    expect(next.one("db-master-password").keepers).toEqual({ version: "2" });
    expect(next.one("db-us-east-1-cluster").masterPasswordWoVersion).toBe(2);
    expect(next.one("db-master-value").secretStringWoVersion).toBe(2);
  });

  it("copies a backup of every day to a region that has nothing else of it", () => {
    expect(made.children("db-backups")).toEqual([
      "db-backups-copy-failed",
      "db-backups-copy-key",
      "db-backups-copy-vault",
      "db-backups-failed",
      "db-backups-plan",
      "db-backups-policy",
      "db-backups-role",
      "db-backups-selection",
      "db-backups-vault",
    ]);
    expect(made.one("db-backups-plan")).toMatchObject({
      region: "us-east-1",
      rules: [
        {
          ruleName: "daily",
          targetVaultName: "db-backups-vault",
          schedule: "cron(0 11 * * ? *)",
          startWindow: 60,
          completionWindow: 600,
          lifecycle: { deleteAfter: 35 },
          copyActions: [{ destinationVaultArn: "arn:db-backups-copy-vault", lifecycle: { deleteAfter: 35 } }],
        },
      ],
    });
    expect(made.one("db-backups-copy-vault")).toEqual({
      region: "us-west-2",
      kmsKeyArn: "arn:db-backups-copy-key",
      forceDestroy: false,
    });
    expect(made.one("db-backups-vault").kmsKeyArn).toBe("arn:db-us-east-1-key");
    expect(made.one("db-backups-selection")).toMatchObject({
      iamRoleArn: "arn:db-backups-role",
      resources: ["arn:db-us-east-1-cluster"],
    });
    expect(made.waitsFor("db-backups-selection")).toEqual(["db-backups-policy"]);
  });

  it("protects what holds data and what opens it", () => {
    const guarded = made.resources.filter(({ name }) => made.options(name)?.protect).map(({ name }) => name);
    expect(guarded.sort()).toEqual([
      "db-ap-southeast-1-cluster",
      "db-ap-southeast-1-key",
      "db-backups-copy-key",
      "db-backups-copy-vault",
      "db-backups-vault",
      "db-eu-west-1-cluster",
      "db-eu-west-1-key",
      "db-global",
      "db-master-secret",
      "db-us-east-1-cluster",
      "db-us-east-1-key",
    ]);
  });

  it("gives every resource its region", () => {
    const copies = ["db-backups-copy-vault", "db-backups-copy-key"];
    expect(misplaced(made, (name) => (copies.includes(name) ? "us-west-2" : regionOf(name)))).toEqual([]);
  });

  it("names no wildcard in any policy", () => {
    expect(statements(made).filter(({ Action }) => Action.some((action) => action.includes("*")))).toEqual([]);
    expect(statements(made).filter(({ Resource }) => Resource !== undefined)).toEqual([]);
  });

  it("keeps every physical name within what RDS takes", () => {
    const identifiers = made.resources.flatMap(({ inputs }) =>
      [inputs.clusterIdentifier, inputs.identifier, inputs.globalClusterIdentifier, inputs.finalSnapshotIdentifier]
        .filter((id) => typeof id === "string")
        .map((id: string) => id),
    );
    expect(identifiers.filter((id) => id.length > maxLength("rds") || /--|-$|^[^a-z]|[^a-z0-9-]/.test(id))).toEqual([]);
    expect(named("db", "ap-southeast-1-".repeat(9)).length).toBe(maxLength("rds"));
  });

  it("sends writes through the global endpoint, which follows a switch, and reads to the region's own", async () => {
    expect(Object.keys(database.endpoints).sort()).toEqual(REGIONS);
    const { writer, reader, clusterResourceId, ...plain } = database.endpoints["eu-west-1"]!;
    expect(plain).toEqual({ port: 5432, databaseName: "streaming", region: "eu-west-1" });
    expect(await Promise.all([writer, reader, clusterResourceId].map(resolved))).toEqual([
      "db-global.writer",
      "db-eu-west-1-cluster.reader",
      "cluster-DB-EU-WEST-1-CLUSTER",
    ]);
    expect(await resolved(database.masterSecretArn)).toBe("arn:db-master-value");
    expect(await resolved(database.globalClusterId!)).toBe("db-global-id");
    expect(await resolved(database.clusterArns["us-east-1"]!)).toBe("arn:db-us-east-1-cluster");
  });
});

describe("Database of one region", () => {
  let made: Declared;
  let database!: Database;
  beforeAll(async () => {
    made = await declared((opts) => {
      database = new Database("db", databaseArgs(dev, ["us-east-1"], { protectStateful: false }), opts);
    });
  });

  it("is one cluster with one instance that may sleep, and no copy of anything", () => {
    expect(made.children("db")).toEqual(["db-master", "db-us-east-1", "db-us-east-1-key"]);
    expect(made.names(INSTANCE)).toEqual(["db-us-east-1-instance-1"]);
    expect(made.one("db-us-east-1-instance-1").instanceClass).toBe("db.serverless");
    expect(made.one("db-us-east-1-cluster").serverlessv2ScalingConfiguration).toEqual({
      minCapacity: 0,
      maxCapacity: 4,
      secondsUntilAutoPause: 300,
    });
    expect(made.one("db-us-east-1-cluster").globalClusterIdentifier).toBe(undefined);
    expect(made.options("db-us-east-1-cluster").ignoreChanges).toEqual([]);
  });

  it("leaves nothing behind when it is destroyed", () => {
    const { deletionProtection, skipFinalSnapshot, finalSnapshotIdentifier, deleteAutomatedBackups } =
      made.one("db-us-east-1-cluster");
    expect([deletionProtection, skipFinalSnapshot, finalSnapshotIdentifier, deleteAutomatedBackups]).toEqual([
      false,
      true,
      undefined,
      true,
    ]);
    expect(made.one("db-master-secret")).toMatchObject({ recoveryWindowInDays: 0, replicas: [] });
    expect(made.resources.filter(({ name }) => made.options(name)?.protect)).toEqual([]);
  });

  it("writes and reads through the cluster's own endpoints", async () => {
    const { writer, reader } = database.endpoints["us-east-1"]!;
    expect(await Promise.all([writer, reader].map(resolved))).toEqual([
      "db-us-east-1-cluster.writer",
      "db-us-east-1-cluster.reader",
    ]);
    expect(database.globalClusterId).toBe(undefined);
  });
});

describe("Database", () => {
  it("wants its primary among its members, each of them once, and a clock that works", async () => {
    const args = databaseArgs(prod, ["eu-west-1", "eu-west-1"]);
    const members = args.members.map((member) => ({ ...member, clock: { timezone: "UTC", quietHourUtc: 24 } }));
    const made = await declared((opts) => {
      expect(() => new Database("db", { ...args, members }, opts)).toThrow(
        'Cannot declare Database "db"\n' +
          '  primaryRegion: must be the region of one of members, got "us-east-1"\n' +
          '  members[1].region: must appear once, got "eu-west-1"\n' +
          "  members[0].clock.quietHourUtc: must be 0 to 23 o'clock, got 24\n" +
          "  members[1].clock.quietHourUtc: must be 0 to 23 o'clock, got 24",
      );
    });
    expect(made.resources).toEqual([]);
  });

  it("names the settings that it cannot build", () => {
    const settings = changed(prod, "backupRetentionDays", 36);
    expect(() => new Database("db", databaseArgs(settings, REGIONS))).toThrow(
      'Cannot declare Database "db"\n  settings.backupRetentionDays: must be 1 to 35 days, got 36',
    );
  });
});

describe("connectArn()", () => {
  it("names one user of one cluster", async () => {
    const arn = connectArn({
      region: "eu-west-1",
      accountId: "111122223333",
      clusterResourceId: "cluster-ABC",
      userName: "streaming_app",
    });
    expect(await resolved(arn)).toBe("arn:aws:rds-db:eu-west-1:111122223333:dbuser:cluster-ABC/streaming_app");
  });
});

/** `inputs` as the state would show them to a reader without the key. */
function withoutSecrets(inputs: Record<string, any>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inputs).filter(([, value]) => {
      try {
        secretValue(value);
        return false;
      } catch {
        return true; // in plain text
      }
    }),
  );
}
