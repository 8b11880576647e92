import { describe, expect, it } from "@jest/globals";
import { Platform } from "../../components/platform";
import { SERVICE_NAMES, WORKER_NAMES } from "../../components/service/service-contract";
import type { PlatformSettings } from "../../components/settings";
import { settingsFor } from "../../stacks";
import { type Declared, declared } from "../support/declared";
import { ACCOUNT, ANSWERS, IMAGES } from "./platform-samples";

const staging = settingsFor("staging");
const known = new Map<string, Promise<Declared>>();

/** A whole platform takes seconds, so tests with the same settings share one. */
function platformOf(settings: PlatformSettings, domain: string | undefined, images = IMAGES): Promise<Declared> {
  const key = JSON.stringify([settings, domain, images]);
  const made =
    known.get(key) ??
    declared(
      (opts) =>
        new Platform(
          "p95",
          {
            settings,
            accountId: ACCOUNT,
            domain,
            images,
          },
          opts,
        ),
      ANSWERS,
    );
  known.set(key, made);
  return made;
}
const whole = () => platformOf(staging, "p95.example");
const typesOf = ({ resources }: Declared, name: RegExp) =>
  resources.filter((r) => name.test(r.name)).map((r) => r.type);

describe("RegionWorkloads", () => {
  it("waits for the database, and in the second region for the workloads of the first", async () => {
    const { waitsFor } = await whole();
    // Both a region and its workloads have the region's name; the workloads come last.
    expect(waitsFor("eu-west-1")).toEqual(["database"]);
    expect(waitsFor("us-east-1")).toEqual(["database", "eu-west-1"]);
  });

  it("lets load and experiments in once the services are there", async () => {
    const { waitsFor } = await whole();
    for (const region of ["eu-west-1", "us-east-1"]) {
      expect(waitsFor(`${region}-load`)).toEqual([`${region}-services`]);
      expect(waitsFor(`${region}-fis`)).toEqual([`${region}-services`]);
    }
  });

  it("hands the benchmark its own image, and every service and worker the one of its name", async () => {
    const { one } = await whole();
    const containers = (name: string) => one(name).spec.template.spec.containers.map((each: any) => each.image);
    for (const name of [...SERVICE_NAMES, ...WORKER_NAMES]) {
      expect(containers(`us-east-1-services-${name}-deployment`)).toEqual([IMAGES[name]]);
    }
    const { jobTemplate } = one("us-east-1-load-regression").spec;
    expect(jobTemplate.spec.template.spec.containers.map((each: any) => each.image)).toEqual([IMAGES.k6]);
  });

  it("answers to the domain itself and to every name below it", async () => {
    const { resources } = await whole();
    const servers = resources.filter(({ type }) => type === "kubernetes:k8s.nginx.org/v1:VirtualServer");
    expect(servers.map(({ name, inputs }) => `${name} ${inputs.spec.host}`).sort()).toEqual([
      "eu-west-1-ingress-streaming *.p95.example",
      "eu-west-1-ingress-streaming-2 p95.example",
      "us-east-1-ingress-streaming *.p95.example",
      "us-east-1-ingress-streaming-2 p95.example",
    ]);
  });

  it("lets nobody in without a domain, and runs the services all the same", async () => {
    const made = await platformOf(settingsFor("dev"), undefined, {});
    expect(typesOf(made, /-ingress\b/)).toEqual([]);
    const deployments = made.names("kubernetes:apps/v1:Deployment");
    expect(deployments).toEqual([...SERVICE_NAMES].sort().map((name) => `us-east-1-services-${name}-deployment`));
  });

  it("gives experiments rights in the cluster only where one of them disturbs pods", async () => {
    const dev = settingsFor("dev");
    const rights = async (experiments: PlatformSettings["resilience"]["experiments"]) => {
      const settings = { ...dev, resilience: { ...dev.resilience, experiments } };
      return new Set(typesOf(await platformOf(settings, undefined, {}), /^us-east-1-fis\b/));
    };
    expect(await rights(["pod-delete"])).toEqual(
      new Set([
        "p95:resilience:ExperimentAccess",
        "kubernetes:core/v1:ServiceAccount",
        "kubernetes:rbac.authorization.k8s.io/v1:Role",
        "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
      ]),
    );
    expect(await rights([])).toEqual(new Set());
  });

  it("refuses a stack that measures itself without an image to do so", async () => {
    const { k6: _, ...others } = IMAGES;
    await expect(platformOf(staging, "p95.example", others)).rejects.toThrow(
      "images.k6: must be given where settings.load wants it",
    );
  });
});
