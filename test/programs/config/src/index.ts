import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
export const instances = config.requireNumber("instances");
export const greeting = config.require("greeting");
export const other = new pulumi.Config("other").get("key");
export const zones = config.requireObject<string[]>("zones");
export const database = config.requireSecretObject<{ host: string; port: number; password: string }>("database");
export const token = config.requireSecret("token");
export const exact = config.get("exact");
export const missing = config.get("missing");
export const given = config.get("given");
export const names = [pulumi.getProject(), pulumi.getStack(), pulumi.getOrganization(), pulumi.runtime.isDryRun()];
export const program = [process.title, process.cwd().split("/").slice(-2).join("/")];
