import { parseAllDocuments, type Tags } from "yaml";
import { EngineError } from "../../engine-error";
import type { Value } from "../../values";
import type { Fact } from "../facts";

/**
 * Reads manifests as the provider does for `kubernetes.yaml.ConfigFile` and `ConfigGroup`: every document that is not empty, with the
 * rules of YAML 1.1, as Kubernetes' own tools have them.
 * Source: https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/provider/invoke_decode_yaml.go
 */
export const manifestFacts: Readonly<Record<string, Fact>> = {
  "kubernetes:yaml:decode": {
    simulated: false,
    answer: ({ text, defaultNamespace }) => {
      if (typeof text !== "string") throw new EngineError("kubernetes:yaml:decode: text must be a text");
      const documents = parseAllDocuments(text, { version: "1.1", merge: true, customTags: asGoReads });
      const [error] = documents.flatMap((document) => ("errors" in document ? document.errors : []));
      if (error !== undefined) throw new EngineError(`kubernetes:yaml:decode: ${error.message.split("\n")[0]}`);
      const objects = [...documents].map((document) => document.toJS() as Value).filter((object) => object !== null);
      return { result: objects.map((object) => withNamespace(object, defaultNamespace)) };
    },
  },
};

/**
 * The library that Kubernetes uses reads YAML 1.1 without `y` and `n` as booleans, base 60 and dates; octal modes such as `0644` it does
 * know. Source: https://github.com/go-yaml/yaml/blob/v2/resolve.go
 */
function asGoReads(tags: Tags): Tags {
  const kept = tags.filter((tag) => typeof tag === "string" || !(tag.format === "TIME" || /:timestamp$/.test(tag.tag)));
  return kept.map((tag) => {
    if (typeof tag === "string" || !("test" in tag) || tag.test === undefined) return tag;
    if (tag.test.test("y")) return { ...tag, test: /^(?:[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/ };
    if (tag.test.test("n")) return { ...tag, test: /^(?:[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/ };
    return tag;
  });
}

/** Objects that name no namespace get the default one, where one is given. */
function withNamespace(object: Value, namespace: Value | undefined): Value {
  if (typeof namespace !== "string" || namespace === "" || typeof object !== "object" || object === null) return object;
  const { metadata, ...rest } = object as { [key: string]: Value };
  const named = typeof metadata === "object" && metadata !== null && !Array.isArray(metadata) ? metadata : {};
  return { ...rest, metadata: { namespace, ...named } };
}
