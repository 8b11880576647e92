import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { layOut, type TwoCommits } from "../../../review/checkout/two-commits";
import { type Allowance, readAllowances } from "../../../review/comparison/allowances";
import { compareStack } from "../../../review/comparison/compare";
import type { JudgedPreview } from "../../../review/comparison/judged-preview";
import { losesSomething, type Review, type StackReview, violatesSomething } from "../../../review/comparison/review";
import { type ComparisonRequest, type Side, twoSides } from "../../../review/comparison/two-sides";
import type { PolicyComparison, Verdict } from "../../../review/comparison/verdicts";
import { Prices } from "../../../review/cost/prices";
import { SettingsError } from "../../../review/engine/settings-error";
import { reviewJson } from "../../../review/render/review-json";
import { loadReplacements } from "../../../review/terraform/replacements";
import { ReviewRepository } from "../../support/review-repository";
import { runCommand } from "../../support/run-preview";

const REGION = "region: 'eu-west-1'";

/** A shop: network rules, a database that may not go, a queue, files, and what runs in the cluster. */
function shop(
  change: Partial<
    Record<
      "database" | "databaseOptions" | "queue" | "queueLine" | "group" | "bucket" | "tags" | "sql" | "more",
      string
    >
  > = {},
) {
  const {
    database = "",
    databaseOptions = "protect: true",
    queue = "delaySeconds: 1",
    group = "'in'",
    tags = "a",
  } = change;
  return {
    "index.js": `const aws = require("@pulumi/aws");
const k8s = require("@pulumi/kubernetes");
const pulumi = require("@pulumi/pulumi");
const { createHash } = require("node:crypto");
const password = new pulumi.Config().getSecret("password");
const group = new aws.ec2.SecurityGroup("group", { ${REGION}, description: ${group}, tags: { team: "${tags}" } });
new aws.rds.Cluster("database", { ${REGION}, engine: "aurora-postgresql", engineVersion: "17.7", storageEncrypted: true,
  masterUsername: "root", masterPassword: password, vpcSecurityGroupIds: [group.id], ${database} }, { ${databaseOptions} });
new aws.ec2.NetworkInterface("port", { ${REGION}, subnetId: "subnet-1", securityGroups: [group.id] });
${change.queueLine ?? `new aws.sqs.Queue("orders", { ${REGION}, ${queue} });`}
${change.bucket ?? `new aws.s3.Bucket("files", { ${REGION} });`}
const sql = ${JSON.stringify(change.sql ?? "create table a (b int)")};
const hash = createHash("sha256").update(sql).digest("hex").slice(0, 8);
const script = new k8s.core.v1.ConfigMap("migration", { metadata: { name: "migrate-" + hash }, immutable: true, data: { sql } });
new k8s.batch.v1.Job("migrate", { metadata: { name: "migrate-" + hash }, spec: { template: { spec: { restartPolicy: "Never",
  containers: [{ name: "migrate", image: "psql", envFrom: [{ configMapRef: { name: script.metadata.name } }] }] } } } });
${change.more ?? ""}
`,
  };
}

/** A policy pack whose rule about queues is written for the shop, and one that needs what only the cloud knows. */
const pack = (level: string, more = "") => ({
  "policies/PulumiPolicy.yaml": "runtime: nodejs\n",
  "policies/package.json": '{ "version": "1.0.0" }',
  "policies/index.js": `const { PolicyPack } = require("@pulumi/policy");
const ofQueues = (check) => (args, report) => args.type === "aws:sqs/queue:Queue" && check(args.props, report);
new PolicyPack("house", { policies: [
  { name: "queues-are-encrypted", description: "Messages are secret.", enforcementLevel: "${level}", severity: "high",
    remediationSteps: "Set sqsManagedSseEnabled.",
    validateResource: ofQueues((props, report) => { if (!props.sqsManagedSseEnabled) report("delay " + props.delaySeconds); }) },
  { name: "queues-name-their-key", description: "Keys are known.", enforcementLevel: "advisory",
    validateResource: ofQueues((props, report) => { if (String(props.kmsMasterKeyId).startsWith("alias/old")) report("an old key"); }) },
  ${more}
] });
`,
});

/** The last state of the shop, with another queue. */
const withQueue = (queue: string) =>
  shop({
    ...{ group: "'inside'", queueLine: "", bucket: "", sql: "create table a (b int); create index on a (b)" },
    more: `new aws.sqs.Queue("far", { region: "us-east-1"${queue} });`,
  });

