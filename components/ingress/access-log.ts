/** Fields of the access log with NGINX's variables. */
const FIELDS: Readonly<Record<string, string>> = {
  time: "$time_iso8601",
  msec: "$msec",
  request_id: "$request_id",
  remote_addr: "$remote_addr",
  peer_addr: "$realip_remote_addr",
  x_forwarded_for: "$http_x_forwarded_for",
  host: "$host",
  method: "$request_method",
  uri: "$uri", // without the query, which may hold tokens
  protocol: "$server_protocol",
  status: "$status",
  bytes_sent: "$bytes_sent",
  request_length: "$request_length",
  request_time: "$request_time",
  upstream_addr: "$upstream_addr",
  upstream_status: "$upstream_status",
  upstream_connect_time: "$upstream_connect_time",
  upstream_header_time: "$upstream_header_time",
  upstream_response_time: "$upstream_response_time",
  upstream_cache_status: "$upstream_cache_status",
  limit_req_status: "$limit_req_status",
  resource_name: "$resource_name",
  resource_namespace: "$resource_namespace",
  service: "$service",
  user_agent: "$http_user_agent",
};

/**
 * Written bare, or CloudWatch would not compare them. Only what always has a value: one without would break the line.
 * Source: https://nginx.org/en/docs/http/ngx_http_log_module.html
 */
const NUMBERS = ["request_time"];

/** One JSON object a request. The controller quotes each line of the format by itself and joins them. */
export const ACCESS_LOG = {
  "log-format-escaping": "json",
  "log-format": `{\n${Object.entries(FIELDS)
    .map(([field, variable]) => `"${field}":${NUMBERS.includes(field) ? variable : `"${variable}"`}`)
    .join(",\n")}\n}`,
};
