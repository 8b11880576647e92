import * as pulumi from "@pulumi/pulumi";

/** A resource as the engine would have been asked to create it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, any>;
  /** Reference of the provider it would be made with; none for components. */
  readonly provider?: string;
}

/** What a type's provider fills in and components read, beside `id`, `arn` and `name`; objects are added to what was given. */
const COMPUTED: Readonly<Record<string, (name: string) => Record<string, unknown>>> = {
  "aws:acm/certificate:Certificate": () => ({
    domainValidationOptions: [
      { domainName: "p95.example", resourceRecordName: "_x", resourceRecordType: "CNAME", resourceRecordValue: "_y" },
    ],
  }),
  "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 3 }),
  "aws:ec2/natGateway:NatGateway": () => ({
    publicIp: "192.0.2.1",
    regionalNatGatewayAddresses: [{ publicIp: "192.0.2.2" }],
  }),
  "aws:eks/cluster:Cluster": (name) => ({
    endpoint: `https://${name}.eks`,
    certificateAuthority: { data: "Q0E=" },
    vpcConfig: { clusterSecurityGroupId: `sg-${name}` },
  }),
  "aws:eks/nodeGroup:NodeGroup": (name) => ({ resources: [{ autoscalingGroups: [{ name: `asg-${name}` }] }] }),
  "aws:lb/loadBalancer:LoadBalancer": () => ({ dnsName: "nlb.test", zoneId: "ZNLB" }),
  "aws:rds/cluster:Cluster": (name) => ({
    endpoint: `${name}.writer`,
    readerEndpoint: `${name}.reader`,
    clusterResourceId: `cluster-${name.toUpperCase()}`,
  }),
  "aws:rds/globalCluster:GlobalCluster": (name) => ({ endpoint: `${name}.writer` }),
  "aws:route53/zone:Zone": () => ({ zoneId: "ZTEST", nameServers: ["ns.test"] }),
  "aws:sqs/queue:Queue": () => ({ url: "https://sqs.test" }),
  "aws:synthetics/canary:Canary": () => ({
    engineArn: "arn:aws:lambda:eu-west-1:111122223333:function:cwsyn-eyes-1f9c:3",
  }),
  "random:index/randomPassword:RandomPassword": () => ({ result: "hunter2" }),
};

/** Answers a test gives to invokes, by token, e.g. `aws:index/getCallerIdentity:getCallerIdentity`. */
export type Answers = Readonly<Record<string, (inputs: any) => Record<string, unknown>>>;

/**
 * Starts recording every resource the program under test registers. No engine, no cloud, no credentials.
 * The `id` of a resource is `<name>-id` and its `arn` `arn:<name>`, unless the program gave its own.
 */
export async function recordResources(answers: Answers = {}, stack = "dev"): Promise<Registered[]> {
  const registered: Registered[] = [];
  const mocks: pulumi.runtime.Mocks = {
    newResource({ type, name, inputs, provider }) {
      registered.push({ type, name, inputs, provider });
      return {
        id: `${name}-id`,
        state: { arn: `arn:${name}`, ...computed(type, name, inputs), name: inputs.name ?? name },
      };
    },
    call({ token, inputs }) {
      const answer = answers[token];
      if (!answer) throw new Error(`Cannot answer ${token}: add it to the test that needs it`);
      return answer(inputs);
    },
  };
  await pulumi.runtime.setMocks(mocks, "p95", stack);
  return registered;
}

function computed(type: string, name: string, inputs: Record<string, any>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...inputs };
  for (const [field, value] of Object.entries(COMPUTED[type]?.(name) ?? {})) {
    const given = inputs[field];
    if (given === undefined) merged[field] = value;
    else if (typeof value === "object" && !Array.isArray(value)) merged[field] = { ...given, ...value };
  }
  return merged;
}

/** Value of an output. Await it: an expectation inside a loose `apply` never fails its test. */
export function resolved<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

/** Waits until everything that the program under test declared has been recorded. */
export function settled(): Promise<void> {
  return pulumi.runtime.disconnect();
}

/**
 * Runs `make` and waits until everything that it declares has been recorded. Without stack traces meanwhile: the SDK takes one for
 * each promise, which under Jest is nine tenths of the time.
 */
export async function declare<T>(make: () => T): Promise<T> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const made = make();
    await settled();
    return made;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
