/** A property that the provider at hand cannot measure, and who says what it does. */
export interface Stated {
  readonly replaces: boolean;
  readonly source: string;
}

const V6_GUIDE =
  "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support: region is ForceNew";
const NOT_VERIFIED = "not verified, taken for a replacement until measured (facts/aws.md section 14)";
const TEXT_OF_PULUMI = "declarations of @pulumi/aws 7.48";

/** On every type that has the argument. */
export const STATED_EVERYWHERE: Readonly<Record<string, Stated>> = { region: { replaces: true, source: V6_GUIDE } };

/** By type token and Pulumi path. */
export const STATED: Readonly<Record<string, Readonly<Record<string, Stated>>>> = {
  "aws:arczonalshift/zonalAutoshiftConfiguration:ZonalAutoshiftConfiguration": {
    resourceArn: { replaces: true, source: TEXT_OF_PULUMI },
  },
  "aws:cloudwatch/alarmMuteRule:AlarmMuteRule": { name: { replaces: true, source: TEXT_OF_PULUMI } },
  "aws:ec2/natGateway:NatGateway": {
    availabilityMode: { replaces: true, source: NOT_VERIFIED },
    vpcId: { replaces: true, source: NOT_VERIFIED },
  },
};
