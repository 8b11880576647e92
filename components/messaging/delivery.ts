/**
 * How long EventBridge tries to deliver an event or a scheduled call before it becomes a dead letter: its own maximum, a day.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
export const RETRY_FOR_A_DAY = { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 } as const;
