import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, list, must, type Problem, text } from "../checks";
import { declareNamespace } from "../cluster/namespace";
import { regionProblems } from "../network/zone-ids";
import { autoscalerSpec } from "../service/horizontal-scaling";
import { INGRESS_PORT } from "../traffic/ingress-contract";
import { CONTROLLER_NAME, controllerValues, POD_LABELS, RELEASE_NAME } from "./controller-values";
import { NginxCrds } from "./nginx-crds";
import { type ServiceRoute, serviceRoutesProblems } from "./service-route";
import { type IngressSettings, ingressSettingsProblems } from "./settings";
import { type Manifest, routePolicies, virtualServer, virtualServerRoute } from "./virtual-servers";

const NAMESPACE = "nginx-ingress";

/** Who may say whom they speak for: CloudFront, whose ranges AWS keeps in this list. */
const CLOUDFRONT_LIST = "com.amazonaws.global.cloudfront.origin-facing";

export interface IngressArgs {
  readonly region: string;
  readonly settings: IngressSettings;
  readonly routes: readonly ServiceRoute[];
  /** Hosts of the requests, e.g. `example.com`; `*.example.com` stands for every name below. Add at the end: the order names objects. */
  readonly hostNames: readonly string[];
  /** Of the region's load balancer, declared by `RegionalEntrance`. */
  readonly targetGroupArn: pulumi.Input<string>;
  /** The region's own network. Its load balancer speaks for clients where it does not keep their addresses. */
  readonly vpcCidrBlock: string;
  /** Of the controller's pods. */
  readonly priorityClassName: string;
  /** Whether Prometheus scrapes the controller. Its kinds must then be known to the cluster: name them in `after`. */
  readonly serviceMonitor: boolean;
  /** What requests through our CDN carry in `x-origin-verify`. @default none - whoever gets past the load balancer is answered */
  readonly originVerification?: pulumi.Input<string> | undefined;
  /** What must exist first: the namespaces of `routes`, the priority class, the kinds of monitoring. */
  readonly after: readonly pulumi.Resource[];
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function ingressProblems({ region, settings, routes, hostNames, vpcCidrBlock }: IngressArgs): Problem[] {
  return [
    ...regionProblems("region", region),
    ...ingressSettingsProblems("settings", settings),
    ...serviceRoutesProblems("routes", routes),
    ...list("hostNames", hostNames, 1, 10, (at, host) =>
      text(at, host, /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "be a domain name"),
    ),
    ...must(/^\d+(\.\d+){3}\/\d+$/.test(vpcCidrBlock), "vpcCidrBlock", "be a range such as 10.32.0.0/16", vpcCidrBlock),
  ];
}

/**
 * Where a region's requests are handed to services: F5 NGINX Ingress Controller behind the declared load balancer, its kinds, and the
 * routes with limits, retries, caches and the answers when nothing else helps.
 */
export class Ingress extends pulumi.ComponentResource {
  /** Of the controller. */
  readonly namespace: pulumi.Output<string>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: IngressArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`Ingress "${name}"`, ingressProblems(args));
    super("p95:ingress:Ingress", name, {}, opts);

    const namespace = this.ownNamespace(name);
    const crds = new NginxCrds(`${name}-crds`, { parent: this });
    const routes = this.routes(name, args, [...crds.definitions, namespace, ...args.after]);
    // After the routes: a controller that reports ready then has them all.
    const release = this.release(name, args, [namespace, ...routes, ...args.after]);
    this.availability(name, args.settings, release);
    this.binding(name, args.targetGroupArn, release);

