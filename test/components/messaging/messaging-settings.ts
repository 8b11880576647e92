import type { MessagingSettings } from "../../../components/messaging/settings";

export const settings: MessagingSettings = {
  archiveDays: 90,
  releaseQueue: { consumerTimeoutSeconds: 30, maxReceives: 5, retentionDays: 4, maxAgeSeconds: 300 },
  calendarRefreshMinutes: 60,
};

/** Statements of a policy as it was declared. */
export const statements = (policy: string): any[] => JSON.parse(policy).Statement;
