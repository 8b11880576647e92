import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a secret of Secrets Manager holds of one user. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Reads `<name>.json` in `folder`, as the container before this one has left it. @throws when it holds no user with a
 * password.
 */
export function readCredentials(folder: string, name: string): Credentials {
  const { username, password } = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  if (typeof username !== "string" || typeof password !== "string" || username === "" || password === "") {
    throw new Error(`${name}.json holds no username with a password`);
  }
  return { username, password };
}

/** Folder of the credentials' files. @throws when nobody says which it is. */
export function credentialsFolder(environment: NodeJS.ProcessEnv): string {
  const { CREDENTIALS_FOLDER } = environment;
  if (!CREDENTIALS_FOLDER) throw new Error("CREDENTIALS_FOLDER must name the folder of master.json");
  return CREDENTIALS_FOLDER;
}
