import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { QUOTA_NAMES, QUOTAS, type QuotaName } from "./quotas";

/**
 * Asks AWS for every quota above its default. The request may stay open for days or be refused, a quota never goes down, and
 * deleting the resource changes nothing: it says what the account must have, no more.
 */
export function declareQuotaRequests(
  name: string,
  { region, quotas }: { readonly region: string; readonly quotas: Readonly<Partial<Record<QuotaName, number>>> },
  opts: pulumi.CustomResourceOptions,
): void {
  for (const quota of QUOTA_NAMES) {
    const { serviceCode, quotaCode, byDefault } = QUOTAS[quota];
    const value = quotas[quota];
    if (value === undefined || value <= byDefault) continue;
    new aws.servicequotas.ServiceQuota(`${name}-quota-${quota}`, { region, serviceCode, quotaCode, value }, opts);
  }
}
