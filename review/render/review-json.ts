import type { Room } from "../comparison/compare-head-room";
import type { Review, StackReview } from "../comparison/review";
import type { PolicyComparison, Verdict } from "../comparison/verdicts";
import type { Range } from "../cost/estimate";
import type { PlannedChange } from "../plan/plan";

/** The review as JSON, described by docs/review.schema.json. Equal reviews give equal bytes. */
export function reviewJson({ project, base, head, stacks }: Review): string {
  const side = ({ name, commit }: Review["base"]) => ({ name, commit: commit ?? null });
  const value = { schemaVersion: 1, project, base: side(base), head: side(head), stacks: stacks.map(stackJson) };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function stackJson({ stack, presence, counts, changes, losses, unknowns, policies, headRoom, costs }: StackReview) {
  return {
    stack,
    presence,
    counts,
    losses: losses.map(({ change, allowedBy, expired }) => ({
      urn: change.urn,
      action: change.action,
      replacement: change.replacement,
      holds: change.holds,
      protected: change.protected,
      allowedBy: allowedBy ?? null,
      expiredAllowances: expired,
    })),
    changes: changes.filter((change) => change.action !== "same" || change.formerUrn !== undefined).map(changeJson),
    unknowns,
    policies: policies === undefined ? null : policiesJson(policies),
    headRoom: headRoom.map(({ base, head, planned, ...limit }) => ({
      ...limit,
      ...{ base: roomJson(base), head: roomJson(head), planned: planned ?? null },
    })),
    costs: {
      ...{ base: cents(costs.base), head: cents(costs.head) },
      lines: costs.lines.map(({ component, region, base, head, baseUsage, headUsage }) => ({
        ...{ component, region, base: cents(base), head: cents(head) },
        ...{ baseUsage: round(baseUsage), headUsage: round(headUsage) },
      })),
      unpriced: costs.unpriced,
      priceDates: costs.priceDates ?? null,
      unverifiedPrices: costs.unverified,
    },
  };
}

function policiesJson({ packs, rules, appeared, disappeared, unjudged, stays }: PolicyComparison) {
  const verdict = ({ source, ...rest }: Verdict) => ({ ...rest, source: source ?? null });
  return {
    packs,
    rules: rules.map(({ pack, rule, base, head }) => ({ pack, rule, base: base ?? null, head: head ?? null })),
    appeared: appeared.map(verdict),
    disappeared: disappeared.map(verdict),
    unjudged,
    stays,
  };
}

const roomJson = (room: Room | undefined) =>
  room === undefined
    ? null
    : { used: room.used ?? null, available: room.available ?? null, share: room.share ?? null, notes: room.notes };

/** US dollars with cents. */
const round = (usd: number): number => Math.round(usd * 100) / 100;

const cents = ({ min, expected, max }: Range) => ({ min: round(min), expected: round(expected), max: round(max) });

function changeJson(change: PlannedChange) {
  return {
    urn: change.urn,
    type: change.type,
    name: change.name,
    parent: change.parent,
    action: change.action,
    replacement: change.replacement,
    deletesFirst: change.deletesFirst,
    protected: change.protected,
    formerUrn: change.formerUrn ?? null,
    holds: change.holds ?? null,
    reasons: change.reasons,
    properties: change.properties.map((property) => ({
      path: property.path,
      kind: property.kind,
      consequence: property.consequence,
      before: property.before ?? null,
      after: property.after ?? null,
      cause: property.cause ?? null,
    })),
  };
}
