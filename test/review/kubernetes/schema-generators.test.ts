import { describe, expect, test } from "@jest/globals";
import { readModule } from "../../../review/kubernetes/crate-schemas";
import { readDefinitions } from "../../../review/kubernetes/go-schemas";
import { closed } from "../../../review/kubernetes/schemas";

describe("types of Go become definitions", () => {
  test("with short names, and with embedded structs merged into their owners", () => {
    const printed = {
      "k8s.io/api/core/v1.Volume": {
        type: "object",
        required: ["name"],
        allOf: [{ $ref: "#/definitions/VolumeAlias" }],
        properties: { name: { type: "string" } },
      },
      "k8s.io/api/core/v1.VolumeAlias": { $ref: "#/definitions/VolumeSource" },
      "k8s.io/api/core/v1.VolumeSource": {
        type: "object",
        required: ["emptyDir"],
        properties: { emptyDir: { $ref: "#/definitions/k8s.io~1apimachinery~1pkg~1api~1resource~0Quantity" } },
      },
    };
    expect(readDefinitions(printed)["core.v1.Volume"]).toEqual({
      type: "object",
      required: ["emptyDir", "name"],
      properties: { emptyDir: { $ref: "#/definitions/api.resource.Quantity" }, name: { type: "string" } },
    });
  });
});

const RUST = `
#[kube(group = "k8s.nginx.org", version = "v1", kind = "Policy", plural = "policies")]
pub struct PolicySpec {
    /// Limits.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "rateLimit")]
    pub rate_limit: Option<PolicyRateLimit>,
    pub r#type: PolicyType,
}

/// One limit.
pub struct PolicyRateLimit {
    pub burst: i64,
    #[serde(default, rename = "allowedCodes")]
    pub allowed_codes: Option<Vec<IntOrString>>,
    pub labels: BTreeMap<String, String>,
}

pub enum PolicyType {
    #[serde(rename = "http")]
    Http,
    Grpc,
}
`;

describe("types of a crate become definitions", () => {
  test("with the names that JSON has, and with those required that are no options", () => {
    expect(readModule(RUST)).toEqual({
      apiVersion: "k8s.nginx.org/v1",
      kind: "Policy",
      types: {
        Policy: {
          type: "object",
          required: ["spec"],
          properties: {
            apiVersion: { type: "string" },
            kind: { type: "string" },
            metadata: { type: "object" },
            spec: { $ref: "#/definitions/PolicySpec" },
            status: { type: "object" },
          },
        },
        PolicySpec: {
          type: "object",
          required: ["type"],
          properties: {
            rateLimit: { $ref: "#/definitions/PolicyRateLimit" },
            type: { $ref: "#/definitions/PolicyType" },
          },
        },
        PolicyRateLimit: {
          type: "object",
          required: ["burst", "labels"],
          properties: {
            burst: { type: "integer", format: "int64" },
            allowedCodes: {
              type: "array",
              items: { anyOf: [{ type: "integer" }, { type: "string" }], "x-kubernetes-int-or-string": true },
            },
            labels: { type: "object", additionalProperties: { type: "string" } },
          },
        },
        PolicyType: { type: "string", enum: ["http", "Grpc"] },
      },
    });
  });

  test("or an error where a type is not understood", () => {
    expect(() => readModule(RUST.replace("burst: i64", "burst: u128"))).toThrow("there is no schema for the type u128");
    expect(() => readModule("pub struct PolicySpec {\n}\n")).toThrow("there is no kind in this module");
  });
});

describe("a strict schema", () => {
  const properties = { name: { type: "string" } };

  test("refuses fields beside those it names", () => {
    expect(closed({ type: "object", properties })).toEqual({ type: "object", properties, additionalProperties: false });
  });

  test("stays open where Kubernetes keeps what it does not know, or where any field may stand", () => {
    for (const open of [
      { type: "object", properties, "x-kubernetes-preserve-unknown-fields": true },
      { type: "object", properties, "x-kubernetes-embedded-resource": true },
      { type: "object", properties, additionalProperties: { type: "string" } },
      { type: "object" },
    ]) {
      expect(closed(open)).toEqual(open);
    }
  });
});