/** What a reviewer is told of a commit: counts that are not zero, losses, why something is replaced, and what policies say. */
function verdict({ counts, losses, changes, presence, policies }: StackReview) {
  const { same: _, ...rest } = counts;
  return {
    ...(presence === "both" ? {} : { presence }),
    ...Object.fromEntries(Object.entries(rest).filter(([, count]) => count > 0)),
    ...(losses.length === 0
      ? {}
      : {
          lost: losses.map(
            ({ change: { name, action, replacement, holds, protected: refused }, allowedBy }) =>
              `${name} ${action === "delete" ? "deleted" : replacement}: ${holds}${refused ? ", refused" : ""}${allowedBy ? `, allowed by ${allowedBy.owner}` : ""}`,
          ),
        }),
    because: changes.flatMap(({ name, properties }) =>
      properties
        .filter(({ consequence }) => consequence !== "update")
        .map(({ path, consequence }) => `${name}.${path} ${consequence}`),
    ),
    ...(policies === undefined ? {} : { policies: policyVerdict(policies) }),
  };
}

/** What of it is not empty. */
function policyVerdict({ appeared, disappeared, unjudged, rules, stays }: PolicyComparison) {
  const told = (verdicts: readonly Verdict[]) =>
    verdicts.map(
      ({ rule, level, place, message, becauseOfPack }) =>
        `${level} ${rule} of ${place.join(" > ")}: ${message}${becauseOfPack ? ", by the pack" : ""}`,
    );
  const all = {
    ...{ appeared: told(appeared), disappeared: told(disappeared) },
    unjudged: unjudged.map(({ rule, place, path }) => `${rule} of ${place.join(" > ")}: ${path}`),
    rules: rules.map(({ rule, base, head }) => `${rule}: ${base} to ${head}`),
  };
  const found = Object.entries(all).filter(([, texts]) => texts.length > 0);
  return { ...Object.fromEntries(found), stays: stays.mandatory + stays.advisory };
}

const allowance = (more: Partial<Allowance> = {}): string =>
  JSON.stringify([
    {
      ...{
        stack: "dev",
        resource: "data*",
        action: "replace",
        reason: "moved on Sunday",
        owner: "ann",
        expires: "2026-11-30",
      },
      ...more,
    },
  ]);

