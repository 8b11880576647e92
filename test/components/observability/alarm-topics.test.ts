import { beforeEach, describe, expect, it } from "@jest/globals";
import { AlarmTopics } from "../../../components/observability/alarm-topics";
import { declare, type Registered, recordResources, resolved } from "../../support/mocks";

describe("AlarmTopics", () => {
  let registered: Registered[];
  beforeEach(async () => {
    registered = await recordResources();
  });
  const inputs = (name: string) => registered.find((r) => r.name === name)!.inputs;
  const ofThisAccount = { StringEquals: { "aws:SourceAccount": "111122223333" } };

  const alarmTopics = () =>
    declare(() => new AlarmTopics("alarms", { region: "eu-west-1", accountId: "111122223333" }));

  it("encrypts both topics with a key that CloudWatch and RDS may use for this account only", async () => {
    await alarmTopics();
    expect(inputs("alarms-page-topic")).toEqual({ region: "eu-west-1", kmsMasterKeyId: "arn:alarms-key" });
    expect(inputs("alarms-ticket-topic")).toEqual({ region: "eu-west-1", kmsMasterKeyId: "arn:alarms-key" });
    expect(JSON.parse(inputs("alarms-key").policy).Statement).toEqual([
      { Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "kms:*", Resource: "*" },
      {
        Effect: "Allow",
        Principal: { Service: ["cloudwatch.amazonaws.com", "events.rds.amazonaws.com"] },
        Condition: ofThisAccount,
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
      },
    ]);
    expect(inputs("alarms-key").enableKeyRotation).toBe(true);
  });

  it.each(["page", "ticket"])(
    "lets CloudWatch and RDS alone publish to the %s topic, for this account",
    async (topic) => {
      await alarmTopics();
      expect(inputs(`alarms-${topic}-policy`).arn).toBe(`arn:alarms-${topic}-topic`);
      expect(JSON.parse(inputs(`alarms-${topic}-policy`).policy).Statement).toEqual([
        {
          Effect: "Allow",
          Principal: { Service: ["cloudwatch.amazonaws.com", "events.rds.amazonaws.com"] },
          Condition: ofThisAccount,
          Action: "sns:Publish",
          Resource: `arn:alarms-${topic}-topic`,
        },
      ]);
    },
  );

  it("offers both ARNs", async () => {
    const topics = await alarmTopics();
    expect(await resolved(topics.pageTopicArn)).toBe("arn:alarms-page-topic");
    expect(await resolved(topics.ticketTopicArn)).toBe("arn:alarms-ticket-topic");
  });

  it("refuses a region that is none", () => {
    expect(() => new AlarmTopics("alarms", { region: "euw1", accountId: "111122223333" })).toThrow(
      'Cannot declare AlarmTopics "alarms"\n  region: must be a region such as "eu-west-1", got "euw1"',
    );
  });
});
