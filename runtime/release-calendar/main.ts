import { setTimeout as pause } from "node:timers/promises";
import type { AwsWorld } from "../aws/call";
import { credentialsFrom } from "../aws/credentials";
import { EventBridgeSchedules, NO_SCHEDULES } from "./event-bridge-schedules";
import { HttpCatalogue } from "./http-catalogue";
import { Metrics } from "./metrics";
import { Planner } from "./planner";
import type { Log, Schedules } from "./ports";
import { settingsOf, type WindowSettings } from "./settings";
import { SqsQueue } from "./sqs-queue";
import { serveStatus } from "./status-server";
import { ReleaseCalendarWorker } from "./worker";

const log: Log = (entry) => console.log(JSON.stringify({ time: new Date().toISOString(), ...entry }));

/** Runs until `signal` is aborted. @throws {Error} when the environment is not enough to start. */
export async function main(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const settings = settingsOf(env);
  const nowMillis = () => Date.now();
  const wait = (millis: number, early?: AbortSignal) =>
    pause(millis, undefined, early === undefined ? {} : { signal: early }).catch(() => undefined);
  const aws = { region: settings.region, credentials: credentialsFrom(env, nowMillis), nowMillis, wait };
  const planner = new Planner({
    schedules: schedulesOf(settings.windows, aws, env.AWS_ENDPOINT_URL_SCHEDULER),
    catalogue: new HttpCatalogue(settings.catalogueUrl),
    audience: settings.audience,
    namePrefix: settings.schedulePrefix,
    nowMillis,
  });
  const metrics = new Metrics(planner);
  const queue = new SqsQueue(settings.queueUrl, aws, env.AWS_ENDPOINT_URL_SQS);
  const { catalogueSeconds } = settings;
  const worker = new ReleaseCalendarWorker({ queue, planner, metrics, log, nowMillis, wait, catalogueSeconds });
  const { server, port } = await serveStatus(settings.port, worker, metrics);
  log({ message: "started", port });
  try {
    await worker.run(signal);
  } finally {
    server.close();
    server.closeAllConnections();
    log({ message: "stopped" });
  }
}

function schedulesOf(windows: WindowSettings | undefined, aws: AwsWorld, endpoint: string | undefined): Schedules {
  if (windows === undefined) return NO_SCHEDULES;
  const { queueArn, scheduleGroup: group, scheduleRoleArn: roleArn } = windows;
  return new EventBridgeSchedules({ group, queueArn, roleArn }, aws, endpoint);
}

if (require.main === module) {
  const stop = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => stop.abort());
  main(process.env, stop.signal).catch((error) => {
    log({ message: "cannot run", error: String(error) });
    process.exitCode = 1;
  });
}
