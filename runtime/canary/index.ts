import { type Journey, report, walk } from "./journey";

/** Where CloudWatch Synthetics gives the journey, as JSON. */
export const JOURNEY_VARIABLE = "P95_JOURNEY";

/**
 * Entry point of CloudWatch Synthetics: a run that throws has failed.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_WritingCanary_Nodejs.html
 */
export async function handler(): Promise<string> {
  const journey: Journey = JSON.parse(process.env[JOURNEY_VARIABLE] ?? "");
  const results = await walk(journey);
  console.log(JSON.stringify({ from: journey.from, results }));
  const problems = report(results);
  if (problems !== "") throw new Error(problems);
  return `${results.length} steps`;
}
