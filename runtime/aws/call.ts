import type { CredentialsProvider } from "./credentials";
import { signed } from "./signature";

/** AWS refused, by a name of its own such as `ConflictException`. */
export class AwsError extends Error {
  constructor(
    override readonly name: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export interface AwsWorld {
  readonly region: string;
  readonly credentials: CredentialsProvider;
  readonly nowMillis: () => number;
  /** Unit: milliseconds. */
  readonly wait: (millis: number) => Promise<void>;
}

export interface AwsRequest {
  /** As signatures name it. */
  readonly service: string;
  readonly method: "POST" | "PUT" | "DELETE";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default none */
  readonly body?: object;
  /** Longest that an answer may take. Unit: milliseconds. @default 5000 - all calls but a long poll are quick */
  readonly timeoutMillis?: number;
  /** Gives the call up. */
  readonly signal?: AbortSignal;
}

/** Before the second and the third attempt, halved by chance so that pods do not come back together. Unit: milliseconds. */
const PAUSES_MILLIS = [200, 800] as const;

/** @returns what AWS answered. @throws {AwsError} when it refuses, or what `fetch` throws, after three attempts if another may help. */
export async function callAws(request: AwsRequest, world: AwsWorld): Promise<Record<string, unknown>> {
  for (const pause of [...PAUSES_MILLIS, undefined]) {
    try {
      return await attempt(request, world);
    } catch (error) {
      if (pause === undefined || request.signal?.aborted || !mayPass(error)) throw error;
      await world.wait(pause * (0.5 + Math.random() / 2));
    }
  }
  throw new Error("unreachable: the last attempt returns or throws");
}

async function attempt(request: AwsRequest, { region, credentials, nowMillis }: AwsWorld) {
  const { service, method, url, headers = {}, timeoutMillis = 5_000, signal } = request;
  const body = request.body === undefined ? "" : JSON.stringify(request.body);
  const timeout = AbortSignal.timeout(timeoutMillis);
  const response = await fetch(url, {
    method,
    headers: signed({ method, url, headers, body }, await credentials(), {
      service,
      region,
      now: new Date(nowMillis()),
    }),
    ...(body === "" ? {} : { body }),
    redirect: "error",
    signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
  });
  const text = await response.text();
  if (!response.ok) throw refusal(response, text);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

/** Both protocols that we speak: the name stands in a header or in the body, before or after something else. */
function refusal(response: Response, text: string): AwsError {
  let body: Record<string, unknown> = {};
  try {
    body = Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    // a load balancer's page: the status says enough
  }
  const type = String(response.headers.get("x-amzn-errortype") ?? body.__type ?? "UnknownError");
  const name = type.split(":", 1)[0]!.replace(/^.*#/, "");
  return new AwsError(name, response.status, `${name} (${response.status}): ${body.message ?? body.Message ?? ""}`);
}

/** Whether another attempt may go better: AWS's own fault, too many calls, or no answer at all. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof AwsError)) return true;
  return error.status >= 500 || error.status === 429 || error.name.startsWith("Throttling");
}
