import { afterEach, describe, expect, it } from "@jest/globals";
import type { IngressSettings } from "../../../components/ingress/settings";
import { STREAMING_ROUTES } from "../../../components/ingress/streaming-routes";
import type { Manifest } from "../../../components/ingress/virtual-servers";
import { Nginx, type NginxOptions, Pod } from "./nginx-server";

// Debian 12: nginx-light (1.22)
const settings: IngressSettings = {
  chartVersion: "2.6.4",
  minReplicas: 3,
  maxReplicas: 30,
  cpuPercent: 60,
  memoryPercent: 80,
  cpuMillicores: 1_000,
  memoryMiB: 1_024,
  clientAddress: "x-forwarded-for",
};

const TRUSTED_PEER = "127.0.0.2";
const STRANGER = "127.0.0.3";

const running: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

/** `count` pods for every service, which share nothing, and nginx in front of them. */
async function start(count: number, options: Partial<NginxOptions> = {}) {
  const pods: Record<string, Pod[]> = {};
  for (const { service } of options.routes ?? STREAMING_ROUTES) {
    pods[service] = await Promise.all(Array.from({ length: count }, () => Pod.start()));
    running.push(...pods[service]);
  }
  const trusted = `${TRUSTED_PEER}/32`;
  const nginx = await Nginx.start({ settings, routes: STREAMING_ROUTES, trusted, pods, ...options });
  running.unshift(nginx); // it must end before its pods, which it would otherwise find failing
  return { nginx, playback: pods["playback-service"]!, catalog: pods["catalog-service"]! };
}

/** A share with other directives of its upstream. */
const withUpstream = (change: object) => (share: Manifest) => ({
  ...share,
  spec: { ...share.spec, upstreams: (share.spec.upstreams as object[]).map((each) => ({ ...each, ...change })) },
});

const times = <T>(count: number, ask: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => ask(i)));

/** How many of `count` requests get through, and how many may: the burst, and 10 for each second that passed meanwhile. */
async function flood(count: number, ask: (index: number) => Promise<{ status: number }>) {
  const began = process.hrtime.bigint();
  const answers = await times(count, ask);
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const statuses = [...new Set(answers.map(({ status }) => status))].sort();
  return {
    passed: answers.filter(({ status }) => status === 200).length,
    atMost: 21 + Math.ceil(10 * seconds),
    statuses,
  };
}

/** Addresses that the log of `count` requests takes for those of viewers. */
async function viewersIn(nginx: Nginx, count: number): Promise<string[]> {
  return [...new Set((await nginx.log(count)).map(({ remote_addr }) => remote_addr!))];
}

describe("the rate limit of playback", () => {
  it("lets each viewer have one request, 20 more and 10 a second, and answers 429 beyond", async () => {
    const { nginx } = await start(3);
    const viewer = (address: string) => () => nginx.ask("/api/playback/start", { "x-forwarded-for": address });
    const [first, second] = await Promise.all([flood(200, viewer("203.0.113.7")), flood(200, viewer("203.0.113.8"))]);
    for (const { passed, atMost, statuses } of [first, second]) {
      expect(statuses).toEqual([200, 429]);
      expect(passed).toBeGreaterThanOrEqual(21);
      expect(passed).toBeLessThanOrEqual(atMost);
    }
  });

  it("counts the viewer whom CloudFront saw, whatever stands before it in X-Forwarded-For", async () => {
    const { nginx } = await start(1);
    const forged = (i: number) => nginx.ask("/api/playback", { "x-forwarded-for": `198.51.100.${i}, 203.0.113.7` });
    const { passed, atMost } = await flood(100, forged);
    expect(passed).toBeLessThanOrEqual(atMost);
    expect(await viewersIn(nginx, 100)).toEqual(["203.0.113.7"]);
  });

  it("lets nobody behind a CloudFront of their own choose an address", async () => {
    const { nginx } = await start(1);
    await nginx.ask("/api/playback", { "x-forwarded-for": `198.51.100.1, ${TRUSTED_PEER}` });
    expect(await viewersIn(nginx, 1)).toEqual([TRUSTED_PEER]);
  });

  it("believes no header of a peer that is not trusted", async () => {
    const { nginx } = await start(1);
    const forged = (i: number) => nginx.ask("/api/playback", { "x-forwarded-for": `198.51.100.${i}` }, STRANGER);
    const { passed, atMost } = await flood(100, forged);
    expect(passed).toBeLessThanOrEqual(atMost);
    expect(await viewersIn(nginx, 100)).toEqual([STRANGER]);
  });

  it("counts the peer itself where the load balancer keeps addresses", async () => {
    const { nginx } = await start(1, { settings: { ...settings, clientAddress: "preserve" } });
    await nginx.ask("/api/playback", { "x-forwarded-for": "203.0.113.7" }, TRUSTED_PEER);
    expect(await viewersIn(nginx, 1)).toEqual([TRUSTED_PEER]);
  });

  it("is not that of other services", async () => {
    const { nginx } = await start(1);
    const { passed } = await flood(100, () => nginx.ask("/api/sessions", { "x-forwarded-for": "203.0.113.7" }));
    expect(passed).toBe(100);
  });
});

