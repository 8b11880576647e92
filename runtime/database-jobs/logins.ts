import { readFileSync } from "node:fs";
import { Client } from "pg";
import { credentialsFolder, readCredentials } from "./credentials";
import { applyLogins, type Login } from "./sign-in";

/**
 * A login as the Job's file `logins.json` has it: without its password, which lies in a file of the workload's name.
 */
export type PlannedLogin = Omit<Login, "password"> & { readonly workload: string };

/** Gives every login of the file its rights and its password. @throws when a secret is of another user. */
export async function main(file: string, environment: NodeJS.ProcessEnv): Promise<string[]> {
  const folder = credentialsFolder(environment);
  const planned: PlannedLogin[] = JSON.parse(readFileSync(file, "utf8"));
  const logins = planned.map(({ workload, ...login }) => {
    const { username, password } = readCredentials(folder, workload);
    if (username !== login.userName) throw new Error(`${workload}.json is of ${username}, not of ${login.userName}`);
    return { ...login, password };
  });
  const { username: user, password } = readCredentials(folder, "master");
  const db = new Client({ user, password });
  try {
    await db.connect();
    await applyLogins(db, logins);
  } finally {
    await db.end();
  }
  return logins.map(({ userName }) => userName);
}

if (require.main === module) {
  main(process.argv[2] ?? "logins.json", process.env).then(
    (users) => console.log(`signed up ${users.join(", ")}`),
    (error) => {
      console.error(error instanceof Error ? error.message : String(error));
      process.exitCode = 1;
    },
  );
}
