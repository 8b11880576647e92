import * as pulumi from "@pulumi/pulumi";

/** A resource as the engine would have been asked to create it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, any>;
  /** Reference of the provider it would be made with; none for components. */
  readonly provider?: string;
}

/** What a type's provider fills in and components read, beside `id`, `arn` and `name`. */
const COMPUTED: Readonly<Record<string, Record<string, unknown>>> = {
  "aws:eks/cluster:Cluster": { endpoint: "https://eks.test", certificateAuthority: { data: "Q0E=" } },
  "aws:eks/nodeGroup:NodeGroup": { resources: [{ autoscalingGroups: [{ name: "baseline" }] }] },
  "aws:acm/certificate:Certificate": {
    domainValidationOptions: [
      { domainName: "p95.example", resourceRecordName: "_x", resourceRecordType: "CNAME", resourceRecordValue: "_y" },
    ],
  },
  "aws:lb/loadBalancer:LoadBalancer": { dnsName: "nlb.test", zoneId: "ZNLB" },
  "aws:route53/zone:Zone": { zoneId: "ZTEST", nameServers: ["ns.test"] },
  "aws:sqs/queue:Queue": { url: "https://sqs.test" },
  "aws:rds/cluster:Cluster": {
    endpoint: "writer.rds.test",
    readerEndpoint: "reader.rds.test",
    clusterResourceId: "cluster-TEST",
  },
  "aws:synthetics/canary:Canary": { engineArn: "arn:aws:lambda:eu-west-1:111122223333:function:cwsyn-eyes-1f9c:3" },
  "random:index/randomPassword:RandomPassword": { result: "hunter2" },
  "aws:ec2/natGateway:NatGateway": { publicIp: "192.0.2.1", regionalNatGatewayAddresses: [{ publicIp: "192.0.2.2" }] },
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
        state: { arn: `arn:${name}`, ...COMPUTED[type], ...inputs, name: inputs.name ?? name },
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
