import { describe, expect, it } from "@jest/globals";
import { experimentFitProblems } from "../../../components/resilience/experiment-fit";
import { quotaDemand, quotaProblems } from "../../../components/resilience/quota-demand";
import { declareQuotaRequests } from "../../../components/resilience/quota-requests";
import { QUOTA_NAMES, QUOTAS, type QuotaDemand } from "../../../components/resilience/quotas";
import { platformSettingsProblems } from "../../../components/settings-problems";
import { settingsFor } from "../../../stacks";
import { declared } from "../../support/declared";
import { big, primary, secondary, small } from "./samples";

const nothing = Object.fromEntries(QUOTA_NAMES.map((name) => [name, 0])) as QuotaDemand;

describe("quotaDemand()", () => {
  it("adds up what a primary region may grow to, every scaler at its maximum", () => {
    expect(quotaDemand(big, primary)).toEqual({
      standardVcpus: 30 * 8, // the baseline nodes, which are more than the pods
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
    const { cacheNodes, databaseInstances } = quotaDemand(big, secondary);
    expect({ cacheNodes, databaseInstances }).toEqual({ cacheNodes: 3 * 2 + 15 * 6 + 2 * 2, databaseInstances: 2 });
  });

  it("asks little for a stack that nobody depends on", () => {
    expect(quotaDemand(small, secondary)).toEqual({
      standardVcpus: Math.ceil(4 * 10 * 0.5 + 2 * 3 * 0.25 + 0.01 + 2 + 5 * 2 + 3 + 2 * 4 + 4), // the pods that settings size
      elasticIps: 1,
      vpcs: 1,
      natGatewaysPerZone: 1,
      interfaceEndpointsPerVpc: 0,
      networkLoadBalancers: 1,
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
    expect(quotaDemand(settings, primary).elasticIps).toBe(count);
  });

  it("counts pods where they need more than the baseline nodes have", () => {
    const settings = { ...big, ingress: { ...big.ingress, maxReplicas: 200 } };
    expect(quotaDemand(settings, primary).standardVcpus).toBe(Math.ceil(38.51 + 200 * 2));
  });

  it("leaves out runners where nobody tests the stack as a whole", () => {
    const { loadTests: _, ...load } = small.load;
    const [withThem, without] = [small, { ...small, load }].map((each) => quotaDemand(each, primary).standardVcpus);
    expect(withThem! - without!).toBe(4);
  });
});

describe("platformSettingsProblems()", () => {
  const prod = settingsFor("prod");
  const withQuotas = (quotas: object) => ({ ...prod, resilience: { ...prod.resilience, quotas } });

  it("refuses a stack whose account does not allow its largest size, in each region", () => {
    expect(platformSettingsProblems(withQuotas({ standardVcpus: 240, databaseInstances: 15 }))).toEqual([
      { path: "resilience.quotas.databaseInstances", reason: expect.stringMatching(/us-east-1 .*\(16\), got 15$/) },
    ]);
    expect(platformSettingsProblems(withQuotas({ standardVcpus: 239 })).map(({ reason }) => reason)).toEqual(
      prod.regions.map(({ name }) => expect.stringContaining(`be at least what ${name} may need`)),
    );
  });

  it("says nothing of quotas while a size is no size", () => {
    const { ingress } = prod;
    const wrong = { ...withQuotas({ standardVcpus: 1 }), ingress: { ...ingress, maxReplicas: "many" } } as any;
    expect(platformSettingsProblems(wrong).map(({ path }) => path)).toEqual(["ingress.maxReplicas"]);
  });
});

describe("quotaProblems()", () => {
  it("says which region needs more of what, and how much", () => {
    const demand = quotaDemand(big, primary);
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
