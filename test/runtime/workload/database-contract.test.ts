import { describe, expect, it } from "@jest/globals";
import { databaseVariables, readDatabaseContract } from "../../../runtime/workload/database-contract";

const writer = { host: "pgbouncer.data.svc", port: 6432, databaseName: "streaming" };
const reader = { host: "pgbouncer-read.data.svc", port: 6432, databaseName: "streaming_ro" };
const secretArn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:database-access-abc-1a2b3c";
const login = { userName: "playback_service", secretArn };

describe("the database contract", () => {
  it("has these variables, which programs in other languages read by name", () => {
    expect(databaseVariables({ writer, reader, login })).toEqual({
      DATABASE_HOST: "pgbouncer.data.svc",
      DATABASE_PORT: "6432",
      DATABASE_NAME: "streaming",
      DATABASE_READ_HOST: "pgbouncer-read.data.svc",
      DATABASE_READ_PORT: "6432",
      DATABASE_READ_NAME: "streaming_ro",
      PGUSER: "playback_service",
      DATABASE_SECRET_ARN: secretArn,
    });
  });

  it.each([{ writer, reader, login }, { writer, login }, { writer, login: { userName: "service" } }, { writer }])(
    "is read as it was written: %j",
    (contract) => {
      expect(readDatabaseContract({ ...databaseVariables(contract), HOME: "/" })).toEqual(contract);
    },
  );

  it("may be written in parts by whoever knows them", () => {
    const parts = { ...databaseVariables({ writer }), ...databaseVariables({ reader, login }) };
    expect(readDatabaseContract(parts)).toEqual({ writer, reader, login });
  });

  it("names all that is wrong or missing, and takes a port of five digits and not of six", () => {
    const wrong = {
      DATABASE_PORT: "123456",
      DATABASE_NAME: "streaming",
      DATABASE_READ_HOST: "r",
      DATABASE_READ_PORT: "12345",
      DATABASE_SECRET_ARN: "playback",
    };
    expect(() => readDatabaseContract(wrong)).toThrow(
      [
        "Cannot read the database contract",
        "  DATABASE_HOST: must be a host name or the folder of a socket, got nothing",
        '  DATABASE_PORT: must be a port, got "123456"',
        "  DATABASE_READ_NAME: must be the name of a database, got nothing",
        "  PGUSER: must be the user of the secret, got nothing",
        '  DATABASE_SECRET_ARN: must be a secret\'s ARN, got "playback"',
      ].join("\n"),
    );
  });
});
