import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What CloudFront's API was asked for. */
export interface Invalidation {
  readonly distributionId: string;
  readonly callerReference: string;
  readonly items: readonly string[];
}

export interface FakeCloudFront {
  readonly endpoint: string;
  readonly invalidations: readonly Invalidation[];
  /** Requests of any kind, refused ones included. */
  readonly requests: () => number;
  /** Answers the next requests with these error codes. */
  readonly refuse: (...errors: readonly { readonly status: number; readonly code: string }[]) => void;
  readonly close: () => Promise<void>;
}

/**
 * The one operation of CloudFront's REST API that we use, on a port of its own on loopback. It refuses what the API refuses: no
 * signature, a quantity that is not the number of items, an item twice or one that is neither path nor tag, a wildcard inside.
 * Source: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html
 */
export async function fakeCloudFront(): Promise<FakeCloudFront> {
  const invalidations: Invalidation[] = [];
  const refusals: { readonly status: number; readonly code: string }[] = [];
  let requests = 0;
  const server = createServer(async (request, response) => {
    requests += 1;
    const invalidation = await asked(request);
    const refusal =
      refusals.shift() ?? (invalidation === undefined ? { status: 400, code: "InvalidArgument" } : undefined);
    if (refusal !== undefined) {
      response.writeHead(refusal.status, { "content-type": "text/xml" });
      response.end(errorXml(refusal.code));
      return;
    }
    invalidations.push(invalidation!);
    response.writeHead(201, { "content-type": "text/xml" });
    response.end(invalidationXml(invalidation!, `I${invalidations.length}`));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    invalidations,
    requests: () => requests,
    refuse: (...errors) => void refusals.push(...errors),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function asked(request: IncomingMessage): Promise<Invalidation | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString("utf8");
  const [, distributionId] = /^\/2020-05-31\/distribution\/([A-Z0-9]+)\/invalidation$/.exec(request.url ?? "") ?? [];
  const [, callerReference] = /<CallerReference>([^<]+)<\/CallerReference>/.exec(body) ?? [];
  const items = [...body.matchAll(/<Path>([^<]*)<\/Path>/g)].map(([, path]) => path!);
  const holds =
    request.method === "POST" &&
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/cloudfront\//.test(
      request.headers.authorization ?? "",
    ) &&
    body.includes(`<Quantity>${items.length}</Quantity>`) &&
    new Set(items).size === items.length &&
    items.every((item) => /^(\/[^*]*\*?|#[\x21-\x2b\x2d-\x7e]{1,256})$/.test(item));
  return holds && distributionId && callerReference ? { distributionId, callerReference, items } : undefined;
}

function errorXml(code: string): string {
  return `<?xml version="1.0"?><ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type>
<Code>${code}</Code><Message>says the fake</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
}

function invalidationXml({ callerReference, items }: Invalidation, id: string): string {
  const paths = items.map((item) => `<Path>${item}</Path>`).join("");
  return `<?xml version="1.0"?><Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>${id}</Id>
<Status>InProgress</Status><CreateTime>2026-11-20T08:00:00Z</CreateTime><InvalidationBatch><Paths>
<Quantity>${items.length}</Quantity><Items>${paths}</Items></Paths><CallerReference>${callerReference}</CallerReference>
</InvalidationBatch></Invalidation>`;
}
