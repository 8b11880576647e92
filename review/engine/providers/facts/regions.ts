import type { Fact } from "../facts";
import { passes, regionOf, text } from "./arguments";
import { partitionOf, REGIONS } from "./region-table";

/** Regions, partitions and names that follow from them. */
export const regionFacts: Readonly<Record<string, Fact>> = {
  "aws:index/getRegion:getRegion": {
    simulated: false,
    answer: (args, provider) => {
      const asked = text(args, "name") ?? text(args, "id") ?? regionOf(args, provider);
      const name = Object.keys(REGIONS).find((id) => ec2Endpoint(id) === text(args, "endpoint")) ?? asked;
      const region = name === undefined ? undefined : REGIONS[name];
      if (name === undefined || region === undefined) return undefined;
      return { id: name, name, region: name, description: region.description, endpoint: ec2Endpoint(name) };
    },
  },
  "aws:index/getRegions:getRegions": {
    simulated: true, // Which regions are switched on differs between accounts.
    answer: (args, provider) => {
      const partition = partitionOf(provider.region);
      const names = Object.keys(REGIONS).filter((name) => {
        const optIn = REGIONS[name]?.enabledByDefault ? "opt-in-not-required" : "not-opted-in";
        return (
          partitionOf(name).id === partition.id &&
          (args.allRegions === true || optIn === "opt-in-not-required") &&
          passes(args.filters, { "region-name": name, "opt-in-status": optIn, endpoint: ec2Endpoint(name) })
        );
      });
      return { ...args, id: partition.id, names };
    },
  },
  "aws:index/getPartition:getPartition": {
    simulated: false,
    answer: (_args, provider) => {
      const { id, dnsSuffix, reverseDnsPrefix } = partitionOf(provider.region);
      return { id, partition: id, dnsSuffix, reverseDnsPrefix };
    },
  },
  "aws:index/getServicePrincipal:getServicePrincipal": {
    simulated: false,
    answer: (args, provider) => {
      const region = regionOf(args, provider);
      const serviceName = text(args, "serviceName");
      if (region === undefined || serviceName === undefined) return undefined;
      const suffix = principalSuffix(serviceName, region);
      return {
        id: `${serviceName}.${region}.${suffix}`,
        name: `${serviceName}.${suffix}`,
        region,
        serviceName,
        suffix,
      };
    },
  },
};

const ec2Endpoint = (region: string) => `ec2.${region}.${partitionOf(region).dnsSuffix}`;

/** China keeps its own suffix for three services only. Source: aws-cdk-lib/region-info/lib/default.ts in aws/aws-cdk */
function principalSuffix(serviceName: string, region: string): string {
  const own = partitionOf(region).id === "aws-cn" && ["codedeploy", "elasticmapreduce", "logs"].includes(serviceName);
  return own ? partitionOf(region).dnsSuffix : "amazonaws.com";
}
