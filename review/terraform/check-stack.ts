import type { Redactor } from "../engine/redaction";
import type { ResourceState } from "../engine/resource-state";
import type { DeclaredArguments } from "./declared-arguments";
import { judge, judgeProvider, type Rejection, type Verdict } from "./judge";
import { type AwsProvider, ProviderCrash } from "./provider";

/** A resource that was not accepted. */
export interface Finding {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Where it was declared, e.g. `components/network.ts:12`; empty when unknown. */
  readonly source: string;
}

/** What the provider says about a stack. */
export interface StackCheck {
  readonly stack: string;
  readonly accepted: number;
  readonly rejected: readonly (Finding & { readonly rejections: readonly Rejection[] })[];
  readonly notCheckable: readonly (Finding & { readonly reason: string })[];
  /** How often an argument on the list of exceptions was left out, by `<type> <path>`. */
  readonly excepted: Readonly<Record<string, number>>;
}

/** Requests under way at once: enough to keep the plugin busy while answers are read. */
const PARALLEL = 4;

/** Judges everything of AWS that a stack would create. What it only reads has no inputs of its own. */
export async function checkStack(
  provider: AwsProvider,
  declared: DeclaredArguments,
  stack: { readonly name: string; readonly resources: readonly ResourceState[]; readonly redactor: Redactor },
  locate: (state: ResourceState) => string,
  onVerdict: (state: ResourceState) => void = () => {},
): Promise<StackCheck> {
  const judged = stack.resources.filter(({ type, operation }) => isOfAws(type) && operation !== "read");
  const verdicts = new Map<ResourceState, Verdict>();
  const queue = [...judged];
  const crashed: ResourceState[] = [];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const verdict = await verdictOn(provider, declared, next);
      if (typeof verdict === "string") crashed.push(next);
      else verdicts.set(next, verdict);
      onVerdict(next);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  // Again and alone, since any of those under way may have been the cause.
  for (const state of crashed) {
    const verdict = await verdictOn(provider, declared, state);
    const known = typeof verdict !== "string";
    verdicts.set(state, known ? verdict : { outcome: "not checkable", reason: verdict, excepted: [] });
  }
  return summary(stack.name, judged, verdicts, stack.redactor, locate);
}

/** Or what the provider said when it crashed. */
async function verdictOn(provider: AwsProvider, declared: DeclaredArguments, state: ResourceState) {
  try {
    if (state.type === "pulumi:providers:aws") return await judgeProvider(provider, state.inputs);
    return await judge(provider, declared, state);
  } catch (error) {
    if (error instanceof ProviderCrash) return error.message;
    throw error;
  }
}

const isOfAws = (type: string) => type.startsWith("aws:") || type === "pulumi:providers:aws";

function summary(
  stack: string,
  judged: readonly ResourceState[],
  verdicts: ReadonlyMap<ResourceState, Verdict>,
  redactor: Redactor,
  locate: (state: ResourceState) => string,
): StackCheck {
  const rejected: StackCheck["rejected"][number][] = [];
  const notCheckable: StackCheck["notCheckable"][number][] = [];
  const excepted: Record<string, number> = {};
  let accepted = 0;
  for (const state of [...judged].sort((a, b) => (a.urn < b.urn ? -1 : 1))) {
    const verdict = verdicts.get(state)!;
    const { urn, type, name } = state;
    const finding = { urn, type, name, source: locate(state) };
    // A message may repeat the value that it refuses.
    const hide = (each: Rejection) => ({ ...each, message: redactor.text(each.message) });
    if (verdict.outcome === "accepted") accepted++;
    else if (verdict.outcome === "rejected") rejected.push({ ...finding, rejections: verdict.rejections.map(hide) });
    else notCheckable.push({ ...finding, reason: redactor.text(verdict.reason) });
    for (const path of verdict.excepted) {
      const key = path === "region" ? "* region" : `${type} ${path}`;
      excepted[key] = (excepted[key] ?? 0) + 1;
    }
  }
  return { stack, accepted, rejected, notCheckable, excepted };
}
