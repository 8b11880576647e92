/** Where a database is. `V` is text, or in the infrastructure's code a text that is known later. */
export interface DatabaseAddress<V = string> {
  readonly host: V;
  readonly port: number;
  readonly databaseName: string;
}

/** All that a workload must know to use its database through the connection pools. */
export interface DatabaseContract<V = string> {
  readonly writer: DatabaseAddress<V>;
  /** Some milliseconds late. @default none - a stack without readers' pools reads where it writes */
  readonly reader?: DatabaseAddress<V>;
  /** @default none - whoever the driver finds */
  readonly login?: DatabaseLogin<V>;
}

export interface DatabaseLogin<V = string> {
  readonly userName: string;
  /**
   * Secret of Secrets Manager in the pod's own region: `{"username", "password"}`.
   * @default none - a server that asks for no password, as only a test has it
   */
  readonly secretArn?: V;
}

const PREFIXES = { writer: "DATABASE", reader: "DATABASE_READ" } as const;
const USER_NAME = "PGUSER";
const SECRET_ARN = "DATABASE_SECRET_ARN";

const SECRET = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+$/;

export type Variables<V = string> = Readonly<Record<string, V | string>>;

/** The contract, or the part of it that one component knows, as environment variables. Holds no secret. */
export function databaseVariables<V>({ writer, reader, login }: Partial<DatabaseContract<V>>): Variables<V> {
  return {
    ...(writer && addressVariables(PREFIXES.writer, writer)),
    ...(reader && addressVariables(PREFIXES.reader, reader)),
    ...(login && { [USER_NAME]: login.userName, ...(login.secretArn && { [SECRET_ARN]: login.secretArn }) }),
  };
}

function addressVariables<V>(prefix: string, { host, port, databaseName }: DatabaseAddress<V>): Variables<V> {
  return { [`${prefix}_HOST`]: host, [`${prefix}_PORT`]: `${port}`, [`${prefix}_NAME`]: databaseName };
}

/** Names every variable that is wrong, not only the first. */
export class DatabaseContractError extends Error {
  override readonly name = "DatabaseContractError";

  constructor(readonly problems: readonly string[]) {
    super(["Cannot read the database contract", ...problems.map((problem) => `  ${problem}`)].join("\n"));
  }
}

/** The contract that a pod was given. @throws {DatabaseContractError} */
export function readDatabaseContract(env: Readonly<Record<string, string | undefined>>): DatabaseContract {
  const problems: string[] = [];
  const check = (name: string, rule: RegExp, sentence: string): string => {
    const value = env[name];
    if (value !== undefined && rule.test(value)) return value;
    problems.push(`${name}: must ${sentence}, got ${value === undefined ? "nothing" : JSON.stringify(value)}`);
    return "";
  };
  const has = (prefix: string) => Object.keys(env).some((name) => name.startsWith(`${prefix}_`));
  const address = (prefix: string): DatabaseAddress => ({
    host: check(`${prefix}_HOST`, /./, "be a host name or the folder of a socket"),
    port: Number(check(`${prefix}_PORT`, /^[1-9]\d{0,4}$/, "be a port")),
    databaseName: check(`${prefix}_NAME`, /./, "be the name of a database"),
  });
  const contract: DatabaseContract = {
    writer: address(PREFIXES.writer),
    ...(has(PREFIXES.reader) && { reader: address(PREFIXES.reader) }),
    ...((USER_NAME in env || SECRET_ARN in env) && {
      login: {
        userName: check(USER_NAME, /./, "be the user of the secret"),
        ...(SECRET_ARN in env && { secretArn: check(SECRET_ARN, SECRET, "be a secret's ARN") }),
      },
    }),
  };
  if (problems.length > 0) throw new DatabaseContractError(problems);
  return contract;
}
