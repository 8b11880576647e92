import { describe, expect, it } from "@jest/globals";
import { experimentFitProblems } from "../../../components/resilience/experiment-fit";
import { quotaDemand, quotaProblems, vcpus } from "../../../components/resilience/quota-demand";
import { declareQuotaRequests } from "../../../components/resilience/quota-requests";
import { QUOTA_NAMES, QUOTAS, type QuotaDemand } from "../../../components/resilience/quotas";
import { dev } from "../../../stacks/dev";
import { staging } from "../../../stacks/staging";
import { declared } from "../../support/declared";
import { big, primary, secondary, small } from "./samples";

const modest = { nodeVcpus: 0, hasEntrance: true };
const nothing = Object.fromEntries(QUOTA_NAMES.map((name) => [name, 0])) as QuotaDemand;

describe("quotaDemand()", () => {
  it("adds up what a primary region may grow to, every scaler at its maximum", () => {
    expect(quotaDemand(big, primary, { nodeVcpus: 400, hasEntrance: true })).toEqual({
      standardVcpus: 30 * 8 + 400, // baseline nodes, and what Auto Mode makes
      elasticIps: 3,
      vpcs: 1,
      natGatewaysPerZone: 1,
      interfaceEndpointsPerVpc: 2,
      networkLoadBalancers: 1,
      cacheNodes: 3 * 3 + 15 * 6 + 2 * 2,
      databaseInstances: 16,
      databaseClusters: 1,
    });
  });

  it("and a secondary one, with its own copies", () => {
    const { cacheNodes, databaseInstances } = quotaDemand(big, secondary, modest);
    expect({ cacheNodes, databaseInstances }).toEqual({ cacheNodes: 3 * 2 + 15 * 6 + 2 * 2, databaseInstances: 2 });
  });

  it("asks little for a stack that nobody depends on", () => {
    expect(quotaDemand(small, secondary, { nodeVcpus: 0, hasEntrance: false })).toEqual({
      standardVcpus: 0,
      elasticIps: 1,
      vpcs: 1,
      natGatewaysPerZone: 1,
      interfaceEndpointsPerVpc: 0,
      networkLoadBalancers: 0,
      cacheNodes: 0,
      databaseInstances: 1,
      databaseClusters: 1,
    });
  });

  it.each([
    [{ mode: "single" }, 1],
    [{ mode: "zonal", gatewayCount: 2 }, 2],
    [{ mode: "regional" }, 3],
  ] as const)("takes addresses for NAT %p: %p", (nat, count) => {
    const settings = { ...big, network: { ...big.network, nat } };
    expect(quotaDemand(settings, primary, modest).elasticIps).toBe(count);
  });

  it("is met by AWS's defaults in dev and staging", () => {
    for (const stack of [dev, staging]) {
      for (const each of stack.regions) {
        expect(quotaProblems("quotas", each.name, quotaDemand(stack, each, modest), {})).toEqual([]);
      }
    }
  });
});

describe("quotaProblems()", () => {
  it("says which region needs more of what, and how much", () => {
    const demand = quotaDemand(big, primary, modest);
    expect(quotaProblems("resilience.quotas", "us-east-1", demand, {})).toEqual([
      {
        path: "resilience.quotas.standardVcpus",
        reason: "must be at least what us-east-1 may need of vCPUs of standard on-demand instances (240), got 5",
      },
    ]);
  });

  it.each(QUOTA_NAMES)("lets %s be used up, and not by one more", (name) => {
    const demand = { ...nothing, [name]: QUOTAS[name].byDefault };
    expect(quotaProblems("q", "eu-west-1", demand, {})).toEqual([]);
    const above = { ...nothing, [name]: QUOTAS[name].byDefault + 1 };
    expect(quotaProblems("q", "eu-west-1", above, {}).map(({ path }) => path)).toEqual([`q.${name}`]);
    expect(quotaProblems("q", "eu-west-1", above, { [name]: QUOTAS[name].byDefault + 1 })).toEqual([]);
  });

  it("believes the settings where they say less than AWS's default", () => {
    expect(quotaProblems("q", "eu-west-1", { ...nothing, cacheNodes: 11 }, { cacheNodes: 10 })).toHaveLength(1);
  });
});

describe("vcpus()", () => {
  it.each([
    ["m7g.medium", 1],
    ["m7g.large", 2],
    ["m7g.xlarge", 4],
    ["m7g.2xlarge", 8],
    ["c7g.16xlarge", 64],
  ])("of %s are %p", (type, count) => {
    expect(vcpus(type)).toBe(count);
  });

  it.each(["m7g.metal", "m7g", "t4g.nano"])("throws at %s instead of guessing", (type) => {
    expect(() => vcpus(type)).toThrow(`Cannot tell the vCPUs of ${type}`);
  });
});

describe("declareQuotaRequests()", () => {
  it("asks for what is above AWS's default, and for nothing else", async () => {
    const quotas = { standardVcpus: 512, elasticIps: 5, cacheNodes: 299 };
    const made = await declared((opts) => declareQuotaRequests("eu", { region: "eu-west-1", quotas }, opts));
    expect(made.names()).toEqual(["eu-quota-standardVcpus"]);
    expect(made.one("eu-quota-standardVcpus")).toEqual({
      region: "eu-west-1",
      serviceCode: "ec2",
      quotaCode: "L-1216C47A",
      value: 512,
    });
  });
});

describe("experimentFitProblems()", () => {
  it("finds nothing wrong with breaking what there are copies of", () => {
    expect(experimentFitProblems("e", ["cache-failover", "database-failover", "zone-loss", "pod-delete"], big)).toEqual(
      [],
    );
  });

  it("refuses to break what has no copy to take over", () => {
    expect(experimentFitProblems("e", ["pod-delete", "cache-failover", "database-failover"], small)).toEqual([
      {
        path: "e[1]",
        reason: 'must not be "cache-failover" with serverless caches, whose zones cannot be lost one by one',
      },
      { path: "e[2]", reason: 'must not be "database-failover" with a database without readers' },
    ]);
    const bare = structuredClone(big) as any;
    bare.caches.sessions.replicasPerShard = 0;
    bare.caches.recommendations.replicasPerShard = { minCount: 0, maxCount: 5, targetCpuPercent: 60 };
    bare.caches.metadata.replicasPerShard = 0;
    bare.database.instances.readers = 0;
    expect(experimentFitProblems("e", ["cache-failover", "database-failover"], bare)).toEqual([
      { path: "e[0]", reason: 'must not be "cache-failover" with caches without replicas' },
      { path: "e[1]", reason: 'must not be "database-failover" with a database without readers' },
    ]);
  });
});
