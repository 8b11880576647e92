import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Answers } from "../support/mocks";

export const ACCOUNT = "111122223333";

/** What a platform asks AWS for before it declares anything. */
export const ANSWERS: Answers = {
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": () => ({ id: "pl-1", entries: [{ cidr: "192.0.2.0/24" }] }),
};

/** Production's, by workload: one for everything that a stack may run. */
export const IMAGES: Readonly<Record<string, string>> = parse(
  readFileSync(join(__dirname, "../../stacks/Pulumi.prod.yaml"), "utf8"),
).config["p95:images"];