    this.namespace = namespace.metadata.name;
    this.registerOutputs({ namespace: this.namespace });
  }

  private ownNamespace(name: string): kubernetes.core.v1.Namespace {
    return declareNamespace(
      `${name}-namespace`,
      {
        namespace: NAMESPACE,
        podSecurity: "restricted",
        // A pod counts as ready once the load balancer sends to it, so a roll-out never takes the last one away.
        // Source: https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-nlb.html
        labels: { "eks.amazonaws.com/pod-readiness-gate-inject": "enabled" },
      },
      { parent: this },
    );
  }

  private routes(name: string, { routes, hostNames }: IngressArgs, dependsOn: pulumi.Resource[]): pulumi.Resource[] {
    // First: a route whose policy is missing answers 500.
    const policies = routes.flatMap((route) =>
      routePolicies(route).map((policy) => this.object(`${name}-${policy.metadata.name}`, policy, dependsOn)),
    );
    const ready = [...dependsOn, ...policies];
    return hostNames.map((host, i) => {
      const suffix = i === 0 ? "" : `-${i + 1}`;
      const shares = routes.map((route) =>
        this.object(`${name}-${route.service}${suffix}`, virtualServerRoute(host, route, suffix), ready),
      );
      return this.object(`${name}-streaming${suffix}`, virtualServer(NAMESPACE, host, routes, suffix), [
        ...ready,
        ...shares,
      ]);
    });
  }

  private object(name: string, manifest: Manifest, dependsOn: pulumi.Resource[]): pulumi.Resource {
    return new kubernetes.apiextensions.CustomResource(name, { ...manifest }, { parent: this, dependsOn });
  }

  private release(name: string, args: IngressArgs, dependsOn: pulumi.Resource[]): kubernetes.helm.v3.Release {
    const { settings, routes, priorityClassName, serviceMonitor, originVerification } = args;
    const trusted = this.trusted(args);
    return new kubernetes.helm.v3.Release(
      `${name}-controller`,
      {
        name: RELEASE_NAME, // a generated one would rename everything in it
        chart: "oci://ghcr.io/nginx/charts/nginx-ingress",
        version: settings.chartVersion,
        namespace: NAMESPACE,
        skipCrds: true,
        timeout: 600,
        values: controllerValues({ settings, routes, trusted, priorityClassName, serviceMonitor, originVerification }),
      },
      { parent: this, dependsOn },
    );
  }

  /** As of the last `pulumi up`: the daily preview shows when AWS has changed the list. */
  private trusted({ region, settings, vpcCidrBlock }: IngressArgs): pulumi.Input<string> {
    if (settings.clientAddress !== "x-forwarded-for") return vpcCidrBlock;
    const list = aws.ec2.getManagedPrefixListOutput({ region, name: CLOUDFRONT_LIST }, { parent: this });
    return list.entries.apply((entries) => [vpcCidrBlock, ...entries.map(({ cidr }) => cidr).sort()].join(","));
  }

  private availability(name: string, settings: IngressSettings, release: pulumi.Resource): void {
    const metadata = { name: CONTROLLER_NAME, namespace: NAMESPACE };
    new kubernetes.autoscaling.v2.HorizontalPodAutoscaler(
      `${name}-hpa`,
      { metadata, spec: autoscalerSpec(CONTROLLER_NAME, settings) },
      { parent: this, dependsOn: [release] },
    );
    new kubernetes.policy.v1.PodDisruptionBudget(
      `${name}-pdb`,
      {
        metadata,
        spec: {
          maxUnavailable: 1,
          unhealthyPodEvictionPolicy: "AlwaysAllow", // a pod that never gets ready would keep its node for ever
          selector: { matchLabels: POD_LABELS },
        },
      },
      { parent: this, dependsOn: [release] },
    );
  }

  /** EKS Auto Mode registers the pods behind the Service. Who may reach them is the entrance's business, so no `networking` here. */
  private binding(name: string, targetGroupARN: pulumi.Input<string>, release: pulumi.Resource): void {
    new kubernetes.apiextensions.CustomResource(
      `${name}-targets`,
      {
        apiVersion: "eks.amazonaws.com/v1",
        kind: "TargetGroupBinding",
        metadata: { name: CONTROLLER_NAME, namespace: NAMESPACE },
        spec: { serviceRef: { name: CONTROLLER_NAME, port: INGRESS_PORT }, targetGroupARN, targetType: "ip" },
      },
      { parent: this, dependsOn: [release] },
    );
  }
}
