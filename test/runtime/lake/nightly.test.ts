import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { nightlyPlan } from "../../../components/lake/nightly-plan";
import { prod } from "../../components/lake/samples";

const FOLDER = join(__dirname, "../../../runtime/lake");
const plan = nightlyPlan({ settings: prod, quietHourUtc: 22, database: "lake_db", jobName: "job" });

/** Stand-ins for what Glue brings along; they write down what they are asked for. */
const STAND_INS = `
import datetime, io, json, sys, types
sys.path.insert(0, ${JSON.stringify(FOLDER)})
sys.dont_write_bytecode = True
given = json.load(sys.stdin)
told = []

class Frame:
    def show(self, **_): pass
    def first(self): return {"value": 7}

class Session:
    def sql(self, text):
        told.append(["spark", text])
        return Frame()

class Builder:
    def appName(self, _): return self
    def config(self, name, value):
        told.append(["config", name, value])
        return self
    def getOrCreate(self): return Session()

class Client:
    def __init__(self, service): self.service = service
    def get_object(self, **asked):
        told.append(["read", asked["Bucket"], asked["Key"]])
        return {"Body": io.BytesIO(json.dumps(given["plan"]).encode())}
    def batch_execute_statement(self, **asked):
        told.append(["warehouse", asked])
        return {"Id": "1"}
    def describe_statement(self, Id): return given["warehouse"]
    def put_metric_data(self, **asked): told.append(["metrics", asked])

def module(name, **names):
    made = types.ModuleType(name)
    made.__dict__.update(names)
    sys.modules[name] = made

module("boto3", client=Client)
module("awsglue")
module("awsglue.utils", getResolvedOptions=lambda argv, names: {name: given["options"][name] for name in names})
module("pyspark")
module("pyspark.sql", SparkSession=types.SimpleNamespace(builder=Builder()))

import nightly
class Clock(datetime.datetime):
    @classmethod
    def now(cls, zone): return datetime.datetime.fromisoformat(given["now"])
nightly.datetime = Clock
nightly.print = lambda *_, **__: None
`;

interface Given {
  readonly now?: string;
  readonly plan?: object;
  readonly warehouse?: object;
  readonly options?: object;
}

const OPTIONS = {
  plan: "s3://bucket/jobs/nightly.json",
  warehouse: "s3://bucket/warehouse/",
  workgroup: "workgroup",
  database: "streaming",
  secret: "arn:secret",
  anytime: "false",
};

/** What `body` prints as JSON, with the script imported as `nightly`. */
function inPython(body: string, given: Given = {}): any {
  const input = { now: "2026-11-22T22:30:00+00:00", plan, warehouse: { Status: "FINISHED" }, ...given };
  const { status, stdout, stderr } = spawnSync("python3", ["-c", `${STAND_INS}\n${body}`], {
    input: JSON.stringify({ ...input, options: { ...OPTIONS, ...given.options } }),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const RUN = `
try:
    nightly.main([])
    failed = None
except Exception as error:
    failed = str(error)
json.dump({"told": told, "failed": failed}, sys.stdout)`;

const hasPython = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]).status === 0;
const withPython = hasPython ? describe : describe.skip; // Glue has it; a machine that only runs the tests need not

withPython("nightly.py", () => {
  it("fills dates in, over ends of months and years", () => {
    const texts = ["{{today}}", "dt >= DATE '{{today-7}}' AND dt < DATE '{{today}}'", "{{today-400}}", "{{tomorrow}}"];
    const body = `json.dump([nightly.dated(text, datetime.date(2026, 1, 3)) for text in ${JSON.stringify(texts)}], sys.stdout)`;
    expect(inPython(body)).toEqual([
      "2026-01-03",
      "dt >= DATE '2025-12-27' AND dt < DATE '2026-01-03'",
      "2024-11-29",
      "{{tomorrow}}",
    ]);
  });

  it("knows how long the window is still open, over midnight as well", () => {
    const times = ["21:59", "22:00", "22:01", "23:59", "00:00", "00:59", "01:00", "12:00"];
    const body = `
window = {"fromHourUtc": 22, "minutes": 180}
at = lambda time: datetime.datetime.fromisoformat("2026-11-22T" + time)
json.dump([nightly.minutes_left(window, at(time)) for time in ${JSON.stringify(times)}], sys.stdout)`;
    expect(inPython(body)).toEqual([0, 180, 179, 61, 60, 1, 0, 0]);
  });

  it("runs the plan in its order, loads the warehouse, and tells that it got through last", () => {
    const { told, failed } = inPython(RUN);
    expect(failed).toBeNull();
    expect(told.map(([what]: string[]) => what)).toEqual([
      "read",
      ...Array(6).fill("config"),
      ...Array(plan.spark.statements.length + 1).fill("spark"),
      "warehouse",
      "metrics",
    ]);
    expect(told[0]).toEqual(["read", "bucket", "jobs/nightly.json"]);
    expect(told[1]).toEqual(["config", "spark.sql.catalog.glue_catalog.warehouse", "s3://bucket/warehouse/"]);
    expect(told.find(([what]: string[]) => what === "spark")[1]).toContain(
      "where => \"dt >= DATE '2026-11-15' AND dt < DATE '2026-11-22'\"",
    );
    const [, asked] = told.at(-2);
    expect(asked).toMatchObject({ WorkgroupName: "workgroup", Database: "streaming", SecretArn: "arn:secret" });
    expect(asked.Sqls[0]).toBe("DELETE FROM hot.playback_events WHERE dt < DATE '2026-10-18'");
    expect(told.at(-1)[1]).toEqual({
      Namespace: "p95/Lake",
      MetricData: [
        { MetricName: "Succeeded", Dimensions: [{ Name: "Job", Value: "job" }], Value: 1, Unit: "Count" },
        { MetricName: "SmallFiles", Dimensions: [{ Name: "Job", Value: "job" }], Value: 7, Unit: "Count" },
      ],
    });
  });

  it("asks nothing of a warehouse that is not there", () => {
    const { told } = inPython(RUN, { plan: { ...plan, warehouse: [] } });
    expect(told.map(([what]: string[]) => what)).not.toContain("warehouse");
    expect(told.at(-1)[0]).toBe("metrics");
  });

  it("touches nothing when a schedule is late", () => {
    const { told, failed } = inPython(RUN, { now: "2026-11-22T07:00:00+00:00" });
    expect(told.map(([what]: string[]) => what)).toEqual(["read"]);
    expect(failed).toBe("Stopped before starting: the quiet hours are over. --anytime true runs it now");
  });

  it("runs at any time when told to", () => {
    const { failed } = inPython(RUN, { now: "2026-11-22T07:00:00+00:00", options: { anytime: "true" } });
    expect(failed).toBeNull();
  });

  it("does not claim success when the warehouse was not loaded, and passes on why", () => {
    const { told, failed } = inPython(RUN, { warehouse: { Status: "FAILED", Error: "disk full" } });
    expect(failed).toBe("Cannot load the warehouse: disk full");
    expect(told.at(-1)[0]).toBe("warehouse");
  });
});
