import { fields, must, type Problem, record } from "../checks";
import { type WorkQueueSettings, workQueueSettingsProblems } from "../messaging/settings";
import { type HeadroomSettings, headroomSettingsProblems } from "./headroom";
import { imageProblems } from "./images";
import { type KedaSettings, kedaSettingsProblems } from "./prediction/keda";
import { type PredictionSettings, predictionSettingsProblems } from "./prediction/settings";
import { SERVICE_NAMES, type ServiceName } from "./service-contract";
import {
  type ServiceSettings,
  serviceSettingsProblems,
  type WorkerSettings,
  workerSettingsProblems,
} from "./service-settings";

/** What runs in each region's cluster for viewers: plain data, the same in every region. Images are given apart. */
export interface ServicesSettings {
  readonly services: Readonly<Record<ServiceName, ServiceSettings>>;
  /** What viewers watched, on its way to the database. */
  readonly watchEvents: WatchEventsSettings;
  /** Hears of announced releases and plans their windows. It consumes the release queue of `messaging`. */
  readonly releaseCalendar: WorkerSettings;
  readonly keda: KedaSettings;
  /** Of playback. @default none - load alone decides, which is enough where nobody announces anything */
  readonly prediction?: PredictionSettings;
  /** @default none - a new pod that finds no room waits a minute for a node */
  readonly headroom?: HeadroomSettings;
  /** Does nothing, in some kilobytes; by digest, from `stacks/versions.ts`. */
  readonly pauseImage: string;
  /**
   * Runs in place of each service that has no image, by digest: for stacks that nobody watches.
   * @default none - a service without an image is not declared
   */
  readonly sampleImage?: string;
}

export interface WatchEventsSettings {
  readonly queue: WorkQueueSettings;
  readonly worker: WorkerSettings;
}

/** Everything wrong with `settings`; empty when they can be declared. Pure, and total: bad data is reported, never thrown on. */
export function servicesSettingsProblems(path: string, settings: unknown): Problem[] {
  const { services } = Object(settings) as Partial<ServicesSettings>;
  const playback = Object(Object(services)["playback-service"]) as Partial<ServiceSettings>;
  return fields<ServicesSettings>(path, settings, {
    services: servicesProblems,
    watchEvents: (at, value) =>
      fields<WatchEventsSettings>(at, value, { queue: workQueueSettingsProblems, worker: workerSettingsProblems }),
    releaseCalendar: workerSettingsProblems,
    keda: kedaSettingsProblems,
    prediction: (at, value) => (value === undefined ? [] : predictionSettingsProblems(at, value, playback.autoscaling)),
    headroom: (at, value) => (value === undefined ? [] : headroomSettingsProblems(at, value)),
    pauseImage: imageProblems,
    sampleImage: (at, value) => (value === undefined ? [] : imageProblems(at, value)),
  });
}

function servicesProblems(path: string, services: unknown): Problem[] {
  const noRecord = record(path, services, () => []);
  if (noRecord.length > 0) return noRecord;
  return [
    ...record(path, services, (at, name, settings) => [
      ...must(
        SERVICE_NAMES.some((known) => known === name),
        at,
        `be one of ${SERVICE_NAMES.join(", ")}`,
        settings,
      ),
      ...serviceSettingsProblems(at, settings),
    ]),
    ...SERVICE_NAMES.filter((name) => Object(services)[name] === undefined).map((name) => ({
      path: `${path}.${name}`,
      reason: "must be an object, got undefined",
    })),
  ];
}
