import { describe, expect, it } from "@jest/globals";
import { PGBOUNCER_HBA, pgbouncerIni, userList } from "../../../../components/database/cluster/pgbouncer-config";
import { resolved } from "../../../support/mocks";
import { prod } from "./samples";

describe("pgbouncerIni()", () => {
  it("is the whole of it", async () => {
    const ini = pgbouncerIni({ ...prod, writerHost: "writer.test", readerHost: "reader.test", serverPort: 5432 });
    expect(await resolved(ini)).toBe(`[databases]
streaming = host=writer.test port=5432 dbname=streaming max_db_connections=150
streaming_ro = host=reader.test port=5432 dbname=streaming max_db_connections=300

[pgbouncer]
listen_addr = *
listen_port = 6432
unix_socket_dir =
pool_mode = transaction
max_prepared_statements = 256
auth_type = hba
stats_users = pgbouncer_exporter
ignore_startup_parameters = extra_float_digits
server_tls_sslmode = verify-full
server_lifetime = 600
server_idle_timeout = 300
server_connect_timeout = 5
server_login_retry = 1
server_round_robin = 1
dns_max_ttl = 5
dns_nxdomain_ttl = 1
reserve_pool_size = 0
query_wait_timeout = 10
idle_transaction_timeout = 60
tcp_keepalive = 1
tcp_keepidle = 30
tcp_keepintvl = 10
tcp_user_timeout = 15000
log_connections = 0
log_disconnections = 0
auth_hba_file = /etc/pgbouncer/pgbouncer_hba.conf
auth_file = /run/pgbouncer/userlist.txt
server_tls_ca_file = /etc/rds/roots.pem
default_pool_size = 100
max_client_conn = 5000
`);
  });
});

it("nobody reaches the console with a password, and nobody anything else without", () => {
  expect(PGBOUNCER_HBA).toBe(`host pgbouncer pgbouncer_exporter 127.0.0.1/32 trust
host pgbouncer all 0.0.0.0/0 reject
host pgbouncer all ::/0 reject
host all all 0.0.0.0/0 scram-sha-256
host all all ::/0 scram-sha-256
`);
});

it("userList() names the exporter and every login", () => {
  expect(userList([{ userName: "playback_service", password: "abc" }])).toBe(
    '"pgbouncer_exporter" ""\n"playback_service" "abc"\n',
  );
});
