import type { Manifest } from "../../../components/ingress/virtual-servers";

/** What a controller knows beside the objects. */
export interface NginxPlan {
  readonly virtualServer: Manifest;
  readonly shares: readonly Manifest[];
  readonly policies: readonly Manifest[];
  /** Entries of the controller's ConfigMap. */
  readonly entries: Readonly<Record<string, string>>;
  /** Ready pods by service, as `address:port`. */
  readonly pods: Readonly<Record<string, readonly string[]>>;
  readonly port: number;
  /** For caches and logs. */
  readonly folder: string;
}

type Fields = Record<string, any>;

/**
 * The directives by which NGINX does what the objects ask, in the words of NGINX's own reference. The controller renders the same
 * ones under longer names. Source: https://nginx.org/en/docs/dirindex.html
 */
export function nginxDirectives(plan: NginxPlan): string {
  const { virtualServer, shares, policies, port, folder, entries } = plan;
  const owner = process.getuid?.() === 0 ? "user root;" : "";
  return `
${owner}
worker_processes 2;
pid ${folder}/nginx.pid;
error_log stderr notice;
events { worker_connections 1024; }
http {
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  log_format main escape=${entries["log-format-escaping"]} ${logFormat(entries["log-format"]!)};
  access_log ${folder}/access.log main;
  keepalive_requests ${entries["keepalive-requests"]};
  ${realAddress(entries)}
  ${entries["http-snippets"] ?? ""}
  ${policies.map((policy) => policyZone(policy, folder)).join("\n  ")}
  ${shares.map((share) => upstreams(share, plan)).join("\n  ")}
  server {
    listen 127.0.0.1:${port}${entries["proxy-protocol"] === "True" ? " proxy_protocol" : ""};
    server_name ${virtualServer.spec.host};
    ${entries["server-snippets"] ?? ""}
    set $service ""; set $resource_name ""; set $resource_namespace "";
    ${healthAnswers(virtualServer)}
    ${shares.map((share) => locations(share, policies)).join("\n    ")}
  }
}`;
}

const logFormat = (format: string) =>
  format
    .split("\n")
    .map((line) => `'${line}'`)
    .join(" ");

function realAddress(entries: Readonly<Record<string, string>>): string {
  const header = entries["real-ip-header"];
  if (header === undefined) return "";
  const trusted = entries["set-real-ip-from"]!.split(",").map((range) => `set_real_ip_from ${range};`);
  const recursive = entries["real-ip-recursive"] === "True" ? "on" : "off";
  return [...trusted, `real_ip_header ${header};`, `real_ip_recursive ${recursive};`].join(" ");
}

const zoneOf = ({ metadata }: Manifest) => `${metadata.namespace}_${metadata.name}`.replaceAll("-", "_");

function policyZone(policy: Manifest, folder: string): string {
  const { rateLimit, cache } = policy.spec as Fields;
  const zone = zoneOf(policy);
  if (rateLimit) return `limit_req_zone ${rateLimit.key} zone=${zone}:${rateLimit.zoneSize} rate=${rateLimit.rate};`;
  const { levels, cacheZoneSize, inactive, maxSize } = cache;
  return `proxy_cache_path ${folder}/${zone} levels=${levels} keys_zone=${zone}:${cacheZoneSize} inactive=${inactive} max_size=${maxSize};`;
}

function upstreams({ spec }: Manifest, { pods, entries }: NginxPlan): string {
  return (spec as Fields).upstreams
    .map((upstream: Fields) => {
      const limits = `max_fails=${upstream["max-fails"]} fail_timeout=${upstream["fail-timeout"]} max_conns=${upstream["max-conns"]}`;
      const method = upstream["lb-method"] === "round_robin" ? "" : `${upstream["lb-method"]};`;
      const servers = pods[upstream.service]!.map((pod) => `server ${pod} ${limits};`).join(" ");
      const zone = `zone ${upstream.name} ${entries["upstream-zone-size"]};`;
      return `upstream ${upstream.name} { ${zone} ${method} ${servers} keepalive ${upstream.keepalive}; }`;
    })
    .join("\n  ");
}

