import { describe, expect, it } from "@jest/globals";
import { PodIdentity, type PodIdentityArgs, podIdentityProblems } from "../../../components/cluster/pod-identity";
import { declared } from "../../support/declared";
import { resolved } from "../../support/mocks";

const args: PodIdentityArgs = {
  region: "eu-west-1",
  clusterName: "k8s-x",
  clusterArn: "arn:k8s",
  namespace: "playback",
  serviceAccount: "playback-service",
  statements: [{ actions: ["sqs:SendMessage"], resources: ["arn:queue"] }],
};

const problems = (more: Partial<PodIdentityArgs>) =>
  podIdentityProblems({ ...args, ...more }).map(({ path, reason }) => `${path}: ${reason}`);

describe("PodIdentity", () => {
  it("trusts the pods of one service account of one cluster, with what it may do in place first", async () => {
    let identity!: PodIdentity;
    const made = await declared((opts) => {
      identity = new PodIdentity("playback", args, opts);
    });
    expect(made.children("playback")).toEqual(["playback-association", "playback-policy", "playback-role"]);
    expect(made.one("playback-association")).toEqual({
      region: "eu-west-1",
      clusterName: "k8s-x",
      namespace: "playback",
      serviceAccount: "playback-service",
      roleArn: "arn:playback-role",
    });
    expect(JSON.parse(made.one("playback-policy").policy)).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["sqs:SendMessage"], Resource: ["arn:queue"] }],
    });
    expect(JSON.parse(made.one("playback-role").assumeRolePolicy).Statement[0].Condition.StringEquals).toEqual({
      "aws:RequestTag/eks-cluster-arn": "arn:k8s",
      "aws:RequestTag/kubernetes-namespace": "playback",
      "aws:RequestTag/kubernetes-service-account": "playback-service",
    });
    expect(made.waitsFor("playback-association")).toEqual(["playback-policy"]);
    expect(await resolved(identity.roleArn)).toBe("arn:playback-role");
  });

  it("takes conditions, and policies of AWS for AWS's own add-ons", async () => {
    const conditions = { StringEquals: { "kms:ViaService": "sqs.eu-west-1.amazonaws.com" } };
    const statements = [{ actions: ["kms:Decrypt"], resources: ["arn:key"], conditions }];
    const made = await declared(
      (opts) =>
        new PodIdentity("agent", { ...args, statements, managedPolicies: ["CloudWatchAgentServerPolicy"] }, opts),
    );
    expect(JSON.parse(made.one("agent-policy").policy).Statement[0].Condition).toEqual(conditions);
    expect(made.waitsFor("agent-association")).toEqual(["agent-CloudWatchAgentServerPolicy", "agent-policy"]);
  });

  it.each<[Partial<PodIdentityArgs>, string[]]>([
    [{}, []],
    [{ statements: [], managedPolicies: ["X"] }, []],
    [{ statements: [] }, ["statements: must allow something, got a list of 0"]],
    [{ namespace: "Playback" }, ['namespace: must be a namespace of Kubernetes, got "Playback"']],
    [{ serviceAccount: "" }, ['serviceAccount: must be a service account of Kubernetes, got ""']],
    [{ region: "euw1" }, ['region: must be a region such as "eu-west-1", got "euw1"']],
    [
      { statements: [{ actions: ["*"], resources: ["arn:queue"] }] },
      ['statements[0].actions[0]: must name actions, not a whole service, got "*"'],
    ],
    [
      { statements: [{ actions: ["sqs:*"], resources: ["arn:queue"] }] },
      ['statements[0].actions[0]: must name actions, not a whole service, got "sqs:*"'],
    ],
    [
      { statements: [{ actions: [], resources: [] }] },
      [
        "statements[0].actions: must name an action, got a list of 0",
        "statements[0].resources: must name a resource, got a list of 0",
      ],
    ],
    [
      { statements: [{ actions: ["cloudwatch:PutMetricData"], resources: ["*"] }] },
      ['statements[0].anyResourceBecause: must say why "*" is the narrowest resource, got undefined'],
    ],
    [
      {
        statements: [
          { actions: ["cloudwatch:PutMetricData"], resources: ["*"], anyResourceBecause: "metrics have no ARN" },
        ],
      },
      [],
    ],
  ])("judges %j", (more, expected) => {
    expect(problems(more)).toEqual(expected);
  });
});
