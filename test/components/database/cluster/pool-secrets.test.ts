import { beforeAll, describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { POOLED_WORKLOADS } from "../../../../components/database/cluster/logins";
import {
  PoolSecrets,
  type PoolSecretsArgs,
  poolSecretsProblems,
  readSecrets,
  replicaArn,
} from "../../../../components/database/cluster/pool-secrets";
import { type Declared, declared } from "../../../support/declared";
import { resolved } from "../../../support/mocks";

const args: PoolSecretsArgs = {
  primaryRegion: "us-east-1",
  regions: ["us-east-1", "eu-west-1", "ap-southeast-1"],
  passwordVersion: 3,
  protectStateful: true,
};
const make = (more: Partial<PoolSecretsArgs> = {}) =>
  declared((opts) => {
    secrets = new PoolSecrets("pool", { ...args, ...more }, opts);
  });
let secrets: PoolSecrets;

describe("PoolSecrets", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await make();
  });

  it("keeps a password for each workload, with a copy wherever its pods may start", () => {
    expect(made.names("aws:secretsmanager/secret:Secret")).toEqual(
      [...POOLED_WORKLOADS, "user-list"].map((one) => `pool-${one}-secret`).sort(),
    );
    expect(made.one("pool-playback-service-secret")).toEqual({
      region: "us-east-1",
      description: "Database login of playback-service",
      recoveryWindowInDays: 30,
      replicas: [{ region: "ap-southeast-1" }, { region: "eu-west-1" }],
    });
    expect(made.options("pool-playback-service-secret").protect).toBe(true);
    expect(made.one("pool-playback-service-password")).toEqual({
      length: 40,
      special: false,
      keepers: { version: "3" },
    });
  });

  it("writes user and password once for the workload and once for PgBouncer, each time as a secret", () => {
    const value = (name: string) => {
      const { secretStringWo, secretStringWoVersion } = made.one(name);
      expect(secretStringWoVersion).toBe(3);
      expect(Object.keys(secretStringWo)).toContain("value"); // marked: the engine encrypts it
      return secretStringWo.value;
    };
    expect(JSON.parse(value("pool-watch-event-worker-value"))).toEqual({
      username: "watch_event_worker",
      password: "hunter2",
    });
    expect(value("pool-user-list-value")).toBe(
      [
        '"pgbouncer_exporter" ""',
        '"playback_service" "hunter2"',
        '"recommendation_service" "hunter2"',
        '"catalog_service" "hunter2"',
        '"watch_event_worker" "hunter2"',
        "",
      ].join("\n"),
    );
  });

  it("leaves nothing behind of a review stack", async () => {
    const review = await make({ regions: ["us-east-1"], protectStateful: false });
    expect(review.one("pool-user-list-secret")).toEqual({
      region: "us-east-1",
      description: "Database logins as PgBouncer reads them",
      recoveryWindowInDays: 0,
      replicas: [],
    });
    expect(review.options("pool-user-list-secret").protect).toBe(false);
  });

  it("tells where they are", async () => {
    expect(Object.keys(secrets.loginArns)).toEqual(POOLED_WORKLOADS);
    expect(await resolved(secrets.userListArn)).toBe("arn:pool-user-list-value");
  });
});

describe("replicaArn()", () => {
  it("changes the region and nothing else", async () => {
    const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:pool-us-east-1-AbCdEf";
    expect(await resolved(replicaArn(arn, "eu-west-1"))).toBe(
      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:pool-us-east-1-AbCdEf",
    );
    expect(await resolved(replicaArn(pulumi.output(arn), "us-east-1"))).toBe(arn);
  });
});

it("readSecrets() allows reading, of these alone", () => {
  expect(readSecrets("arn:a", "arn:b")).toEqual({
    actions: ["secretsmanager:GetSecretValue"],
    resources: ["arn:a", "arn:b"],
  });
});

it("poolSecretsProblems() reports each argument", () => {
  expect(poolSecretsProblems(args)).toEqual([]);
  const bad = { primaryRegion: "us-west-2", regions: ["moon"], passwordVersion: 0, protectStateful: true };
  expect(poolSecretsProblems(bad).map(({ path }) => path)).toEqual(["regions[0]", "primaryRegion", "passwordVersion"]);
});