/** Commits of the repository, each on top of the one before it: what changes, and what the review must say. */
const COMMITS: readonly [string, Record<string, string | undefined>, object][] = [
  ["only-words", { "README.md": "# Shop\n" }, { because: [] }],
  ["a-tag", shop({ tags: "b" }), { update: 1, because: [] }],
  ["back", shop(), { update: 1, because: [] }],
  [
    "database-unencrypted",
    shop({ database: "storageEncrypted: false" }),
    { replace: 1, lost: ["database certain: data, refused"], because: ["database.storageEncrypted replace"] },
  ],
  [
    "database-encrypted-and-allowed",
    { ...shop(), "allowed-changes.json": allowance() },
    {
      ...{ replace: 1, lost: ["database certain: data, refused, allowed by ann"] },
      because: ["database.storageEncrypted replace"],
    },
  ],
  [
    "group-described-anew", // its members take a new id; of the port's type nobody has measured what that does
    { ...shop({ group: "'inside'" }), "allowed-changes.json": undefined },
    { replace: 1, update: 2, because: ["group.description replace", "port.securityGroups[0] unknown"] },
  ],
  ["queue-tuned", shop({ group: "'inside'", queue: "delaySeconds: 5" }), { update: 1, because: [] }],
  [
    "queue-renamed-with-alias",
    shop({
      group: "'inside'",
      queueLine: `new aws.sqs.Queue("requests", { ${REGION}, delaySeconds: 5 }, { aliases: [{ name: "orders" }] });`,
    }),
    { move: 1, because: [] },
  ],
  [
    "queue-renamed-without",
    shop({ group: "'inside'", queueLine: `new aws.sqs.Queue("demands", { ${REGION}, delaySeconds: 5 });` }),
    { create: 1, delete: 1, lost: ["requests deleted: messages"], because: [] },
  ],
  [
    "bucket-gone",
    shop({ group: "'inside'", queueLine: "", bucket: "" }),
    { delete: 2, lost: ["demands deleted: messages", "files deleted: data"], because: [] },
  ],
  [
    "an-index", // another migration: both objects carry its hash in their names
    shop({ group: "'inside'", queueLine: "", bucket: "", sql: "create table a (b int); create index on a (b)" }),
    {
      replace: 2,
      because: [
        "migration.data.sql replace",
        "migration.metadata.name replace",
        "migrate.metadata.name replace",
        "migrate.spec.template.spec.containers[0].envFrom[0].configMapRef.name replace",
      ],
    },
  ],
  [
    "a-new-region",
    shop({
      group: "'inside'",
      queueLine: "",
      bucket: "",
      sql: "create table a (b int); create index on a (b)",
      more: 'new aws.sqs.Queue("far", { region: "us-east-1" });',
    }),
    { create: 1, because: [] },
  ],
  [
    "policies",
    pack("mandatory"),
    {
      because: [],
      policies: { appeared: ["mandatory queues-are-encrypted of far: delay undefined, by the pack"], stays: 0 },
    },
  ],
  [
    "queue-slower", // says so in other words, and is still the same violation
    withQueue(", delaySeconds: 3"),
    { update: 1, because: [], policies: { stays: 1 } },
  ],
  [
    "queue-encrypted",
    withQueue(", delaySeconds: 3, sqsManagedSseEnabled: true"),
    {
      ...{ update: 1, because: [] },
      policies: { disappeared: ["mandatory queues-are-encrypted of far: delay 3"], stays: 0 },
    },
  ],
  [
    "key-of-its-own-and-plain",
    withQueue(', kmsMasterKeyId: new aws.kms.Key("key", { region: "us-east-1" }).arn'),
    {
      ...{ create: 1, update: 1, because: [] },
      policies: {
        appeared: ["mandatory queues-are-encrypted of far: delay undefined"],
        unjudged: ["queues-name-their-key of far: kmsMasterKeyId"],
        stays: 0,
      },
    },
  ],
  [
    "rule-made-advisory",
    pack(
      "advisory",
      '{ name: "new", description: "Says nothing.", enforcementLevel: "mandatory", validateStack: () => {} }',
    ),
    {
      because: [],
      policies: {
        appeared: ["advisory queues-are-encrypted of far: delay undefined, by the pack"],
        disappeared: ["mandatory queues-are-encrypted of far: delay undefined, by the pack"],
        rules: ["new: undefined to mandatory", "queues-are-encrypted: mandatory to advisory"],
        stays: 0,
      },
    },
  ],
  [
    "rule-set-for-the-stack", // the settings of a stack count too
    { "policies/stacks/dev.json": '{ "queues-are-encrypted": "disabled" }' },
    {
      because: [],
      policies: {
        disappeared: ["advisory queues-are-encrypted of far: delay undefined, by the pack"],
        rules: ["queues-are-encrypted: advisory to disabled"],
        stays: 0,
      },
    },
  ],
  ["program-gone", { "Pulumi.yaml": undefined, "index.js": undefined }, {}],
];

const repository = new ReviewRepository();
const today = "2026-11-22";

beforeAll(() => {
  repository.commit("start", shop());
  for (const [name, files] of COMMITS) repository.commit(name, files);
  repository.git("checkout", "--quiet", "a-new-region");
});
afterAll(() => repository.remove());

const request = (commits: TwoCommits, stack = "dev"): ComparisonRequest => ({
  ...{ directory: repository.directory, commits, stacks: [stack], environment: process.env },
  ...{ packs: { packs: [], configs: [], off: false }, onResource: () => {}, tell: () => {} },
});

/** A commit's stack, and what it allows. */
interface Previewed {
  readonly preview: JudgedPreview;
  readonly allowances: readonly Allowance[];
}

/** In their order; the last of all has no program. */
const TAGS = ["start", ...COMMITS.slice(0, -1).map(([name]) => name)];
const pairs = new Map<string, Promise<readonly [Previewed, Previewed]>>();

/** Previewed once, as most commits are the head of one review and the base of the next; together with its neighbour, as the command does. */
async function previewOf(name: string): Promise<Previewed> {
  const at = TAGS.indexOf(name);
  const [base, head] = [TAGS[at & ~1]!, TAGS[at | 1] ?? "start"];
  const pair = pairs.get(base) ?? previewBoth(base, head);
  pairs.set(base, pair);
  return (await pair)[at & 1]!;
}