describe("a pod that fails", () => {
  /** Each from a viewer of its own, so that nobody is limited. */
  const viewers = (nginx: Nginx) => (i: number) =>
    nginx.ask("/api/playback", { "x-forwarded-for": `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}` });

  it("is left out after three failures, and no viewer sees one", async () => {
    const { nginx, playback } = await start(3);
    const [failing] = playback;
    failing!.answer = { status: 503, body: "overloaded" };
    const ask = viewers(nginx);
    const statuses: number[] = [];
    for (let i = 0; i < 60; i++) statuses.push((await ask(i)).status);
    expect(statuses).toEqual(Array(60).fill(200));
    expect(failing!.received).toBe(3);
  });

  it("comes back when its time is over", async () => {
    const { nginx, playback } = await start(3, { change: withUpstream({ "fail-timeout": "1s" }) });
    const [failing] = playback;
    failing!.answer = { status: 503, body: "overloaded" };
    const ask = viewers(nginx);
    let asked = 0;
    while (failing!.received < 3) await ask(asked++);
    failing!.answer = { status: 200, body: "well again" };
    const bodies = new Set<string>();
    while (asked < 60_000 && !bodies.has("well again")) bodies.add((await ask(asked++)).body);
    expect([...bodies].sort()).toEqual(["fine", "well again"]);
  });

  it.each([
    ["is not the last one that is asked: another one is, and no third", "GET", 2],
    ["keeps what changes something: no other pod gets it too", "POST", 1],
  ])("%s (%s)", async (_, method, attempts) => {
    const { nginx, playback } = await start(3);
    for (const pod of playback) pod.answer = { status: 503, body: "overloaded" };
    expect((await nginx.ask("/api/playback", {}, TRUSTED_PEER, method)).status).toBe(503);
    expect(playback.reduce((sum, pod) => sum + pod.received, 0)).toBe(attempts);
  });
});

describe("a slow pod", () => {
  /** How many of 30 viewers, one after the other, wait for a pod that never answers. */
  async function stuck(method: string): Promise<number> {
    const { nginx, playback } = await start(3, { change: withUpstream({ "lb-method": method }) });
    const [slow] = playback;
    slow!.answer = undefined;
    for (let i = 0; i < 30; i++) {
      const reached = new Promise<void>((resolve) => {
        slow!.onRequest = resolve;
      });
      const answered = nginx.ask("/api/playback", { "x-forwarded-for": `203.0.113.${i}` }).catch(() => undefined);
      await Promise.race([answered, reached]);
    }
    return slow!.received;
  }

  it("holds up one viewer with least connections, and every third one in turns", async () => {
    expect({ leastConnections: await stuck("least_conn"), inTurns: await stuck("round_robin") }).toEqual({
      leastConnections: 1,
      inTurns: 10,
    });
  });
});

describe("a pod with as many connections as it may have", () => {
  it("gets no more, and who comes next is told at once", async () => {
    const { nginx, playback } = await start(1, { change: withUpstream({ "max-conns": 2 }) });
    const [busy] = playback;
    busy!.answer = undefined;
    for (let i = 0; i < 2; i++) {
      const reached = new Promise<void>((resolve) => {
        busy!.onRequest = resolve;
      });
      nginx.ask("/api/playback").catch(() => undefined);
      await reached;
    }
    const { status, body } = await nginx.ask("/api/playback");
    expect({ status, error: JSON.parse(body).error, received: busy!.received }).toEqual({
      status: 503,
      error: "playback_degraded",
      received: 2,
    });
  });
});

