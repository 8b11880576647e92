import { type AwsWorld, callAws } from "../aws/call";
import { credentialsOf } from "../database-jobs/credentials";
import type { DatabaseLogin } from "./database-contract";

/** Shortest time between two questions after a refused password: a secret that is wrong must not be asked for by every query. */
const AGAIN_MILLIS = 5_000;

/** A password that may be changed while the program runs. */
export class LoginPassword {
  private known: { readonly password: Promise<string>; readonly askedAtMillis: number } | undefined;

  constructor(
    private readonly read: () => Promise<string>,
    private readonly nowMillis: () => number = () => performance.now(),
  ) {}

  /** The password as far as it is known; asked for once. */
  current(): Promise<string> {
    return (this.known ?? this.ask()).password;
  }

  /**
   * After a password was refused in an attempt that began at `sinceMillis`. @returns whether another attempt may go better: then
   * `current` is a password that was asked for since.
   */
  isNewSince(sinceMillis: number): boolean {
    if (this.known !== undefined && this.known.askedAtMillis > sinceMillis) return true;
    if (this.known !== undefined && this.nowMillis() - this.known.askedAtMillis < AGAIN_MILLIS) return false;
    this.ask();
    return true;
  }

  private ask() {
    const before = this.known;
    const asked = { password: this.read(), askedAtMillis: this.nowMillis() };
    this.known = asked;
    asked.password.catch(() => {
      if (this.known === asked) this.known = before; // whoever waits is told; the next one asks again
    });
    return asked;
  }
}

/**
 * Reads the password of a login, with the pod's own rights. @throws when the secret is another user's.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export function secretPassword(
  { userName, secretArn }: Required<DatabaseLogin>,
  world: Omit<AwsWorld, "region">,
  endpoint = `https://secretsmanager.${regionOf(secretArn)}.amazonaws.com`,
): () => Promise<string> {
  return async () => {
    const { SecretString } = await callAws(
      {
        service: "secretsmanager",
        method: "POST",
        url: new URL("/", endpoint),
        headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "secretsmanager.GetSecretValue" },
        body: { SecretId: secretArn },
      },
      { ...world, region: regionOf(secretArn) },
    );
    const { username, password } = credentialsOf(String(SecretString), secretArn);
    if (username !== userName) throw new Error(`${secretArn} is of ${username}, not of ${userName}`);
    return password;
  };
}

const regionOf = (arn: string): string => arn.split(":")[3]!;
