import { createHash } from "node:crypto";
import type { Properties } from "../../values";
import type { Fact } from "../facts";
import type { ProviderConfiguration } from "../provider-configuration";
import { passes, regionOf, text } from "./arguments";
import { partitionOf } from "./region-table";

/**
 * Stands for the ranges of every list: reserved for documentation, so that nobody takes it for a real one.
 * Source: https://www.rfc-editor.org/rfc/rfc5737
 */
const DOCUMENTATION_CIDR = "192.0.2.0/24";

interface PrefixList {
  readonly id: string;
  readonly name: string;
  readonly region: string;
}

/** Lists of address ranges that AWS manages. Names are certain; ids and ranges are made up. */
export const prefixListFacts: Readonly<Record<string, Fact>> = {
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": {
    simulated: true,
    answer: (args, provider) => {
      const list = theOne(args, provider, text(args, "id"));
      return (
        list && {
          ...(args.filters === undefined ? {} : { filters: args.filters }),
          ...list,
          addressFamily: "IPv4",
          arn: `arn:${partitionOf(list.region).id}:ec2:${list.region}:aws:prefix-list/${list.id}`,
          entries: [{ cidr: DOCUMENTATION_CIDR, description: "simulated" }],
          maxEntries: 0,
          ownerId: "AWS",
          tags: {},
          version: 0,
        }
      );
    },
  },
  "aws:ec2/getPrefixList:getPrefixList": {
    simulated: true,
    answer: (args, provider) => {
      const list = theOne(args, provider, text(args, "prefixListId"));
      return list && { ...args, ...list, cidrBlocks: [DOCUMENTATION_CIDR] };
    },
  },
};

/** The only list that fits; `undefined` for lists of the account's own, which we cannot know. */
function theOne(args: Properties, provider: ProviderConfiguration, id: string | undefined): PrefixList | undefined {
  const region = regionOf(args, provider);
  if (region === undefined) return undefined;
  const fitting = managedLists(region).filter(
    (list) =>
      (id ?? list.id) === list.id &&
      (text(args, "name") ?? list.name) === list.name &&
      passes(args.filters, { "owner-id": "AWS", "prefix-list-id": list.id, "prefix-list-name": list.name }),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Source: https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html */
function managedLists(region: string): PrefixList[] {
  const prefix = partitionOf(region).reverseDnsPrefix;
  return [
    `${prefix}.global.cloudfront.origin-facing`,
    ...["dynamodb", "ec2-instance-connect", "route53-healthchecks", "s3", "s3express", "vpc-lattice"].map(
      (service) => `${prefix}.${region}.${service}`,
    ),
  ].map((name) => ({ id: `pl-${hash(`${region} ${name}`)}`, name, region }));
}

const hash = (name: string) => createHash("sha256").update(name).digest("hex").slice(0, 8);