describe("when all pods of a service fail", () => {
  async function allFailing() {
    const started = await start(2);
    for (const pod of running) if (pod instanceof Pod) pod.answer = { status: 503, body: "<html>overloaded</html>" };
    return started;
  }

  it("playback says in JSON that it comes back, and when", async () => {
    const { nginx } = await allFailing();
    const { status, headers, body } = await nginx.ask("/api/playback");
    expect({
      status,
      type: headers["content-type"],
      retryAfter: headers["retry-after"],
      body: JSON.parse(body),
    }).toEqual({
      status: 503,
      type: "application/json",
      retryAfter: "5",
      body: { error: "playback_degraded", retryAfterSeconds: 5 },
    });
  });

  it("recommendations are an empty list instead of an error", async () => {
    const { nginx } = await allFailing();
    const { status, headers, body } = await nginx.ask("/api/recommendations/7");
    expect({ status, type: headers["content-type"], body: JSON.parse(body) }).toEqual({
      status: 200,
      type: "application/json",
      body: { items: [], degraded: true },
    });
  });

  it("health checks are still answered: the region is there", async () => {
    const { nginx } = await allFailing();
    const { status, body } = await nginx.ask("/healthz");
    expect({ status, body }).toEqual({ status: 200, body: "ok" });
  });

  it("the catalog shows what it showed before, and only to those without credentials", async () => {
    const routes = STREAMING_ROUTES.map((route) =>
      route.cache === undefined ? route : { ...route, cache: { ...route.cache, freshSeconds: 1 } },
    );
    const { nginx, catalog } = await start(2, { routes });
    expect((await nginx.ask("/api/catalog/titles")).body).toBe("fine");
    for (const pod of catalog) pod.answer = { status: 503, body: "overloaded" };
    const seen = new Set<string>();
    const states: (string | undefined)[] = [];
    for (let asked = 2; states.at(-1) !== "STALE" && asked < 20_000; asked++) {
      const { status, body } = await nginx.ask("/api/catalog/titles");
      seen.add(`${status} ${body}`);
      states.push((await nginx.log(asked)).at(-1)!.upstream_cache_status);
    }
    expect(states.at(-1)).toBe("STALE");
    expect([...seen]).toEqual(["200 fine"]);
    expect((await nginx.ask("/api/catalog/never-asked")).status).toBe(503);
    expect((await nginx.ask("/api/catalog/titles", { cookie: "profile=7" })).status).toBe(503);
    expect((await nginx.ask("/api/catalog/titles", { authorization: "Bearer x" })).status).toBe(503);
  });
});

describe("a request that did not come through our CDN", () => {
  const value = "a1B2c3D4e5";

  it("is turned away before any pod hears of it, and health checks are not", async () => {
    const { nginx, playback } = await start(1, { originVerification: value });
    const status = async (path: string, headers: Record<string, string> = {}) =>
      (await nginx.ask(path, headers)).status;
    expect(await status("/api/playback/start", { "x-origin-verify": value })).toBe(200);
    expect(playback[0]!.received).toBe(1);
    for (const wrong of [
      {},
      { "x-origin-verify": "" },
      { "x-origin-verify": `${value}x` },
      { "x-origin-verify": value.slice(1) },
    ]) {
      expect(await status("/api/playback/start", wrong as Record<string, string>)).toBe(403);
    }
    expect(await status("/healthz/../api/playback/start")).toBe(403);
    expect(await status("/healthz")).toBe(200);
    expect(playback[0]!.received).toBe(1);
  });
});

describe("what a pod is told", () => {
  it("is the viewer's address and that the viewer used TLS", async () => {
    const { nginx, playback } = await start(1);
    await nginx.ask("/api/playback", { "x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "http" });
    const { host, "x-real-ip": address, "x-forwarded-proto": protocol } = playback[0]!.lastHeaders;
    expect({ host, address, protocol }).toEqual({
      host: "origin.example.com",
      address: "203.0.113.7",
      protocol: "https",
    });
  });

  it("stands in the log as one JSON object a request, whatever the client sends", async () => {
    const { nginx } = await start(1);
    await nginx.ask('/api/playback/"quoted"?token=secret', {
      "user-agent": 'a "browser" \\ {}',
      "x-forwarded-for": "203.0.113.7",
    });
    const [line] = await nginx.log(1);
    const { status, method, uri, service, resource_namespace, remote_addr, peer_addr, user_agent, limit_req_status } =
      line!;
    expect({
      status,
      method,
      uri,
      service,
      resource_namespace,
      remote_addr,
      peer_addr,
      user_agent,
      limit_req_status,
    }).toEqual({
      status: "200",
      method: "GET",
      uri: '/api/playback/"quoted"',
      service: "playback-service",
      resource_namespace: "playback",
      remote_addr: "203.0.113.7",
      peer_addr: TRUSTED_PEER,
      user_agent: 'a "browser" \\ {}',
      limit_req_status: "PASSED",
    });
    expect(JSON.stringify(line)).not.toContain("secret");
  });
});