async function previewBoth(base: string, head: string): Promise<readonly [Previewed, Previewed]> {
  const commits = await layOut(repository.directory, base, head);
  try {
    const sides = await twoSides(request(commits));
    const both = await sides.preview("dev").judged;
    const allowances = ({ project }: Side) => readAllowances(project!.stackConfigDirectory);
    return [
      { preview: both.base!, allowances: allowances(sides.base) },
      { preview: both.head!, allowances: allowances(sides.head) },
    ];
  } finally {
    await commits.remove();
  }
}

/** Why a review of a commit is refused. */
async function refusal(base: string, stack: string): Promise<unknown> {
  let commits: TwoCommits | undefined;
  try {
    commits = await layOut(repository.directory, base, "back");
    return await twoSides(request(commits, stack));
  } catch (error) {
    return error;
  } finally {
    await commits?.remove();
  }
}

async function review(base: string, head: string): Promise<StackReview> {
  const [before, after] = [await previewOf(base), await previewOf(head)];
  const rules = { table: loadReplacements(), prices: Prices.load(), allowances: after.allowances, today };
  return compareStack({ stack: "dev", base: before.preview, head: after.preview }, rules);
}

/** Of stack dev alone. */
const whole = (base: string, head: string, stack: StackReview): Review => ({
  ...{ project: "shop", stacks: [stack] },
  ...{ base: { name: base, commit: tagged(base) }, head: { name: head, commit: tagged(head) } },
});
const tagged = (name: string) => repository.git("rev-parse", `${name}^{commit}`);

describe("the review of each commit of a repository", () => {
  const steps = COMMITS.slice(0, -1).map(
    ([name, , expected], i) => [name, i === 0 ? "start" : COMMITS[i - 1]![0], expected] as const,
  );
  it.each(steps)("%s", async (name, before, expected) => {
    expect(verdict(await review(before, name))).toEqual(expected);
  });
});

