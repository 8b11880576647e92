import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "../physical-name";
import { EDGE_REGION } from "./edge-region";
import { firewallRules, visibility } from "./firewall-rules";
import type { FirewallSettings } from "./settings";

export interface EdgeFirewallArgs {
  readonly settings: FirewallSettings;
  readonly logRetentionDays: number;
}

/** WAF takes a log group only under this name. Source: https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html */
const LOG_GROUP_PREFIX = "aws-waf-logs-p95-";

/** What a viewer's request passes before the cache is asked, in every edge. What it counted or turned away is logged. */
export class EdgeFirewall extends pulumi.ComponentResource {
  readonly webAclArn: pulumi.Output<string>;
  /** Of the whole, in CloudWatch's dimension `WebACL`. */
  readonly metricName: string;

  constructor(name: string, args: EdgeFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cdn:EdgeFirewall", name, {}, opts);
    const child = { parent: this };
    this.metricName = physicalName("waf", name); // of the stack: an account's web ACLs are told apart by it, not by their names

    const acl = new aws.wafv2.WebAcl(
      `${name}-acl`,
      {
        region: EDGE_REGION,
        scope: "CLOUDFRONT",
        description: "Pages and API",
        defaultAction: { allow: {} },
        rules: firewallRules(args.settings),
        visibilityConfig: visibility(this.metricName),
      },
      child,
    );
    const records = new aws.cloudwatch.LogGroup(
      `${name}-records`,
      { region: EDGE_REGION, namePrefix: LOG_GROUP_PREFIX, retentionInDays: args.logRetentionDays },
      child,
    );
    new aws.wafv2.WebAclLoggingConfiguration(
      `${name}-logging`,
      {
        region: EDGE_REGION,
        resourceArn: acl.arn,
        logDestinationConfigs: [records.arn],
        redactedFields: ["authorization", "cookie"].map((header) => ({ singleHeader: { name: header } })),
        loggingFilter: {
          defaultBehavior: "DROP", // what was let through is in CloudFront's own log
          filters: [
            {
              behavior: "KEEP",
              requirement: "MEETS_ANY",
              conditions: ["BLOCK", "COUNT"].map((action) => ({ actionCondition: { action } })),
            },
          ],
        },
      },
      child,
    );

    this.webAclArn = acl.arn;
    this.registerOutputs({ webAclArn: this.webAclArn, metricName: this.metricName });
  }
}
