import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a secret of Secrets Manager holds of one user. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Reads `<name>.json` in `folder`, as the container before this one has left it. @throws as `credentialsOf` does. */
export function readCredentials(folder: string, name: string): Credentials {
  const file = `${name}.json`;
  return credentialsOf(readFileSync(join(folder, file), "utf8"), file);
}

/** What the secret `name` says. @throws when it holds no user with a password, and then never with what it holds. */
export function credentialsOf(secret: string, name: string): Credentials {
  const { username, password } = Object(parsed(secret)) as Partial<Credentials>;
  if (typeof username !== "string" || typeof password !== "string" || username === "" || password === "") {
    throw new Error(`${name} holds no username with a password`);
  }
  return { username, password };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the parser's own error quotes what it read
  }
}

/** Folder of the credentials' files. @throws when nobody says which it is. */
export function credentialsFolder(environment: NodeJS.ProcessEnv): string {
  const { CREDENTIALS_FOLDER } = environment;
  if (!CREDENTIALS_FOLDER) throw new Error("CREDENTIALS_FOLDER must name the folder of master.json");
  return CREDENTIALS_FOLDER;
}