describe("p95 review", () => {
  const run = (...args: string[]) =>
    runCommand(["review", "--program", repository.directory, "--today", today, ...args]);

  it("puts a lost database first and ends with the code of a blocked change", async () => {
    const { code, stdout } = await run("--base", "back", "--head", "database-unencrypted");
    expect(stdout.split("\n").slice(0, 5)).toEqual([
      "shop: back -> database-unencrypted",
      "",
      "stack dev: 1 replaced, 6 as they are",
      "! database (aws:rds/cluster:Cluster) would be replaced, and its data lost; it is protected, so the update would stop here",
      "  replaced (1)",
    ]);
    expect(code).toBe(6);
  });

  it("lets an allowed loss pass until the allowance expires", async () => {
    const [base, head] = ["database-unencrypted", "database-encrypted-and-allowed"] as const;
    expect(losesSomething(whole(base, head, await review(base, head)))).toBe(false);
    const args = ["--base", base, "--head", head];
    const late = await run(...args, "--today", "2026-12-01");
    expect(late.stdout).toContain("the allowance of ann expired on 2026-11-30");
    expect(late.code).toBe(6);
  });

  it("puts a policy that would be violated right after what would be lost, and ends with its code", async () => {
    const { code, stdout } = await run("--base", "queue-encrypted", "--head", "key-of-its-own-and-plain");
    expect(stdout.split("\n").slice(2, 5)).toEqual([
      "stack dev: 1 changed, 1 created, 5 as they are",
      "! would violate queues-are-encrypted (mandatory): far (index.js:17)",
      "    delay undefined",
    ]);
    expect(stdout).toContain("  policies 1 new, 1 no longer to be judged before the update\n");
    expect(stdout).toContain("    queues-name-their-key cannot judge far: kmsMasterKeyId is not known yet\n");
    expect(code).toBe(4);
  });

  it("lets a violation pass that is there already, and names a lost database before any policy", async () => {
    const stays = await review("policies", "queue-slower");
    expect([stays.policies!.stays.mandatory, violatesSomething(whole("policies", "queue-slower", stays))]).toEqual([
      ...[1, false],
    ]);
    const both = await run("--base", "queue-encrypted", "--head", "start");
    expect(both.code).toBe(6);
  });

  it("judges with a given pack, or with none", async () => {
    const args = ["--base", "queue-encrypted", "--head", "key-of-its-own-and-plain"];
    const none = await run(...args, "--no-policies");
    expect([none.code, none.stdout.includes("policies")]).toEqual([0, false]);
    const given = join(repository.directory, "given");
    repository.write({
      "given/PulumiPolicy.yaml": "runtime: nodejs\n",
      "given/package.json": '{ "version": "2.0.0" }',
      "given/index.js":
        'const { PolicyPack } = require("@pulumi/policy");\nnew PolicyPack("given", { policies: [] });\n',
    });
    const own = await run(...args, "--policy-pack", given, "--json");
    expect([own.code, JSON.parse(own.stdout).stacks[0].policies.packs.base]).toEqual([
      0,
      [{ name: "given", version: "2.0.0", rules: 0 }],
    ]);
    for (const file of ["PulumiPolicy.yaml", "package.json", "index.js"])
      repository.write({ [`given/${file}`]: undefined });
  });

  it("ends with the code of a pack that cannot judge, and says whose it is", async () => {
    repository.git("checkout", "--quiet", "-B", "bad-pack", "policies");
    repository.commit("bad-pack-1", { "policies/index.js": "throw new TypeError('no such table');\n" });
    const { code, stderr } = await run("--base", "policies", "--head", "bad-pack-1");
    expect(stderr).toMatch(/^p95: bad-pack-1: stack dev: The policy pack in .* did not start: .*no such table/);
    expect(stderr).not.toMatch(/ {4}at .*node_modules/);
    expect(code).toBe(5);
    repository.git("checkout", "--quiet", "a-new-region");
  });

  it("gives the same bytes whenever it runs, as JSON", async () => {
    const [base, head] = ["start", "a-new-region"] as const;
    const { stdout } = await run("--base", base, "--head", head, "--json");
    expect(stdout).toBe(reviewJson(whole(base, head, await review(base, head))));
    expect(JSON.parse(stdout).stacks[0].losses.map((loss: { urn: string }) => loss.urn)).toEqual([
      "urn:pulumi:dev::shop::aws:s3/bucket:Bucket::files",
      "urn:pulumi:dev::shop::aws:sqs/queue:Queue::orders",
    ]);
  });

  it("compares with the files as they lie there, and tells of a program that is new", async () => {
    const { code, stdout } = await run("--base", "program-gone");
    expect(stdout).toContain("program-gone -> working tree");
    expect(stdout).toContain("stack dev (new stack): 6 created, 0 as they are");
    expect(code).toBe(0);
  });

  it.each([
    [["--base", "start", "--today", "soon"], '--today: must be a date such as 2027-01-31, got "soon"'],
    [[], "--base: must name a commit to compare with"],
  ])("refuses %j with one message", async (args, message) => {
    const result = await run(...args);
    expect(result.stderr).toContain(message);
    expect(result.stderr).not.toContain("    at ");
    expect(result.code).toBe(2);
  });

  it.each([
    ["nowhere", "dev", "--base: must name a commit of"],
    ["start", "prod", '--stack: must be one of dev, got "prod"'],
  ])("refuses the base %s of stack %s as wrong settings", async (base, stack, message) => {
    const refused = await refusal(base, stack);
    expect(refused).toBeInstanceOf(SettingsError);
    expect(`${refused}`).toContain(message);
  });

  it("leaves no checkout behind", () => {
    expect(repository.git("worktree", "list").split("\n")).toHaveLength(1);
  });
});

describe("readAllowances()", () => {
  it.each([
    ["{", /^Cannot read .*allowed-changes\.json\n {2}.*JSON/],
    ["{}", /must be a list of allowances/],
    [allowance({ action: "move" as "delete" }), /\[0\]\.action: must be "delete" or "replace", got "move"/],
    [allowance({ expires: "2026-02-30" }), /\[0\]\.expires: must be a date such as 2027-01-31, got "2026-02-30"/],
    [allowance({ owner: "" }), /\[0\]\.owner: must be a text, got ""/],
    ['[{"stock": "dev"}]', /\[0\]\.stock: must be one of the fields stack, resource, action, reason, owner, expires/],
  ])("names what is wrong in %s", (text, message) => {
    repository.write({ "allowed-changes.json": text });
    expect(() => readAllowances(repository.directory)).toThrow(message);
    repository.write({ "allowed-changes.json": undefined });
  });
});
