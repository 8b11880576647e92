import { describe, expect, test } from "@jest/globals";
import { SECRET, SIGNATURE_KEY, UNKNOWN } from "../../../review/engine/values";
import { checkManifests } from "../../../review/kubernetes/check-manifests";
import { renderManifestChecks } from "../../../review/kubernetes/render";
import { palette } from "../../../review/render/palette";

const urn = (name: string, type: string) => `urn:pulumi:prod::p95::p95:ingress:Ingress$${type}::${name}`;

const resource = (name: string, type: string, inputs: object, rest: object = {}) => ({
  urn: urn(name, type),
  type,
  custom: true,
  inputs,
  sourcePosition: "project:///components/ingress/ingress.ts#12,5",
  ...rest,
});

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const SECRETS = "kubernetes:core/v1:Secret";
const BINDING = "kubernetes:eks.amazonaws.com/v1:TargetGroupBinding";
const configMap = { apiVersion: "v1", kind: "ConfigMap" };
const secret = { [SIGNATURE_KEY]: SECRET, plaintext: '"[secret]"' };

const checkpoint = {
  deployment: {
    resources: [
      resource("whole", CONFIG_MAP, { ...configMap, metadata: { name: "whole" }, data: { a: "b" }, __defaults: [] }),
      resource("auto-named", CONFIG_MAP, configMap),
      resource("broken", CONFIG_MAP, { ...configMap, metadata: { name: "broken" }, dat: {} }),
      resource("hidden", SECRETS, { apiVersion: "v1", kind: "Secret", stringData: { password: secret }, type: 1 }),
      resource("unborn", BINDING, {
        apiVersion: "eks.amazonaws.com/v1",
        kind: "TargetGroupBinding",
        metadata: { name: "nginx" },
        spec: { serviceRef: { name: "nginx", port: 80 }, targetGroupARN: UNKNOWN },
      }),
      resource("part", "kubernetes:core/v1:ConfigMapPatch", { ...configMap, dat: {} }),
      resource("release", "kubernetes:helm.sh/v3:Release", { chart: "nginx-ingress" }),
      resource("group", "kubernetes:yaml/v2:ConfigGroup", {}, { custom: false }),
      resource("component", "kubernetes:core/v1:ConfigMap", {}, { custom: false }),
      resource("looked-up", CONFIG_MAP, { dat: {} }, { external: true }),
      resource("queue", "aws:sqs/queue:Queue", {}),
      resource("provider", "pulumi:providers:kubernetes", {}),
    ],
  },
};

const found = (name: string, type: string) => ({
  urn: urn(name, type),
  type,
  name,
  source: "components/ingress/ingress.ts:12",
});

describe("the check of an exported stack", () => {
  test("sorts every object that it declares into accepted, rejected and values that cannot be judged", () => {
    expect(checkManifests(checkpoint)).toEqual({
      accepted: 3,
      rejected: [
        { ...found("broken", CONFIG_MAP), problems: [{ path: "dat", message: "unknown field" }] },
        { ...found("hidden", SECRETS), problems: [{ path: "type", message: "must be string, got 1" }] },
      ],
      notCheckable: [
        {
          ...found("part", "kubernetes:core/v1:ConfigMapPatch"),
          path: "",
          reason: "a patch is a part of an object that others declare",
        },
        { ...found("hidden", SECRETS), path: "stringData.password", reason: "a secret" },
        { ...found("unborn", BINDING), path: "spec.targetGroupARN", reason: "not known yet" },
      ],
    });
  });

  test("says in words what it found, with counts and sources", () => {
    const text = renderManifestChecks([{ stack: "prod", ...checkManifests(checkpoint) }], palette({}, {}));
    expect(text.split("\n")).toEqual([
      "check:kubernetes: judged by the schemas of Kubernetes 1.34 and of our pinned releases",
      "",
      "prod: 3 accepted, 2 rejected, 3 values not checkable",
      "  rejected broken (kubernetes:core/v1:ConfigMap) components/ingress/ingress.ts:12",
      "    dat: unknown field",
      "  rejected hidden (kubernetes:core/v1:Secret) components/ingress/ingress.ts:12",
      "    type: must be string, got 1",
      "  not checkable part (kubernetes:core/v1:ConfigMapPatch): a patch is a part of an object that others declare",
      "  not checkable hidden (kubernetes:core/v1:Secret): stringData.password: a secret",
      "  not checkable unborn (kubernetes:eks.amazonaws.com/v1:TargetGroupBinding): spec.targetGroupARN: not known yet",
      "",
    ]);
  });

  test("rejects an object whose inputs are missing altogether", () => {
    const { rejected } = checkManifests({ deployment: { resources: [resource("empty", CONFIG_MAP, {})] } });
    expect(rejected.map(({ problems }) => problems)).toEqual([
      [
        { path: "apiVersion", message: "must be given, as a text" },
        { path: "kind", message: "must be given, as a text" },
      ],
    ]);
  });
});
