import { beforeAll, describe, expect, it } from "@jest/globals";
import { PgBouncer, type PgBouncerArgs, pgbouncerProblems } from "../../../../components/database/cluster/pgbouncer";
import { PGBOUNCER_HBA } from "../../../../components/database/cluster/pgbouncer-config";
import { DRAIN_COMMAND } from "../../../../components/database/cluster/pgbouncer-pod";
import { FETCH_SCRIPT } from "../../../../components/database/cluster/pod-parts";
import { manifestProblems } from "../../../../review/kubernetes/manifest-problems";
import { changed, type Declared, declared } from "../../../support/declared";
import { images, pgbouncerArgs } from "./samples";

let pools: PgBouncer;
const make = (args: Partial<PgBouncerArgs> = {}) =>
  declared((opts) => {
    pools = new PgBouncer("pool", { ...pgbouncerArgs, ...args }, opts);
  });

const labels = { "app.kubernetes.io/name": "pgbouncer" };
const restricted = {
  imagePullPolicy: "IfNotPresent",
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
};
const resources = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { memory } });

describe("PgBouncer", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await make({ monitoringCrds: [] });
  });

  it("declares pods, two names for them, and what they need", () => {
    const found = made.resources.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(found.map(({ name }) => name).sort()).toEqual([
      "pool-account",
      "pool-budget",
      "pool-config",
      "pool-monitor",
      "pool-pgbouncer",
      "pool-pgbouncer-read",
      "pool-pods",
    ]);
    expect(found.flatMap(({ inputs }) => manifestProblems(inputs))).toEqual([]);
    expect([pools.writer, pools.reader]).toEqual([
      { host: "pgbouncer.data.svc", port: 6432, databaseName: "streaming" },
      { host: "pgbouncer-read.data.svc", port: 6432, databaseName: "streaming_ro" },
    ]);
    for (const name of ["pgbouncer", "pgbouncer-read"]) {
      expect(made.one(`pool-${name}`)).toMatchObject({
        metadata: { name, namespace: "data" },
        spec: { selector: labels, ports: [{ name: "postgres", port: 6432, targetPort: "postgres" }] },
      });
    }
    expect(made.one("pool-budget").spec).toEqual({ maxUnavailable: 1, selector: { matchLabels: labels } });
    expect(made.one("pool-monitor").spec).toEqual({
      selector: { matchLabels: labels },
      podMetricsEndpoints: [{ port: "metrics", interval: "15s" }],
    });
  });

  it("keeps both halves of the configuration under a name that changes with them", async () => {
    const { metadata, data, immutable } = made.one("pool-config");
    expect([immutable, Object.keys(data), data["pgbouncer_hba.conf"]]).toEqual([
      true,
      ["pgbouncer.ini", "pgbouncer_hba.conf"],
      PGBOUNCER_HBA,
    ]);
    expect(data["pgbouncer.ini"]).toContain("streaming_ro = host=reader.rds.test port=5432 dbname=streaming max_db_");
    expect(metadata.name).toMatch(/^pgbouncer-[0-9a-f]{10}$/);
    const other = await make({ settings: changed(pgbouncerArgs.settings, "maxClients", 4_000) });
    expect(other.one("pool-config").metadata.name).not.toBe(metadata.name);
  });

  it("runs pods without rights that fetch their user list, spread over zones, and replaced without a gap", () => {
    const { metadata, spec } = made.one("pool-pods");
    const configName = made.one("pool-config").metadata.name;
    const counted = { maxSkew: 1, labelSelector: { matchLabels: labels }, matchLabelKeys: ["pod-template-hash"] };
    const { maxClients, writerConnections, readerConnections } = pgbouncerArgs.settings;
    const sizes = {
      "p95/max-clients": `${maxClients}`,
      "p95/writer-connections": `${writerConnections}`,
      "p95/reader-connections": `${readerConnections}`,
    };
    expect(metadata).toEqual({ name: "pgbouncer", namespace: "data", labels, annotations: sizes });
    const { annotations } = spec.template.metadata;
    expect(annotations["p95/logins"]).toMatch(/^[0-9a-f]{10}$/);
    expect(spec).toEqual({
      replicas: 3,
      selector: { matchLabels: labels },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      minReadySeconds: 10,
      template: {
        metadata: { labels, annotations },
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
          serviceAccountName: "pgbouncer",
          priorityClassName: "streaming-critical",
          terminationGracePeriodSeconds: 120,
          topologySpreadConstraints: [
            {
              ...counted,
              topologyKey: "topology.kubernetes.io/zone",
              whenUnsatisfiable: "DoNotSchedule",
              minDomains: 2,
              nodeTaintsPolicy: "Honor",
            },
            { ...counted, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
          ],
          initContainers: [
            {
              ...restricted,
              name: "secrets",
              image: images.awsCli,
              resources: resources("50m", "256Mi"),
              command: ["/bin/sh", "-euc", FETCH_SCRIPT, "fetch"],
              args: ["userlist.txt", pgbouncerArgs.userListArn],
              env: [
                { name: "AWS_REGION", value: "us-east-1" },
                { name: "HOME", value: "/run/pgbouncer" },
                { name: "SECRETS_FOLDER", value: "/run/pgbouncer" },
              ],
              volumeMounts: [{ name: "secrets", mountPath: "/run/pgbouncer", readOnly: false }],
            },
          ],
          containers: [
            {
              ...restricted,
              name: "pgbouncer",
              image: images.pgbouncer,
              resources: resources("1000m", "256Mi"),
              command: ["pgbouncer", "/etc/pgbouncer/pgbouncer.ini"],
              ports: [{ name: "postgres", containerPort: 6432 }],
              readinessProbe: {
                tcpSocket: { port: "postgres" },
                timeoutSeconds: 2,
                periodSeconds: 5,
                failureThreshold: 2,
              },
              livenessProbe: {
                tcpSocket: { port: "postgres" },
                timeoutSeconds: 2,
                periodSeconds: 15,
                failureThreshold: 4,
              },
              lifecycle: { preStop: { exec: { command: ["/bin/sh", "-c", DRAIN_COMMAND] } } },
              volumeMounts: [
                { name: "config", mountPath: "/etc/pgbouncer", readOnly: true },
                { name: "secrets", mountPath: "/run/pgbouncer", readOnly: true },
                { name: "roots", mountPath: "/etc/rds", readOnly: true },
              ],
            },
            {
              ...restricted,
              name: "exporter",
              image: images.pgbouncerExporter,
              resources: resources("20m", "64Mi"),
              env: [
                {
                  name: "PGBOUNCER_EXPORTER_CONNECTION_STRING",
                  value: "postgres://pgbouncer_exporter@127.0.0.1:6432/pgbouncer?sslmode=disable",
                },
              ],
              ports: [{ name: "metrics", containerPort: 9127 }],
            },
          ],
          volumes: [
            { name: "config", configMap: { name: configName } },
            { name: "secrets", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } },
            { name: "roots", configMap: { name: "rds-roots" } },
          ],
        },
      },
    });
  });

  it("is drained by SIGINT, and killed only when every transaction has had its time", () => {
    expect(DRAIN_COMMAND).toBe("sleep 15; kill -INT 1; sleep 90");
    expect(made.one("pool-pods").spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(15 + 90);
  });

  it("is replaced when passwords change, since pods read them when they start", async () => {
    const annotation = ({ one }: Declared) => one("pool-pods").spec.template.metadata.annotations["p95/logins"];
    expect(annotation(await make())).toBe(annotation(made));
    expect(annotation(await make({ passwordVersion: 2 }))).not.toBe(annotation(made));
  });

  it("may read the user list, and starts when it may", () => {
    expect(JSON.parse(made.one("pool-identity-policy").policy).Statement).toEqual([
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [pgbouncerArgs.userListArn] },
    ]);
    expect(made.waitsFor("pool-pods")).toEqual(["pool-account", "pool-identity"]);
  });

  it("holds up no node with its only pod, and is scraped only where somebody scrapes", async () => {
    const alone = await make({ settings: changed(pgbouncerArgs.settings, "replicas", 1), zoneCount: 2 });
    const names = alone.resources.map(({ name }) => name);
    expect([names.includes("pool-budget"), names.includes("pool-monitor")]).toEqual([false, false]);
    expect(alone.one("pool-pods").spec.template.spec.topologySpreadConstraints[0]).not.toHaveProperty("minDomains");
  });
});

