import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { controllerValues } from "../../../components/ingress/controller-values";
import type { ServiceRoute } from "../../../components/ingress/service-route";
import type { IngressSettings } from "../../../components/ingress/settings";
import {
  type Manifest,
  routePolicies,
  virtualServer,
  virtualServerRoute,
} from "../../../components/ingress/virtual-servers";
import { nginxDirectives } from "./nginx-directives";

const HOST = "origin.example.com";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A pod of a service. What it answers can be changed at any time. */
export class Pod {
  /** Requests that reached it. */
  received = 0;
  lastHeaders: IncomingHttpHeaders = {};
  /** Status and body of its answers; `undefined` holds them back. */
  answer: { readonly status: number; readonly body: string } | undefined = { status: 200, body: "fine" };
  onRequest = () => {};
  private readonly server: Server;

  private constructor() {
    this.server = createServer((asked, response) => {
      this.received++;
      this.lastHeaders = asked.headers;
      if (this.answer !== undefined) response.writeHead(this.answer.status).end(this.answer.body);
      this.onRequest();
    });
  }

  static async start(): Promise<Pod> {
    const pod = new Pod();
    await new Promise<void>((resolve) => pod.server.listen(0, "127.0.0.1", resolve));
    return pod;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

export interface NginxOptions {
  readonly settings: IngressSettings;
  readonly routes: readonly ServiceRoute[];
  /** Ranges in `set-real-ip-from`. */
  readonly trusted: string;
  readonly pods: Readonly<Record<string, readonly Pod[]>>;
  /** What requests must carry. */
  readonly originVerification?: string;
  /** Changes the share of a route before it is rendered. */
  readonly change?: (share: Manifest) => Manifest;
}

/** A real nginx with the directives of our objects, on a free port of the loopback. */
export class Nginx {
  private readonly agents = new Map<string, Agent>();

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(options: NginxOptions): Promise<Nginx> {
    const folder = mkdtempSync(join(tmpdir(), "p95-nginx-"));
    const port = await freePort();
    const { settings, routes, trusted, pods, change = (share) => share } = options;
    const { originVerification } = options;
    const values = controllerValues({
      settings,
      routes,
      trusted,
      priorityClassName: "none",
      serviceMonitor: false,
      originVerification,
    });
    const entries = await known(values.controller.config.entries);
    const text = nginxDirectives({
      virtualServer: virtualServer("nginx-ingress", HOST, routes),
      shares: routes.map((route) => change(virtualServerRoute(HOST, route))),
      policies: routes.flatMap(routePolicies),
      entries,
      pods: Object.fromEntries(
        Object.entries(pods).map(([service, each]) => [service, each.map(({ address }) => address)]),
      ),
      port,
      folder,
    });
    writeFileSync(join(folder, "nginx.conf"), text);
    const child = launch(folder);
    try {
      await ready(child, text);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
    return new Nginx(child, folder, port);
  }

  /** Asks from `localAddress`, an address of the loopback: the peer that nginx sees. */
  ask(path: string, headers: Record<string, string> = {}, localAddress = "127.0.0.2", method = "GET"): Promise<Answer> {
    const agent = this.agents.get(localAddress) ?? new Agent({ keepAlive: true, maxSockets: 32 });
    this.agents.set(localAddress, agent);
    const options = {
      host: "127.0.0.1",
      port: this.port,
      path,
      method,
      localAddress,
      agent,
      headers: { host: HOST, ...headers },
    };
    return new Promise((resolve, reject) => {
      const asked = request(options, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text) => {
          body += text;
        });
        response.once("end", () => resolve({ status: response.statusCode!, headers: response.headers, body }));
        response.once("error", reject);
      });
      asked.once("error", reject).end();
    });
  }

  /** The access log, an object a request, once it has at least `count`: nginx writes it after it has answered. */
  async log(count: number): Promise<Record<string, string>[]> {
    for (;;) {
      const lines = readFileSync(join(this.folder, "access.log"), "utf8").split("\n").slice(0, -1);
      if (lines.length >= count) return lines.map((line) => JSON.parse(line));
      await new Promise(setImmediate);
    }
  }

  async stop(): Promise<void> {
    for (const agent of this.agents.values()) agent.destroy();
    if (this.child.exitCode === null) {
      const ended = new Promise((resolve) => this.child.once("exit", resolve));
      this.child.stdin!.end();
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Entries whose values are known, as all are without an engine. */
function known(entries: Record<string, pulumi.Input<string>>): Promise<Record<string, string>> {
  return new Promise((resolve) => pulumi.output(entries).apply(resolve));
}

/** A shell between us and nginx waits for the end of its input, which comes even when this process is killed. */
function launch(folder: string): ChildProcess {
  const script = `"$@" </dev/null & server=$!; read -r _; kill -TERM $server; wait $server`;
  const command = [
    "/usr/sbin/nginx",
    "-p",
    folder,
    "-c",
    join(folder, "nginx.conf"),
    "-e",
    "stderr",
    "-g",
    "daemon off;",
  ];
  return spawn("sh", ["-c", script, "sh", ...command], { cwd: folder, stdio: ["pipe", "ignore", "pipe"] });
}

/** Waits for nginx's own word; its log becomes the error when it refuses the directives. */
function ready(child: ChildProcess, directives: string): Promise<void> {
  let log = "";
  return new Promise((resolve, reject) => {
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      log = (log + text).slice(-20_000);
      if (log.includes("start worker processes")) resolve();
      else if (/\[emerg\]|not found/.test(log)) {
        child.stdin!.end();
        reject(new Error(`Cannot start nginx\n${log}\n${directives}`));
      }
    });
    child.once("error", reject);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket().listen(0, "127.0.0.1", () => {
      const { port } = socket.address() as AddressInfo;
      socket.close(() => resolve(port));
    });
  });
}
