import { resourceRule } from "../../rule";

interface Trigger {
  readonly name?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

interface ScaledObject {
  readonly spec?: { readonly triggers?: readonly Trigger[] };
}

/** Numbers and booleans in a trigger's metadata, which the API server refuses in the middle of an update. */
export function metadataGaps({ spec = {} }: ScaledObject): string[] {
  return (spec.triggers ?? []).flatMap(({ name, metadata = {} }) =>
    Object.keys(metadata)
      .filter((key) => isPlain(metadata, key) && typeof metadata[key] !== "string")
      .map((key) => `${key} of trigger ${name} must be text, got ${JSON.stringify(metadata[key])}`),
  );
}

/** The address of a queue is unknown before the first update, and text afterwards. */
function isPlain(metadata: object, key: string): boolean {
  const value: unknown = Object.getOwnPropertyDescriptor(metadata, key)?.value;
  return typeof value === "number" || typeof value === "boolean";
}

const scaled = (metadata: Record<string, unknown>): ScaledObject => ({
  spec: { triggers: [{ name: "release", metadata }] },
});

export const scaledObjectMetadataIsText = resourceRule<ScaledObject>({
  name: "scaled-object-metadata-is-text",
  description: "No update stops halfway because a number in a trigger was written without quotes.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://keda.sh/docs/latest/reference/scaledobject-spec/#triggers",
  remediationSteps: "Write each value of a trigger's metadata as text.",
  types: ["kubernetes:keda.sh/v1alpha1:ScaledObject"],
  gaps: metadataGaps,
  examples: {
    good: [{ inputs: scaled({ threshold: "100", ignoreNullValues: "true" }) }, { inputs: { spec: {} } }],
    bad: [
      { inputs: scaled({ threshold: 100 }), gaps: ["threshold of trigger release must be text, got 100"] },
      {
        inputs: scaled({ scaleOnDelayed: false }),
        gaps: ["scaleOnDelayed of trigger release must be text, got false"],
      },
    ],
    missing: { spec: [], "spec.triggers.0.metadata": [] },
  },
});
