import type { CheckpointResource } from "../../review/engine/checkpoint";
import { unknownPath } from "../../review/policy/findings";
import type { EngineEvent } from "./real-engine";

/** What a judge says, in a line each: level, rule, resource and message; and the URN of the resource. */
export type Verdicts = ReadonlyMap<string, string>;

/** What `p95 preview` says about policies: its report, or its JSON. */
interface Report {
  readonly violations: readonly { level: string; rule: string; urn: string; why: string; message: string }[];
  readonly notEvaluable: readonly { rule: string; urn: string; path: string }[];
}

export function verdictsOfReport({ violations, notEvaluable }: Report): Verdicts {
  return new Map([
    ...violations.map(({ level, rule, urn, why, message }) =>
      verdict(level, rule, urn, message === "" ? why : `${why}\n${message}`),
    ),
    ...notEvaluable.map(({ rule, urn, path }) => verdict(NOT_EVALUABLE, rule, urn, path)),
  ]);
}

/** @param root stands in for the stack where an event names no resource. */
export function verdictsOfEvents(events: readonly EngineEvent[], root: string): Verdicts {
  const found = events.flatMap(({ policyEvent }) => {
    if (policyEvent === undefined) return [];
    const { resourceUrn, message, policyName, enforcementLevel } = policyEvent;
    // Without the marks of colours, and the end of the line.
    const text = message.replace(/<\{%.*?%\}>/g, "").trimEnd();
    const unknown = unknownPath(text);
    const level = unknown === undefined ? enforcementLevel : NOT_EVALUABLE;
    return [verdict(level, policyName, resourceUrn || root, unknown ?? text)];
  });
  return new Map(found);
}

/** How three judges agree about a program. */
export interface Agreement {
  readonly verdicts: number;
  /** Of the verdicts, rules that could not judge because of an unknown value. */
  readonly notEvaluable: number;
  /** Verdicts of the judge of state files about what is only read, see docs/conformance.md. */
  readonly explained: number;
  /** Verdicts that nobody has explained, by the judge that says or misses them; nothing where all agree. */
  readonly differences: Readonly<Record<string, readonly string[]>>;
}

/** @param resources as exported by p95. */
export function agreement(
  p95: Verdicts,
  engine: Verdicts,
  state: Verdicts,
  resources: readonly CheckpointResource[],
): Agreement {
  const external = new Set(resources.filter((each) => each.external === true).map(({ urn }) => urn));
  const ofState = onlyIn(state, p95);
  const all = {
    "only p95": onlyIn(p95, engine),
    "only the engine": onlyIn(engine, p95),
    "only the judge of states": ofState.filter(([, urn]) => !external.has(urn)),
    "not the judge of states": onlyIn(p95, state),
  };
  const differences = Object.entries(all).filter(([, verdicts]) => verdicts.length > 0);
  return {
    verdicts: p95.size,
    notEvaluable: [...p95.keys()].filter((said) => said.startsWith(NOT_EVALUABLE)).length,
    explained: ofState.filter(([, urn]) => external.has(urn)).length,
    differences: Object.fromEntries(differences.map(([who, verdicts]) => [who, verdicts.map(([said]) => said)])),
  };
}

const NOT_EVALUABLE = "not evaluable";

const onlyIn = (one: Verdicts, other: Verdicts) => [...one].filter(([said]) => !other.has(said));

const verdict = (level: string, rule: string, urn: string, said: string): [string, string] => [
  `${level} ${rule} ${urn}: ${said}`,
  urn,
];
