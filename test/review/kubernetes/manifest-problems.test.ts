import { describe, expect, test } from "@jest/globals";
import { manifestProblems } from "../../../review/kubernetes/manifest-problems";

const metadata = {
  name: "playback-service",
  namespace: "playback",
  labels: { "app.kubernetes.io/name": "playback-service" },
};

function deployment(container: object = {}, spec: object = {}) {
  const labels = metadata.labels;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      selector: { matchLabels: labels },
      strategy: { rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: "service",
              image: "repo@sha256:0",
              resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { memory: "1Gi" } },
              readinessProbe: { httpGet: { path: "/readyz", port: "http" } },
              ports: [{ name: "http", containerPort: 8080 }],
              ...container,
            },
          ],
        },
      },
      ...spec,
    },
  };
}

const policy = (rateLimit: object) => ({
  apiVersion: "k8s.nginx.org/v1",
  kind: "Policy",
  metadata,
  spec: { rateLimit },
});
const limit = { rate: "10r/s", key: "${binary_remote_addr}", zoneSize: "10m", burst: 20 };

describe("a manifest of a built-in kind", () => {
  test("is accepted when all fields are known and of their types", () => {
    expect(manifestProblems(deployment())).toEqual([]);
  });

  test("may give a port and a share as a number or a text, and nothing else", () => {
    expect(manifestProblems(deployment({ readinessProbe: { httpGet: { port: 8080 } } }))).toEqual([]);
    const path = "spec.template.spec.containers[0].readinessProbe.httpGet.port";
    expect(manifestProblems(deployment({ readinessProbe: { httpGet: { port: true } } }))).toEqual([
      { path, message: "must be integer, got true" },
      { path, message: "must be string, got true" },
    ]);
  });

  test("is refused for a field that does not exist, with its path", () => {
    expect(manifestProblems(deployment({ imagePullPolcy: "Always" }, { replica: 3 }))).toEqual([
      { path: "spec.replica", message: "unknown field" },
      { path: "spec.template.spec.containers[0].imagePullPolcy", message: "unknown field" },
    ]);
  });

  test("is refused for a value of the wrong type", () => {
    expect(manifestProblems(deployment({ ports: [{ containerPort: "8080" }] }, { replicas: 1.5 }))).toEqual([
      { path: "spec.replicas", message: "must be integer, got 1.5" },
      { path: "spec.template.spec.containers[0].ports[0].containerPort", message: 'must be integer, got "8080"' },
    ]);
  });

  test("is refused for a field that is missing", () => {
    expect(manifestProblems(deployment({ name: undefined }, { selector: undefined }))).toEqual([
      { path: "spec.selector", message: "must be given" },
      { path: "spec.template.spec.containers[0].name", message: "must be given" },
    ]);
  });

  test("is refused for a value that is not on the list", () => {
    expect(manifestProblems(deployment({ imagePullPolicy: "Sometimes" }))).toEqual([
      {
        path: "spec.template.spec.containers[0].imagePullPolicy",
        message: 'must be one of Always, IfNotPresent, Never, got "Sometimes"',
      },
    ]);
  });

  test("is refused for an amount that is none", () => {
    const [problem] = manifestProblems(deployment({ resources: { requests: { cpu: "half" } } }));
    expect(problem?.path).toBe("spec.template.spec.containers[0].resources.requests.cpu");
    expect(problem?.message).toMatch(/^must match pattern .+, got "half"$/);
  });

  test("is refused for a 32-bit number out of range", () => {
    expect(manifestProblems(deployment({}, { replicas: 2 ** 31 - 1 }))).toEqual([]);
    expect(manifestProblems(deployment({}, { replicas: 2 ** 31 + 1 }))).toEqual([
      { path: "spec.replicas", message: 'must match format "int32", got 2147483649' },
    ]);
  });

  test("is refused for bytes that are not base64", () => {
    const secret = (password: string) => ({ apiVersion: "v1", kind: "Secret", metadata, data: { password } });
    expect(manifestProblems(secret("aHVudGVyMg=="))).toEqual([]);
    expect(manifestProblems(secret("hunter2"))).toEqual([
      { path: "data.password", message: 'must match format "byte", got "hunter2"' },
    ]);
  });
});

describe("metadata", () => {
  test("must be given, with a name or the beginning of one", () => {
    const object = { apiVersion: "v1", kind: "ServiceAccount" };
    expect(manifestProblems(object)).toEqual([{ path: "metadata", message: "must be given" }]);
    expect(manifestProblems({ ...object, metadata: {} })).toEqual([
      { path: "metadata.name", message: "must be given" },
    ]);
    expect(manifestProblems({ ...object, metadata: { generateName: "playback-" } })).toEqual([]);
  });

  test("is judged for custom resources too, whose schemas leave it open", () => {
    const object = { ...policy(limit), metadata: { ...metadata, label: {}, annotations: { "p95.dev/rate": 10 } } };
    expect(manifestProblems(object)).toEqual([
      { path: "metadata.label", message: "unknown field" },
      { path: 'metadata.annotations["p95.dev/rate"]', message: "must be string, got 10" },
    ]);
  });
});

