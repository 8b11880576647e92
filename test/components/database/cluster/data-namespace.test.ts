import { beforeAll, describe, expect, it } from "@jest/globals";
import {
  DataNamespace,
  type DataNamespaceArgs,
  dataNamespaceProblems,
} from "../../../../components/database/cluster/data-namespace";
import { rdsRoots } from "../../../../components/database/cluster/rds-roots";
import { manifestProblems } from "../../../../review/kubernetes/manifest-problems";
import { type Declared, declared } from "../../../support/declared";
import { namespaceArgs } from "./samples";

const make = (args: Partial<DataNamespaceArgs> = {}) =>
  declared((opts) => new DataNamespace("data", { ...namespaceArgs, ...args }, opts));

describe("DataNamespace", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await make();
  });

  it("admits only pods without rights", () => {
    expect(made.one("data-namespace").metadata).toEqual({
      name: "data",
      labels: { "pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/warn": "restricted" },
    });
  });

  it("brings the authorities of all regions, since any of them may get the writer", () => {
    expect(made.one("data-roots").metadata).toEqual({ name: "rds-roots", namespace: "data" });
    expect(made.one("data-roots").data).toEqual({ "roots.pem": rdsRoots(["eu-west-1", "us-east-1"]) });
  });

  it("lets only the services that use the database in, and pods only to the database and to AWS", () => {
    const out = [
      {
        to: [{ ipBlock: { cidr: "10.32.0.0/16" } }, { ipBlock: { cidr: "10.33.0.0/16" } }],
        ports: [{ protocol: "TCP", port: 5432 }],
      },
      {
        to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } }],
        ports: [{ protocol: "TCP", port: 443 }],
      },
      { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [{ protocol: "TCP", port: 80 }] },
    ];
    const from = (...names: string[]) =>
      names.map((name) => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } }));
    expect(made.one("data-pgbouncer").spec).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/name": "pgbouncer" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: from("playback", "recommendations", "catalog"), ports: [{ protocol: "TCP", port: 6432 }] },
        { from: from("monitoring"), ports: [{ protocol: "TCP", port: 9127 }] },
      ],
      egress: out,
    });
    expect(made.one("data-database-job").spec).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/name": "database-job" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [],
      egress: out,
    });
    expect(made.one("data-deny-all").spec).toMatchObject({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  });

  it("declares nothing that a strict API server would refuse", () => {
    const manifests = made.resources.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(manifests).toHaveLength(5);
    expect(manifests.flatMap(({ inputs }) => manifestProblems(inputs))).toEqual([]);
  });

  it("refuses a region without authorities, and rules that would admit everybody", () => {
    expect(dataNamespaceProblems(namespaceArgs)).toEqual([]);
    expect(dataNamespaceProblems({ regions: ["mars-1"], networkCidrBlocks: [] }).map(({ path }) => path)).toEqual([
      "regions[0]",
      "networkCidrBlocks",
    ]);
    expect(dataNamespaceProblems({ ...namespaceArgs, regions: [] }).map(({ path }) => path)).toEqual(["regions"]);
    expect(() => new DataNamespace("data", { ...namespaceArgs, regions: [] })).toThrow(
      'Cannot declare DataNamespace "data"',
    );
  });
});
