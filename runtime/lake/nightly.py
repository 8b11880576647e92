"""The lake's nightly job: runs the statements of a plan that the declaration wrote, and says that it got through.

Everything that can be decided beforehand stands in the plan (components/lake/nightly-plan.ts). AWS's and Spark's packages are
imported where they are used, so that the functions without them run anywhere.
"""

import json
import re
import sys
import time
from datetime import datetime, timedelta, timezone

DATE = re.compile(r"\{\{today(?:-(\d+))?\}\}")


def dated(sql, today):
    """`sql` with `{{today}}` and `{{today-7}}` as dates."""
    return DATE.sub(lambda found: (today - timedelta(days=int(found.group(1) or 0))).isoformat(), sql)


def minutes_left(window, now):
    """Whole minutes of the window after `now`; 0 outside of it. A window may go on past midnight."""
    since = (now.hour * 60 + now.minute - window["fromHourUtc"] * 60) % (24 * 60)
    return max(0, window["minutes"] - since)


def read_plan(uri):
    import boto3

    bucket, key = re.fullmatch(r"s3://([^/]+)/(.+)", uri).groups()
    return json.loads(boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())


def spark_session(settings, warehouse):
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("lake-nightly").config("spark.sql.catalog.glue_catalog.warehouse", warehouse)
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def load_warehouse(statements, workgroup, database, secret):
    """All statements in one transaction; returns when it is committed. Raises with Redshift's own words when it is not."""
    import boto3

    client = boto3.client("redshift-data")
    started = client.batch_execute_statement(
        WorkgroupName=workgroup, Database=database, SecretArn=secret, Sqls=statements
    )
    while True:
        state = client.describe_statement(Id=started["Id"])
        if state["Status"] == "FINISHED":
            return
        if state["Status"] in ("FAILED", "ABORTED"):
            raise RuntimeError(f"Cannot load the warehouse: {state.get('Error', state['Status'])}")
        time.sleep(10)


def publish(metrics, values):
    import boto3

    boto3.client("cloudwatch").put_metric_data(
        Namespace=metrics["namespace"],
        MetricData=[
            {"MetricName": name, "Dimensions": [{"Name": "Job", "Value": metrics["job"]}], "Value": value, "Unit": "Count"}
            for name, value in values.items()
        ],
    )


def main(argv):
    from awsglue.utils import getResolvedOptions

    options = getResolvedOptions(argv, ["plan", "warehouse", "workgroup", "database", "secret", "anytime"])
    plan = read_plan(options["plan"])
    today = datetime.now(timezone.utc).date()

    def in_time(what):
        if options["anytime"] != "true" and minutes_left(plan["window"], datetime.now(timezone.utc)) == 0:
            raise RuntimeError(f"Stopped before {what}: the quiet hours are over. --anytime true runs it now")
        print(f"{datetime.now(timezone.utc).isoformat()} {what}", flush=True)

    in_time("starting")
    spark = spark_session(plan["spark"]["settings"], options["warehouse"])
    for statement in plan["spark"]["statements"]:
        in_time(statement["name"])
        spark.sql(dated(statement["sql"], today)).show(truncate=False)
    small_files = spark.sql(dated(plan["spark"]["smallFiles"], today)).first()["value"]
    if plan["warehouse"]:
        in_time("load-warehouse")
        statements = [dated(sql, today) for sql in plan["warehouse"]]
        load_warehouse(statements, options["workgroup"], options["database"], options["secret"])
    publish(plan["metrics"], {"Succeeded": 1, "SmallFiles": small_files})


if __name__ == "__main__":
    main(sys.argv)