describe("a custom resource", () => {
  test("is judged by the schema of the release that we run", () => {
    expect(manifestProblems(policy({ ...limit, noDelay: true, rejectCode: 429 }))).toEqual([]);
    expect(manifestProblems(policy({ ...limit, nodelay: true }))).toEqual([
      { path: "spec.rateLimit.nodelay", message: "unknown field" },
    ]);
    expect(manifestProblems(policy({ ...limit, burst: "20" }))).toEqual([
      { path: "spec.rateLimit.burst", message: 'must be integer, got "20"' },
    ]);
  });

  test("of KEDA takes no numbers where it wants texts, and no trigger without metadata", () => {
    const triggers = [{ type: "cron", metadata: { desiredReplicas: 30 } }, { type: "cron" }];
    const object = {
      apiVersion: "keda.sh/v1alpha1",
      kind: "ScaledObject",
      metadata,
      spec: { scaleTargetRef: { name: "playback-capacity-signal" }, triggers },
    };
    expect(manifestProblems(object)).toEqual([
      { path: "spec.triggers[0].metadata.desiredReplicas", message: "must be string, got 30" },
      { path: "spec.triggers[1].metadata", message: "must be given" },
    ]);
  });

  test("is held to patterns that Go writes with flags inside", () => {
    const rule = (strategy: string) => ({
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      metadata,
      spec: { groups: [{ name: "slo", partial_response_strategy: strategy, rules: [] }] },
    });
    expect(manifestProblems(rule("WARN"))).toEqual([]);
    expect(manifestProblems(rule("ignore")).map(({ path }) => path)).toEqual([
      "spec.groups[0].partial_response_strategy",
    ]);
  });

  test("may hold anything where its schema keeps what it does not know", () => {
    const crd = (schema: object) => ({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "policies.k8s.nginx.org" },
      spec: {
        group: "k8s.nginx.org",
        names: { kind: "Policy", plural: "policies" },
        scope: "Namespaced",
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    });
    expect(
      manifestProblems(crd({ type: "object", properties: { spec: { type: "object", default: { a: [1] } } } })),
    ).toEqual([]);
    expect(manifestProblems(crd({ properties: { spec: { typ: "object" } } }))).toEqual([
      { path: "spec.versions[0].schema.openAPIV3Schema.properties.spec.typ", message: "unknown field" },
    ]);
  });
});

describe("a kind without a schema", () => {
  test("is a problem and never a pass", () => {
    const object = { apiVersion: "chaos-mesh.org/v1alpha1", kind: "PodChaos", metadata };
    expect(manifestProblems(object)).toEqual([
      { path: "", message: "there is no schema for chaos-mesh.org/v1alpha1 PodChaos" },
    ]);
    expect(manifestProblems({ ...deployment(), apiVersion: "apps/v1beta1" })).toEqual([
      { path: "", message: "there is no schema for apps/v1beta1 Deployment" },
    ]);
    expect(manifestProblems({ apiVersion: "v1", kind: "metadata" })).toEqual([
      { path: "", message: "there is no schema for v1 metadata" },
    ]);
  });

  test("is what a manifest without a kind has", () => {
    expect(manifestProblems({ metadata })).toEqual([
      { path: "apiVersion", message: "must be given, as a text" },
      { path: "kind", message: "must be given, as a text" },
    ]);
    expect(manifestProblems([])).toEqual([{ path: "", message: "must be an object, got []" }]);
  });
});

describe("values that are not known yet", () => {
  const unknown =
    (...paths: readonly string[]) =>
    (path: string) =>
      paths.includes(path);

  test("are not judged, but what stands beside them is", () => {
    const object = deployment({ image: 1 }, { replicas: "later", paused: "no" });
    expect(manifestProblems(object, unknown("spec.replicas"))).toEqual([
      { path: "spec.paused", message: 'must be boolean, got "no"' },
      { path: "spec.template.spec.containers[0].image", message: "must be string, got 1" },
    ]);
  });

  test("do not hide that their field does not exist", () => {
    expect(manifestProblems(deployment({}, { replica: "later" }), unknown("spec.replica"))).toEqual([
      { path: "spec.replica", message: "unknown field" },
    ]);
  });

  test("leave open which of several readings fits", () => {
    const port = "spec.template.spec.containers[0].readinessProbe.httpGet.port";
    const object = deployment({ readinessProbe: { httpGet: { port: true } } });
    expect(manifestProblems(object, unknown(port))).toEqual([]);
  });
});
