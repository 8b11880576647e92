import { status } from "@grpc/grpc-js";
import { EngineError } from "../../engine-error";
import type { Fact } from "../facts";
import { text } from "./arguments";
import { partitionOf } from "./region-table";

/** Account of every simulated answer: the one that AWS keeps for documentation, which nobody owns. */
export const ACCOUNT_ID = "123456789012";

/** Who is asking, and names that follow from it. */
export const accountFacts: Readonly<Record<string, Fact>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": {
    simulated: true,
    answer: (_args, provider) => ({
      id: ACCOUNT_ID,
      accountId: ACCOUNT_ID,
      arn: `arn:${partitionOf(provider.region).id}:iam::${ACCOUNT_ID}:user/simulated`,
      userId: "AIDASIMULATEDEXAMPLE",
    }),
  },
  "aws:s3/getCanonicalUserId:getCanonicalUserId": {
    simulated: true,
    answer: () => ({ id: "0".repeat(64), displayName: "" }),
  },
  "aws:index/getDefaultTags:getDefaultTags": {
    simulated: false,
    answer: (_args, provider) => ({ id: partitionOf(provider.region).id, tags: { ...provider.defaultTags } }),
  },
  "aws:index/getArn:getArn": {
    simulated: false,
    answer: (args) => {
      const arn = text(args, "arn") ?? "";
      const [prefix, partition, service, region, account, ...resource] = arn.split(":");
      if (prefix !== "arn" || partition === undefined || resource.length === 0) {
        throw new EngineError(`${JSON.stringify(arn)} is not an ARN: it must have six parts`, status.INVALID_ARGUMENT);
      }
      return {
        id: arn,
        arn,
        partition,
        service: service ?? "",
        region: region ?? "",
        account: account ?? "",
        resource: resource.join(":"),
      };
    },
  },
  "aws:iam/getSessionContext:getSessionContext": {
    simulated: true,
    answer: (args) => {
      const arn = text(args, "arn") ?? "";
      const [, partition, account, role, sessionName] =
        /^arn:([^:]+):sts::(\d*):assumed-role\/(.+)\/([^/]+)$/.exec(arn) ?? [];
      if (role === undefined || sessionName === undefined) {
        return { id: arn, arn, issuerArn: arn, issuerId: "", issuerName: "", sessionName: "" };
      }
      const issuerName = role.split("/").pop() ?? role;
      const issuerArn = `arn:${partition}:iam::${account}:role/${role}`;
      return { id: arn, arn, issuerArn, issuerId: "AROASIMULATEDEXAMPLE", issuerName, sessionName };
    },
  },
  // Source: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/billing-getting-started.html#step-2
  "aws:index/getBillingServiceAccount:getBillingServiceAccount": {
    simulated: false,
    answer: () => ({ id: "386209384616", arn: "arn:aws:iam::386209384616:root" }),
  },
};