function healthAnswers({ spec }: Manifest): string {
  return (spec as Fields).routes
    .filter(({ action }: Fields) => action?.return !== undefined)
    .map(({ path, action }: Fields) => {
      const { code, type, body } = action.return;
      return `location ${path.replace(/^=/, "= ")} { default_type ${type}; return ${code} "${body}"; }`;
    })
    .join("\n    ");
}

function locations({ metadata, spec }: Manifest, policies: readonly Manifest[]): string {
  const {
    upstreams: [upstream],
    subroutes: [subroute],
  } = spec as Fields;
  const names = ((subroute.policies ?? []) as Fields[]).map(({ name }) => name);
  const own = policies.filter(
    (policy) => policy.metadata.namespace === metadata.namespace && names.includes(policy.metadata.name),
  );
  const pages = (subroute.errorPages as Fields[]).map((page, i) => ({
    ...page,
    at: `@${metadata.name}_${i}`,
  })) as Fields[];
  const headers = subroute.action.proxy.requestHeaders.set.map(
    ({ name, value }: Fields) => `proxy_set_header ${name} "${value}";`,
  );
  return `
    location ${subroute.path} {
      set $service "${upstream.service}";
      set $resource_name "${metadata.name}"; set $resource_namespace "${metadata.namespace}";
      ${own.map(policyDirectives).join("\n      ")}
      ${pages.map(({ codes, return: { code }, at }) => `error_page ${codes.join(" ")} =${code} "${at}";`).join(" ")}
      proxy_intercept_errors on;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      ${headers.join(" ")}
      proxy_connect_timeout ${upstream["connect-timeout"]};
      proxy_read_timeout ${upstream["read-timeout"]};
      proxy_send_timeout ${upstream["send-timeout"]};
      proxy_next_upstream ${upstream["next-upstream"]};
      proxy_next_upstream_tries ${upstream["next-upstream-tries"]};
      proxy_next_upstream_timeout ${upstream["next-upstream-timeout"]};
      proxy_pass http://${upstream.name};
    }
    ${pages.map(errorLocation).join("\n    ")}`;
}

function errorLocation({ at, return: { type, body, headers = [] } }: Fields): string {
  const sent = headers.map(({ name, value }: Fields) => `add_header ${name} "${value}" always;`);
  return `location ${at} { default_type "${type}"; ${sent.join(" ")} return 200 "${body}"; }`;
}

function policyDirectives(policy: Manifest): string {
  const { rateLimit, cache } = policy.spec as Fields;
  const zone = zoneOf(policy);
  if (rateLimit) {
    const { burst, noDelay, rejectCode, logLevel } = rateLimit;
    const limit = `limit_req zone=${zone} burst=${burst}${noDelay ? " nodelay" : ""};`;
    return `${limit} limit_req_status ${rejectCode}; limit_req_log_level ${logLevel};`;
  }
  const flags = `proxy_cache_background_update ${onOff(cache.cacheBackgroundUpdate)}; proxy_cache_revalidate ${onOff(cache.cacheRevalidate)};`;
  const { lock, conditions } = cache;
  return [
    `proxy_cache ${zone}; proxy_cache_key ${cache.cacheKey}; proxy_cache_methods ${cache.allowedMethods.join(" ")};`,
    ...cache.allowedCodes.map((code: number) => `proxy_cache_valid ${code} ${cache.time};`),
    `proxy_cache_use_stale ${cache.cacheUseStale.join(" ")}; ${flags}`,
    `proxy_cache_lock ${onOff(lock.enable)}; proxy_cache_lock_timeout ${lock.timeout}; proxy_cache_lock_age ${lock.age};`,
    `proxy_cache_bypass ${conditions.bypass.join(" ")}; proxy_no_cache ${conditions.noCache.join(" ")};`,
  ].join(" ");
}

const onOff = (flag: boolean) => (flag ? "on" : "off");
