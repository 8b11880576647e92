import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { controllerValues } from "../../../components/ingress/controller-values";
import { Ingress, type IngressArgs, ingressProblems } from "../../../components/ingress/ingress";
import { STREAMING_ROUTES } from "../../../components/ingress/streaming-routes";
import { manifestProblems } from "../../../review/kubernetes/manifest-problems";
import { declared } from "../../support/declared";
import { resolved } from "../../support/mocks";
import { settings } from "./ingress-fixtures";

const args: IngressArgs = {
  region: "eu-west-1",
  settings,
  routes: STREAMING_ROUTES,
  hostNames: ["*.example.com", "example.com"],
  targetGroupArn: "arn:tg",
  vpcCidrBlock: "10.33.0.0/16",
  priorityClassName: "streaming-critical",
  serviceMonitor: true,
  after: [],
};

const PREFIX_LIST = "aws:ec2/getManagedPrefixList:getManagedPrefixList";
const asked: unknown[] = [];
const answers = {
  [PREFIX_LIST]: (inputs: object) => {
    asked.push(inputs);
    return { id: "pl-1", entries: [{ cidr: "205.251.249.0/24" }, { cidr: "120.52.22.96/27" }] };
  },
};

let ingress: Ingress;
const make = (of: Partial<IngressArgs> = {}) =>
  declared((opts) => {
    const namespace = new pulumi.ComponentResource("test:Namespace", "namespaces", {}, opts);
    ingress = new Ingress("in", { ...args, after: [namespace], ...of }, opts);
  }, answers);

