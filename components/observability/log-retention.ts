import { oneOf, type Problem } from "../checks";

/**
 * Days that a CloudWatch log group can keep its events; it takes no others.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
const OFFERED_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export function logRetentionProblems(path: string, days: unknown): Problem[] {
  return oneOf(path, days, OFFERED_DAYS);
}
