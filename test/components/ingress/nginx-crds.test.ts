import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { nginxCrds } from "../../../components/ingress/nginx-crds";
import { ingressCrds } from "../../../review/kubernetes/ingress-crds";
import { manifestProblems } from "../../../review/kubernetes/manifest-problems";
import type { SchemaFile } from "../../../review/kubernetes/schema";

const SCHEMAS = join(__dirname, "../../../review/kubernetes/schemas/nginx-ingress.json");

describe("the CRDs of NGINX", () => {
  it("are those of the five kinds that the controller watches", () => {
    expect(nginxCrds().map(({ metadata }) => (metadata as { name: string }).name)).toEqual([
      "globalconfigurations.k8s.nginx.org",
      "policies.k8s.nginx.org",
      "transportservers.k8s.nginx.org",
      "virtualserverroutes.k8s.nginx.org",
      "virtualservers.k8s.nginx.org",
    ]);
  });

  it("have the schemas that manifests are judged by", () => {
    const schemas = JSON.parse(readFileSync(SCHEMAS, "utf8")) as SchemaFile;
    const made = Object.entries(ingressCrds(schemas)).sort(([a], [b]) => (a < b ? -1 : 1));
    expect(nginxCrds()).toEqual(made.map(([, crd]) => crd));
  });

  it("validate strictly", () => {
    expect(nginxCrds().flatMap((crd) => manifestProblems(crd))).toEqual([]);
  });

  it("are structural: every value has a type, or is a number or a text", () => {
    const untyped: string[] = [];
    const visit = (path: string, schema: any): void => {
      if (schema.type === undefined && schema["x-kubernetes-int-or-string"] !== true) untyped.push(path);
      if (schema.$ref !== undefined) untyped.push(`${path} -> ${schema.$ref}`);
      for (const [name, each] of Object.entries(schema.properties ?? {})) visit(`${path}.${name}`, each);
      if (schema.items !== undefined) visit(`${path}[]`, schema.items);
      if (typeof schema.additionalProperties === "object") visit(`${path}{}`, schema.additionalProperties);
    };
    for (const { spec } of nginxCrds() as any[]) visit(spec.names.kind, spec.versions[0].schema.openAPIV3Schema);
    expect(untyped).toEqual([]);
  });
});
