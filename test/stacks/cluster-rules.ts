import { expect, it } from "@jest/globals";
import { checkManifests } from "../../review/kubernetes/check-manifests";
import type { ExportedResource, ExportedStack } from "./exported";

/** What brings the CRDs of each API group that Kubernetes itself does not have, by type and name without its region. */
const BROUGHT_BY: Readonly<Record<string, string>> = {
  "eks.amazonaws.com": "aws:eks/cluster:Cluster eks-cluster", // Auto Mode
  "k8s.nginx.org": "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition ingress-crds-virtualservers",
  "keda.sh": "kubernetes:helm.sh/v3:Release services-keda-release",
  "monitoring.coreos.com": "kubernetes:helm.sh/v3:Release monitoring-crds-release",
};

/** Groups that every cluster serves. Source: https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/ */
const BUILT_IN =
  /^(core|apps|autoscaling|batch|policy|(apiextensions|networking|rbac\.authorization|scheduling|storage)\.k8s\.io)$/;

const groupOf = ({ type }: ExportedResource) => /^kubernetes:([^/]+)\//.exec(type)?.[1];
const plain = (name: string) => name.replace(/^[a-z]+-[a-z]+-\d-/, "");

interface PodSpec {
  readonly containers: readonly any[];
  readonly initContainers?: readonly any[];
  readonly volumes?: readonly Record<string, unknown>[];
}

/** Pods that a value describes, however deep. */
function podsIn(value: unknown): PodSpec[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "containers" in value && Array.isArray(value.containers) ? [value as unknown as PodSpec] : [];
  return [...own, ...Object.values(value).flatMap(podsIn)];
}

/** What holds for everything in the clusters of a stack. */
export function clusterRules(name: string, exported: () => ExportedStack): void {
  const objects = () =>
    exported().resources.filter(({ type }) => type.startsWith("kubernetes:") && !type.includes(":helm.sh/"));
  const deployed = () =>
    objects().flatMap((resource) => podsIn(resource.inputs.spec).map((pod) => ({ resource, pod })));

  it(`${name}: every custom resource waits for what brings its kind, in its own cluster`, () => {
    const custom = objects().filter((each) => !BUILT_IN.test(groupOf(each)!));
    const late = custom.filter((each) => {
      const region = each.name.slice(0, -plain(each.name).length);
      const wanted = BROUGHT_BY[groupOf(each)!]?.replace(" ", ` ${region}`);
      return ![...exported().needs(each)].some((needed) => `${needed.type} ${needed.name}` === wanted);
    });
    expect(late.map(({ urn }) => urn)).toEqual([]);
    const groups = Object.keys(BROUGHT_BY).filter((group) => name !== "dev" || /keda|monitoring/.test(group));
    expect([...new Set(custom.map(groupOf))].sort()).toEqual(groups); // dev has no domain, hence no NGINX
  });

  it(`${name}: every container asks for CPU and memory`, () => {
    const greedy = deployed().flatMap(({ resource, pod }) =>
      [...pod.containers, ...(pod.initContainers ?? [])]
        .map(({ name: container, resources }) => ({ container, asked: Object.keys(resources?.requests ?? {}).sort() }))
        .filter(({ asked }) => !asked.includes("cpu") || !asked.includes("memory"))
        .map(({ container }) => `${resource.name} ${container}`),
    );
    expect(greedy).toEqual([]);
    const services = deployed().filter(({ resource }) => resource.name.endsWith("-service-deployment"));
    expect(services).toHaveLength({ dev: 4, staging: 8, prod: 12 }[name]!);
  });

  it(`${name}: no service keeps anything in its pods`, () => {
    const kept = deployed()
      .filter(({ resource }) => resource.type === "kubernetes:apps/v1:Deployment")
      .flatMap(({ resource, pod }) =>
        (pod.volumes ?? [])
          .flatMap((volume) => Object.keys(volume).filter((kind) => kind !== "name"))
          .filter((kind) => !["configMap", "emptyDir", "projected", "secret"].includes(kind))
          .map((kind) => `${resource.name} ${kind}`),
      );
    expect(kept).toEqual([]);
    const types = exported().resources.map(({ type }) => type);
    expect(types.filter((type) => /:(StatefulSet|PersistentVolume|PersistentVolumeClaim)$/.test(type))).toEqual([]);
  });

  it(`${name}: Kubernetes 1.34 and our pinned CRDs accept every object strictly`, () => {
    const { accepted, rejected, notCheckable } = checkManifests(JSON.parse(exported().text));
    expect(rejected.map((each) => ({ name: each.name, problems: each.problems }))).toEqual([]);
    expect(accepted).toBe(objects().length);
    // Only what AWS or Pulumi makes up while it creates something; a secret would be a reason of its own.
    expect([...new Set(notCheckable.map(({ reason }) => reason))]).toEqual(["not known yet"]);
  });
}