describe("Ingress", () => {
  it("declares exactly these", async () => {
    const made = await make();
    const kinds = made.resources
      .filter(({ type }) => type.startsWith("kubernetes:"))
      .map(({ type, name }) => `${name} ${type.split(":").at(-1)}`);
    expect(kinds.sort()).toEqual([
      "in-catalog-service VirtualServerRoute",
      "in-catalog-service-2 VirtualServerRoute",
      "in-catalog-service-cache Policy",
      "in-controller Release",
      "in-crds-globalconfigurations CustomResourceDefinition",
      "in-crds-policies CustomResourceDefinition",
      "in-crds-transportservers CustomResourceDefinition",
      "in-crds-virtualserverroutes CustomResourceDefinition",
      "in-crds-virtualservers CustomResourceDefinition",
      "in-hpa HorizontalPodAutoscaler",
      "in-namespace Namespace",
      "in-pdb PodDisruptionBudget",
      "in-playback-service VirtualServerRoute",
      "in-playback-service-2 VirtualServerRoute",
      "in-playback-service-rate-limit Policy",
      "in-recommendation-service VirtualServerRoute",
      "in-recommendation-service-2 VirtualServerRoute",
      "in-recommendation-service-cache Policy",
      "in-session-service VirtualServerRoute",
      "in-session-service-2 VirtualServerRoute",
      "in-streaming VirtualServer",
      "in-streaming-2 VirtualServer",
      "in-targets TargetGroupBinding",
    ]);
    expect(await resolved(ingress.namespace)).toBe("nginx-ingress");
  });

  it("declares nothing that a strict API server would refuse", async () => {
    const made = await make();
    const manifests = made.resources.filter(({ type }) => type.startsWith("kubernetes:") && !type.includes(":helm"));
    expect(
      manifests.flatMap(({ name, inputs }) => manifestProblems(inputs).map((each) => ({ name, ...each }))),
    ).toEqual([]);
  });

  it("installs the pinned chart without its CRDs, and waits for the routes", async () => {
    const made = await make();
    const { values, compat: _, ...release } = made.one("in-controller");
    expect(release).toEqual({
      name: "nginx-ingress",
      chart: "oci://ghcr.io/nginx/charts/nginx-ingress",
      version: "2.6.4",
      namespace: "nginx-ingress",
      skipCrds: true,
      timeout: 600,
    });
    const trusted = "10.33.0.0/16,120.52.22.96/27,205.251.249.0/24";
    const { routes, priorityClassName, serviceMonitor } = args;
    expect(values).toEqual(controllerValues({ settings, routes, trusted, priorityClassName, serviceMonitor }));
    expect(made.waitsFor("in-controller")).toEqual(["in-namespace", "in-streaming", "in-streaming-2", "namespaces"]);
  });

  it("makes every object of NGINX wait for its kind, its namespace and its policies", async () => {
    const made = await make();
    const kinds = ["globalconfigurations", "policies", "transportservers", "virtualserverroutes", "virtualservers"];
    const first = [...kinds.map((kind) => `in-crds-${kind}`), "in-namespace", "namespaces"];
    expect(made.waitsFor("in-playback-service-rate-limit")).toEqual(first);
    const policies = ["in-catalog-service-cache", "in-playback-service-rate-limit", "in-recommendation-service-cache"];
    for (const suffix of ["", "-2"]) {
      expect(made.waitsFor(`in-playback-service${suffix}`)).toEqual([...first, ...policies].sort());
      expect(made.waitsFor(`in-streaming${suffix}`)).toEqual(
        [...first, ...policies, ...STREAMING_ROUTES.map(({ service }) => `in-${service}${suffix}`)].sort(),
      );
    }
    expect(made.one("in-streaming").spec.host).toBe("*.example.com");
    expect(made.one("in-streaming-2").spec.host).toBe("example.com");
  });

  it.each([
    ["preserve", undefined],
    ["proxy-protocol", "10.33.0.0/16"],
  ] as const)("asks for no ranges of CloudFront where addresses come by %s", async (clientAddress, trusted) => {
    asked.length = 0;
    const made = await make({ settings: { ...settings, clientAddress } });
    expect(asked).toEqual([]);
    expect(made.one("in-controller").values.controller.config.entries["set-real-ip-from"]).toBe(trusted);
  });

  it("asks its own region for CloudFront's ranges", async () => {
    asked.length = 0;
    await make();
    expect(asked).toEqual([{ region: "eu-west-1", name: "com.amazonaws.global.cloudfront.origin-facing" }]);
  });

  it("scales between its bounds and loses one pod at a time", async () => {
    const made = await make();
    expect(made.one("in-hpa").spec).toMatchObject({
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "nginx-ingress-controller" },
      minReplicas: 3,
      maxReplicas: 30,
      metrics: [
        { resource: { name: "cpu", target: { averageUtilization: 60 } } },
        { resource: { name: "memory", target: { averageUtilization: 80 } } },
      ],
    });
    expect(made.one("in-pdb").spec).toEqual({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
      selector: {
        matchLabels: { "app.kubernetes.io/name": "nginx-ingress", "app.kubernetes.io/instance": "nginx-ingress" },
      },
    });
  });

  it("binds the pods behind the controller's Service to the declared load balancer", async () => {
    const made = await make();
    expect(made.one("in-targets")).toEqual({
      apiVersion: "eks.amazonaws.com/v1",
      kind: "TargetGroupBinding",
      metadata: { name: "nginx-ingress-controller", namespace: "nginx-ingress" },
      spec: {
        serviceRef: { name: "nginx-ingress-controller", port: 80 },
        targetGroupARN: "arn:tg",
        targetType: "ip",
      },
    });
    expect(made.waitsFor("in-targets")).toEqual(["in-controller"]);
  });
});

describe("ingressProblems()", () => {
  const problems = (of: Partial<IngressArgs>) =>
    ingressProblems({ ...args, ...of }).map(({ path, reason }) => `${path}: ${reason}`);

  it("finds nothing wrong with what is right", () => {
    expect(problems({})).toEqual([]);
    expect(problems({ hostNames: ["origin.example.com"] })).toEqual([]);
  });

  it("names everything that is wrong at once", () => {
    expect(
      problems({
        hostNames: ["https://example.com"],
        vpcCidrBlock: "10.33.0.0",
        settings: { ...settings, minReplicas: 1 },
        routes: [],
      }),
    ).toEqual([
      "settings.minReplicas: must be 2 to 100 pods, got 1",
      "routes: must be a list of routes, got a list of 0",
      'hostNames[0]: must be a domain name, got "https://example.com"',
      'vpcCidrBlock: must be a range such as 10.32.0.0/16, got "10.33.0.0"',
    ]);
  });

  it("keeps a wrong component from being declared", () => {
    expect(() => new Ingress("in", { ...args, hostNames: ["*"] })).toThrow(
      'Cannot declare Ingress "in"\n  hostNames[0]: must be a domain name, got "*"',
    );
  });
});
