/** One request of a viewer's journey, and what must be true of its answer. */
export interface JourneyStep {
  /** Names it in the report, e.g. `catalogue`. */
  readonly name: string;
  /** On the site, with a leading slash: `/api/catalog/titles?limit=1`. */
  readonly path: string;
  /** HTTP status of the right answer. Redirects are not followed: 301 may be the right answer. */
  readonly status: number;
  /** Whole answer, body included, within this. Unit: milliseconds. */
  readonly maxMillis: number;
  /**
   * Text that the body must contain.
   * @default none - the status says enough
   */
  readonly contains?: string;
}

export interface Journey {
  /** E.g. `https://www.example.com`. */
  readonly baseUrl: string;
  /** Where it is walked from; told to the site in `user-agent`. */
  readonly from: string;
  readonly steps: readonly JourneyStep[];
}

export interface StepResult {
  readonly name: string;
  readonly millis: number;
  /** What is wrong; absent when nothing is. */
  readonly problem?: string;
}

/** Walks every step, in order, also after a failed one: the report shows how far the trouble reaches. Never throws. */
export async function walk(journey: Journey, now: () => number = () => performance.now()): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const step of journey.steps) {
    const started = now();
    const problem = await problemOf(journey, step).catch((error: unknown) => reasonOf(error, step.maxMillis));
    const millis = Math.round(now() - started);
    const late = millis > step.maxMillis ? `answered after ${millis} ms, not within ${step.maxMillis} ms` : undefined;
    const found = problem ?? late;
    results.push(found === undefined ? { name: step.name, millis } : { name: step.name, millis, problem: found });
  }
  return results;
}

/** One line for each failed step; empty when all went well. */
export function report(results: readonly StepResult[]): string {
  return results.flatMap(({ name, problem }) => (problem === undefined ? [] : [`${name}: ${problem}`])).join("\n");
}

async function problemOf({ baseUrl, from }: Journey, step: JourneyStep): Promise<string | undefined> {
  const response = await fetch(new URL(step.path, baseUrl), {
    redirect: "manual",
    headers: { "user-agent": `p95-canary/${from}`, "cache-control": "no-cache" },
    signal: AbortSignal.timeout(step.maxMillis),
  });
  const body = await response.text();
  if (response.status !== step.status) return `answered ${response.status}, not ${step.status}`;
  if (step.contains !== undefined && !body.includes(step.contains)) return `does not contain "${step.contains}"`;
  return undefined;
}

/** `fetch` hides the reason of a failed connection in `cause`. By shape: its errors may come from another realm. */
function reasonOf(error: unknown, maxMillis: number): string {
  const { name, message, cause } = Object(error) as { name?: string; message?: string; cause?: { code?: string } };
  if (name === "TimeoutError") return `no answer within ${maxMillis} ms`;
  if (cause?.code !== undefined) return `no connection (${cause.code})`;
  return message ?? String(error);
}
