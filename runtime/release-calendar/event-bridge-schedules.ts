import { AwsError, type AwsRequest, type AwsWorld, callAws } from "../aws/call";
import type { Schedules } from "./ports";
import { LEAD_SECONDS, type PlannedWindow, RUSH_SECONDS } from "./window";

export interface SchedulePlace {
  readonly group: string;
  /** Queue of release windows. */
  readonly queueArn: string;
  /** What schedules send as. */
  readonly roleArn: string;
}

/** @see https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
export class EventBridgeSchedules implements Schedules {
  constructor(
    private readonly place: SchedulePlace,
    private readonly world: AwsWorld,
    private readonly endpoint = `https://scheduler.${world.region}.amazonaws.com`,
  ) {}

  /** Whether it is there is asked by trying; between two answers it may fire and be gone, or another pod may make it. */
  async put(window: PlannedWindow): Promise<void> {
    const body = this.schedule(window);
    for (const method of ["POST", "PUT"] as const) {
      const refused = await this.tried(method, window.name, body, REFUSALS[method]);
      if (!refused) return;
    }
    await this.call("POST", window.name, body);
  }

  async remove(name: string): Promise<void> {
    await this.tried("DELETE", name, undefined, "ResourceNotFoundException");
  }

  private schedule({ atMillis, description, message }: PlannedWindow): object {
    return {
      GroupName: this.place.group,
      Description: description,
      ScheduleExpression: `at(${new Date(atMillis).toISOString().slice(0, 19)})`,
      ScheduleExpressionTimezone: "UTC",
      FlexibleTimeWindow: { Mode: "OFF" },
      State: "ENABLED",
      ActionAfterCompletion: "DELETE",
      Target: {
        Arn: this.place.queueArn,
        RoleArn: this.place.roleArn,
        Input: message,
        RetryPolicy: { MaximumEventAgeInSeconds: LEAD_SECONDS + RUSH_SECONDS, MaximumRetryAttempts: 185 }, // later it is over
      },
    };
  }

  /** @returns whether it was refused for the one reason that is no failure here. */
  private async tried(method: AwsRequest["method"], name: string, body: object | undefined, expected: string) {
    try {
      await this.call(method, name, body);
      return false;
    } catch (error) {
      if (error instanceof AwsError && error.name === expected) return true;
      throw error;
    }
  }

  private async call(method: AwsRequest["method"], name: string, body: object | undefined): Promise<void> {
    const url = new URL(`/schedules/${name}`, this.endpoint);
    if (body === undefined) url.searchParams.set("groupName", this.place.group);
    const headers: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    await callAws({ service: "scheduler", method, url, headers, ...(body === undefined ? {} : { body }) }, this.world);
  }
}

/** Where nothing counts windows, none is planned. */
export const NO_SCHEDULES: Schedules = { put: async () => undefined, remove: async () => undefined };

const REFUSALS = { POST: "ConflictException", PUT: "ResourceNotFoundException" } as const;
