import { type Asked, type Reply, refusal } from "../../support/loopback-server";

/**
 * The operations of EventBridge Scheduler that we use: it refuses what is there already, what is not there, what is not signed for
 * it, and a body that lacks a required field. Source: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html
 */
export class FakeScheduler {
  /** By group and name. */
  readonly schedules = new Map<string, Record<string, any>>();
  /** Answers instead, one for each of the next calls. */
  readonly next: Reply[] = [];

  readonly reply = ({ method, url, headers, body }: Asked): Reply => {
    if (this.next.length > 0) return this.next.shift();
    const { pathname, searchParams } = new URL(url, "http://localhost");
    const name = /^\/schedules\/([0-9a-zA-Z-_.]{1,64})$/.exec(pathname)?.[1];
    if (
      !/\/scheduler\/aws4_request, SignedHeaders=.*host.*, Signature=[0-9a-f]{64}$/.test(headers.authorization ?? "")
    ) {
      return refusal(403, "AccessDeniedException");
    }
    if (name === undefined) return refusal(400, "ValidationException");
    if (method === "DELETE") {
      const deleted = this.schedules.delete(`${searchParams.get("groupName")}/${name}`);
      return deleted ? { status: 200, body: {} } : refusal(404, "ResourceNotFoundException");
    }
    const schedule = JSON.parse(body) as Record<string, any>;
    const required = [
      schedule.FlexibleTimeWindow?.Mode,
      schedule.ScheduleExpression,
      schedule.Target?.Arn,
      schedule.Target?.RoleArn,
    ];
    if (required.includes(undefined)) return refusal(400, "ValidationException");
    const key = `${schedule.GroupName}/${name}`;
    if (method === "POST" && this.schedules.has(key)) return refusal(409, "ConflictException");
    if (method === "PUT" && !this.schedules.has(key)) return refusal(404, "ResourceNotFoundException");
    this.schedules.set(key, schedule);
    return { status: 200, body: { ScheduleArn: `arn:aws:scheduler:us-east-1:111122223333:schedule/${key}` } };
  };
}
