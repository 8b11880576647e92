import { credentialsFolder, readCredentials } from "./credentials";

// Before anything connects: the client reads its user from the environment.
const { username, password } = readCredentials(credentialsFolder(process.env), "master");
process.env.PGUSER = username;
process.env.PGPASSWORD = password;
