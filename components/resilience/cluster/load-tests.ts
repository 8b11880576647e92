import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type LoadRequest, loadPlan, regressionPlan } from "../../../runtime/load/plan";
import { assertNoProblems, fields, list, must, type Problem, text, wholeNumber } from "../../checks";
import { declareNamespace } from "../../cluster/namespace";
import { imageProblems } from "../../service/images";
import {
  type Bundle,
  bundle,
  PERF_NAMESPACE,
  REGRESSION,
  RUNNER_ACCOUNT,
  regressionSpec,
  testRunSpec,
} from "./k6-manifests";
import { type LoadSettings, type LoadTestsSettings, loadSettingsProblems } from "./settings";

export interface LoadTestsArgs {
  readonly settings: LoadSettings;
  readonly images: LoadTestImages;
  /** The traffic, of which the shares make 100 percent. */
  readonly requests: readonly LoadRequest[];
  /** The region's hour with the fewest viewers, 0 to 23. */
  readonly quietHourUtc: number;
}

/** Pinned by digest. */
export interface LoadTestImages {
  /** `grafana/k6`, 1.0 or newer: the script is TypeScript. @default none - only where nothing is to be run */
  readonly k6?: string | undefined;
  /** `ghcr.io/grafana/k6-operator`, its `starter`. @default none - only where no test of the whole is to be run */
  readonly k6Starter?: string | undefined;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function loadTestsProblems({ settings, images, requests, quietHourUtc }: LoadTestsArgs): Problem[] {
  const { loadTests, regression } = Object(settings) as Partial<LoadSettings>;
  const runs = (Object(loadTests) as Partial<LoadTestsSettings>).run?.length !== 0 && loadTests !== undefined;
  return [
    ...loadSettingsProblems("settings", settings),
    ...(images.k6 !== undefined || runs || regression !== undefined ? imageProblems("images.k6", images.k6) : []),
    ...(images.k6Starter !== undefined || runs ? imageProblems("images.k6Starter", images.k6Starter) : []),
    ...requestsProblems("requests", requests),
    ...wholeNumber("quietHourUtc", quietHourUtc, 0, 23, "o'clock"),
  ];
}

function requestsProblems(path: string, requests: readonly LoadRequest[]): Problem[] {
  const total = requests.reduce((sum, { sharePercent }) => sum + sharePercent, 0);
  return [
    ...list(path, requests, 1, 100, (at, request) =>
      fields<LoadRequest>(at, request, {
        endpoint: (endpointAt, value) => text(endpointAt, value, /^\/[\w/-]*$/, 'be a path such as "/api/playback"'),
        url: (urlAt, value) => text(urlAt, value, /^https?:\/\/[^\s]+$/, "be an address"),
        distinct: (distinctAt, value) => wholeNumber(distinctAt, value, 1, 1_000_000_000, "addresses"),
        sharePercent: (shareAt, value) => wholeNumber(shareAt, value, 1, 100, "percent"),
      }),
    ),
    ...must(total === 100, `${path}[].sharePercent`, "make 100 percent", total),
  ];
}

/** What puts a cluster under load: a namespace of its own, tests of the whole where they are wanted, and the weekly benchmark. */
export class LoadTests extends pulumi.ComponentResource {
  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: LoadTestsArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`LoadTests "${name}"`, loadTestsProblems(args));
    super("p95:resilience:LoadTests", name, {}, opts);
    const { loadTests, regression } = args.settings;

    const namespace = declareNamespace(
      `${name}-namespace`,
      { namespace: PERF_NAMESPACE, podSecurity: "restricted" },
      { parent: this },
    );
    const inside = { parent: this, dependsOn: [namespace] };
    const account = new kubernetes.core.v1.ServiceAccount(
      `${name}-runner`,
      { metadata: { name: RUNNER_ACCOUNT, namespace: PERF_NAMESPACE }, automountServiceAccountToken: false },
      inside,
    );
    if (loadTests !== undefined) this.tests(name, args, loadTests, this.operator(name, loadTests, inside), account);
    if (regression !== undefined) this.regression(name, args, account);
    this.registerOutputs({});
  }

  /** Also brings the kind TestRun. */
  private operator(
    name: string,
    { operatorChart }: LoadTestsSettings,
    inside: pulumi.CustomResourceOptions,
  ): pulumi.Resource {
    return new kubernetes.helm.v3.Release(
      `${name}-operator`,
      {
        name: "k6-operator",
        chart: "k6-operator",
        version: operatorChart,
        repositoryOpts: { repo: "https://grafana.github.io/helm-charts" },
        namespace: PERF_NAMESPACE,
        values: OPERATOR_VALUES,
      },
      inside,
    );
  }

  private tests(
    name: string,
    { settings, images, requests }: LoadTestsArgs,
    loadTests: LoadTestsSettings,
    operator: pulumi.Resource,
    account: pulumi.Resource,
  ): void {
    for (const test of loadTests.run) {
      const made = bundle(test, loadPlan(test, settings.profile, settings.limits, requests));
      const scripts = this.scripts(`${name}-${test}-scripts`, made, account);
      new kubernetes.apiextensions.CustomResource(
        `${name}-${test}`,
        {
          apiVersion: "k6.io/v1alpha1",
          kind: "TestRun",
          metadata: { name: made.name, namespace: PERF_NAMESPACE },
          spec: testRunSpec(made, loadTests, { k6: images.k6!, k6Starter: images.k6Starter! }),
        },
        { parent: this, dependsOn: [operator, scripts, account] },
      );
    }
  }

  private regression(name: string, args: LoadTestsArgs, account: pulumi.Resource): void {
    const { settings, images, requests, quietHourUtc } = args;
    const regression = settings.regression!;
    const plan = regressionPlan(regression.requestsPerSecond, regression.minutes, settings.limits, requests);
    const made = bundle(REGRESSION, plan);
    const scripts = this.scripts(`${name}-regression-scripts`, made, account);
    new kubernetes.batch.v1.CronJob(
      `${name}-regression`,
      {
        metadata: { name: REGRESSION, namespace: PERF_NAMESPACE },
        spec: regressionSpec(made, regression, quietHourUtc, images.k6!),
      },
      { parent: this, dependsOn: [scripts, account] },
    );
  }

  private scripts(name: string, { name: configMap, data }: Bundle, after: pulumi.Resource): pulumi.Resource {
    return new kubernetes.core.v1.ConfigMap(
      name,
      { metadata: { name: configMap, namespace: PERF_NAMESPACE }, immutable: true, data: { ...data } },
      { parent: this, dependsOn: [after] },
    );
  }
}

/** It sees its own namespace only, and runs as Pod Security's `restricted` wants it. */
const OPERATOR_VALUES = {
  namespace: { create: false },
  rbac: { namespaced: true },
  manager: {
    logging: { development: false },
    resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "128Mi" } },
    podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    containerSecurityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  },
};