describe("pgbouncerProblems()", () => {
  it("reports each argument", () => {
    expect(pgbouncerProblems(pgbouncerArgs)).toEqual([]);
    const bad = {
      ...pgbouncerArgs,
      region: "moon",
      regionCount: 0,
      zoneCount: 7,
      settings: {} as never,
      images: {} as never,
    };
    expect([...new Set(pgbouncerProblems(bad).map(({ path }) => path.split(".")[0]))]).toEqual([
      "region",
      "regionCount",
      "zoneCount",
      "settings",
      "images",
    ]);
    expect(() => new PgBouncer("pool", bad)).toThrow('Cannot declare PgBouncer "pool"');
  });

  it("takes the ends of its ranges", () => {
    const small = changed(changed(pgbouncerArgs.settings, "writerConnections", 1), "connectionsPerLogin", 1);
    for (const ends of [
      { regionCount: 1, zoneCount: 1 },
      { regionCount: 20, zoneCount: 6 },
    ]) {
      expect(pgbouncerProblems({ ...pgbouncerArgs, settings: small, ...ends })).toEqual([]);
    }
    expect(pgbouncerProblems({ ...pgbouncerArgs, settings: small, regionCount: 21 }).map(({ path }) => path)).toEqual([
      "regionCount",
    ]);
    expect(pgbouncerProblems({ ...pgbouncerArgs, zoneCount: 0 }).map(({ path }) => path)).toEqual(["zoneCount"]);
  });
});
