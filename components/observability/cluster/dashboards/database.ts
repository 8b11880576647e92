import { type DashboardPlan, timeseries } from "./panels";

const rate = (counter: string) => `sum by (database) (rate(pgbouncer_stats_totals_${counter}[5m]))`;

/** The way to the database: whether requests wait for a connection. Aurora's own numbers are in CloudWatch. */
export const database: DashboardPlan = {
  uid: "streaming-database",
  title: "Streaming / Database connections",
  description: "PgBouncer's pools: who waits, how full they are, whether prepared statements are reused.",
  rows: [
    {
      title: "Pools",
      panels: [
        timeseries({
          title: "Longest wait for a connection",
          description: "Above 1 s for five minutes somebody is woken.",
          unit: "s",
          redFrom: 1,
          queries: [["max by (database) (pgbouncer_pools_client_maxwait_seconds)", "{{database}}"]],
        }),
        timeseries({
          title: "Clients",
          description: "Waiting ones have no server connection; a few for a moment are normal.",
          unit: "short",
          queries: [
            ["sum by (database) (pgbouncer_pools_client_active_connections)", "{{database}} served"],
            ["sum by (database) (pgbouncer_pools_client_waiting_connections)", "{{database}} waiting"],
          ],
        }),
        timeseries({
          title: "Server connections",
          description: "Hardly any idle: the pool is as big as the load.",
          unit: "short",
          queries: [
            ["sum by (database) (pgbouncer_pools_server_active_connections)", "{{database}} busy"],
            ["sum by (database) (pgbouncer_pools_server_idle_connections)", "{{database}} idle"],
          ],
        }),
        timeseries({
          title: "Use of the pools",
          description: "Connections over pool size, the fullest instance of PgBouncer.",
          unit: "percentunit",
          redFrom: 0.9,
          queries: [
            [
              "max by (database) (pgbouncer_databases_current_connections / (pgbouncer_databases_pool_size > 0))",
              "{{database}}",
            ],
          ],
        }),
      ],
    },
    {
      title: "Queries",
      panels: [
        timeseries({
          title: "Queries a second",
          description: "Through all instances.",
          unit: "reqps",
          queries: [[rate("queries_pooled_total"), "{{database}}"]],
        }),
        timeseries({
          title: "Mean time of a query",
          description: "In the database, waiting not included.",
          unit: "s",
          queries: [
            [`${rate("queries_duration_seconds_total")} / (${rate("queries_pooled_total")} > 0)`, "{{database}}"],
          ],
        }),
        timeseries({
          title: "Mean wait of a query",
          description: "For a connection.",
          unit: "s",
          queries: [[`${rate("client_wait_seconds_total")} / (${rate("queries_pooled_total")} > 0)`, "{{database}}"]],
        }),
        timeseries({
          title: "Prepared statements sent on to the server",
          description: "Of those that clients sent: near 0 is good, at 1 nothing is reused.",
          unit: "percentunit",
          queries: [[`${rate("server_parses_total")} / (${rate("client_parses_total")} > 0)`, "{{database}}"]],
        }),
      ],
    },
  ],
};
