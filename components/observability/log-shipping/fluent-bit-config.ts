import type * as pulumi from "@pulumi/pulumi";
import { interpolate } from "@pulumi/pulumi";
import { INGRESS_NAMESPACE } from "../../service/service-contract";

/** Health and metrics of the shipper itself. */
export const SHIPPER_PORT = 2020;

/** How far each file has been read, and what is not sent yet. */
export const STATE_FOLDER = "/state";

export const LOG_FOLDER = "/var/log";

/** Name of NGINX's container in its chart. The kubelet calls a file `<pod>_<namespace>_<container>-<id>.log`. */
const NGINX_CONTAINER = "nginx-ingress";

export interface FluentBitPlan {
  readonly region: string;
  readonly logGroupName: pulumi.Input<string>;
  /** Unit: MiB. */
  readonly bufferMiB: number;
}

/**
 * The whole of fluent-bit.yaml. A line leaves as NGINX wrote it: the runtime's own stamp in front is taken off,
 * `log_key` keeps Fluent Bit from wrapping it, and no filter touches it. The controller's messages (on stderr) and
 * whatever else is no access line stay behind.
 * Source: https://docs.fluentbit.io/manual/pipeline/outputs/cloudwatch
 */
export function fluentBitConfig({ region, logGroupName, bufferMiB }: FluentBitPlan): pulumi.Output<string> {
  return interpolate`service:
  flush: 1
  grace: 30
  log_level: warn
  http_server: on
  http_listen: 0.0.0.0
  http_port: ${SHIPPER_PORT}
  health_check: on
  storage.path: ${STATE_FOLDER}/buffer
  storage.max_chunks_up: 16
pipeline:
  inputs:
    - name: tail
      tag: nginx.*
      path: ${LOG_FOLDER}/containers/*_${INGRESS_NAMESPACE}_${NGINX_CONTAINER}-*.log
      multiline.parser: cri
      db: ${STATE_FOLDER}/positions.db
      read_from_head: true
      refresh_interval: 5
      rotate_wait: 30
      buffer_max_size: 256k
      skip_long_lines: on
      storage.type: filesystem
  filters:
    - name: grep
      match: nginx.*
      regex: stream ^stdout$
    - name: grep
      match: nginx.*
      regex: 'log ^\\{.*"uri":'
  outputs:
    - name: cloudwatch_logs
      match: nginx.*
      region: ${region}
      log_group_name: ${logGroupName}
      log_stream_prefix: access-
      log_key: log
      auto_create_group: false
      retry_limit: no_limits
      storage.total_limit_size: ${bufferMiB}M
`;
}
