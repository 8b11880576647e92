import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import Ajv from "ajv/dist/2020";
import { Analyzer } from "../../../review/engine/analyzer";
import { readPolicyPack } from "../../../review/engine/analyzer-pack";
import { type CommandResult, programDirectory, runCommand, twoAtATime } from "../../support/run-preview";
import { temporaryFolder } from "../../support/temporary-folder";

const ROOT = resolve(__dirname, "../../..");

/** Writes a policy pack into a folder of its own. */
function writePack(files: Readonly<Record<string, string>>): string {
  const directory = temporaryFolder("pack");
  const pack = { "PulumiPolicy.yaml": "runtime: nodejs\n", "package.json": '{ "version": "1.2.3" }' };
  for (const [name, content] of Object.entries({ ...pack, ...files })) writeFileSync(join(directory, name), content);
  symlinkSync(join(ROOT, "node_modules"), join(directory, "node_modules"));
  return directory;
}

const javascript = (policies: string) => ({
  "index.js": `const { PolicyPack } = require("@pulumi/policy");\nnew PolicyPack("third", { policies: [\n${policies}\n] });\n`,
});
const onThing = (body: string) => `(args, report) => { if (args.type === "thing:index:Thing") { ${body} } }`;

const thirdParty = writePack(
  javascript(`
  { name: "quotes", description: "Says a secret.", enforcementLevel: "mandatory", severity: "low",
    remediationSteps: "Say less.", url: "https://example.com/quotes",
    validateResource: ${onThing("report(`direct is ${args.props.direct}`)")} },
  { name: "asks", description: "Asks the unknown.", enforcementLevel: "mandatory",
    validateResource: ${onThing("if (args.props.nested && args.props.unknown) report('x')")} },
  { name: "provides", description: "Sees the provider.", enforcementLevel: "advisory",
    validateResource: ${onThing("report(args.provider.props.endpoint + ' ' + args.opts.additionalSecretOutputs)")} },
  { name: "mends", description: "Mends the size.", enforcementLevel: "remediate",
    remediateResource: (args) => args.type === "thing:index:Thing" ? Object.assign(args.props, { size: 2 }) : undefined,
    validateResource: ${onThing("if (args.props.size !== 2) report('size is ' + args.props.size)")} },
  { name: "counts", description: "Counts.", configSchema: { properties: { most: { type: "integer", default: 1 } } },
    validateStack: ({ resources, getConfig }, report) => {
      const things = resources.filter(({ type }) => type === "thing:index:Thing");
      report("most " + getConfig().most, things[0].urn);
      report("all of it");
      report("parent " + things[0].parent.name + ", from " + things[0].propertyDependencies.generated.map((r) => r.name));
    } },
  { name: "off", description: "Off.", enforcementLevel: "disabled", validateStack: (_, report) => report("never") },
`),
);
const settings = join(thirdParty, "settings.json");
writeFileSync(settings, JSON.stringify({ all: "advisory", counts: { enforcementLevel: "mandatory", most: 7 } }));
const misspelt = join(thirdParty, "misspelt.json");
writeFileSync(misspelt, JSON.stringify({ count: "disabled", counts: { most: "many" } }));
const badLevel = join(thirdParty, "level.json");
writeFileSync(badLevel, JSON.stringify({ counts: "strict", off: 1 }));

const typescript = writePack({
  "package.json": '{ "version": "0.0.1", "main": "pack.ts" }',
  "wording.ts": "export enum Wording { Short = 'it is short' }\n",
  "pack.ts": `import { PolicyPack, type ReportViolation } from "@pulumi/policy";
import { Wording } from "./wording";
const say = (report: ReportViolation, text: string): void => report(text);
new PolicyPack("typed", { policies: [{ name: "short", description: "Is short.",
  validateStack: (_: unknown, report: ReportViolation) => say(report, Wording.Short) }] });
`,
});
const helped = writePack({
  "child.js": "process.send('a process', () => process.exit(0));\n",
  "worker.js": "require('node:worker_threads').parentPort.postMessage('a thread');\n",
  ...javascript(`{ name: "asks", description: "Asks.", validateStack: async (_, report) => {
    const { fork } = require("node:child_process");
    const { Worker } = require("node:worker_threads");
    const said = (started) => new Promise((resolve, reject) => started.on("message", resolve).on("exit", reject));
    report(await said(fork(__dirname + "/child.js")) + " and " + await said(new Worker(__dirname + "/worker.js")));
  } }`),
});
const throws = writePack(
  javascript(`{ name: "breaks", description: "Breaks.",\n  validateResource: ${onThing("args.props.missing.field")} }`),
);
const crashes = writePack(
  javascript(`{ name: "exits", description: "Exits.", validateResource: ${onThing("process.exit(3)")} }`),
);
const doesNotStart = writePack({ "index.js": "\nthrow new TypeError('no such table');\n" });
const empty = writePack({ "index.js": "" });
const chatty = writePack({ "index.js": "console.log('hello');\nsetInterval(() => {}, 1000);\n" });
const python = writePack({ "PulumiPolicy.yaml": "runtime: python\nmain: nowhere\n" });
const silent = writePack({ "index.js": "setInterval(() => {}, 1000);\n" });

const secrets = (...flags: string[]) => [
  ...["preview", "--stack", "dev", "--program", programDirectory("secrets"), "--no-type-check"],
  ...["--secret", "password=canary-password-of-config", ...flags],
];
const COMMANDS: Record<string, string[]> = {
  json: secrets("--json", "--policy-pack", thirdParty),
  text: secrets("--policy-pack", thirdParty, "--policy-pack", typescript),
  settings: secrets("--json", "--policy-pack", thirdParty, "--policy-pack-config", settings),
  misspelt: secrets("--policy-pack", thirdParty, "--policy-pack-config", misspelt),
  badLevel: secrets("--policy-pack", thirdParty, "--policy-pack-config", badLevel),
  typescript: secrets("--json", "--policy-pack", typescript),
  helped: secrets("--json", "--policy-pack", helped),
  throws: secrets("--policy-pack", throws),
  throwsAsJson: secrets("--json", "--policy-pack", throws),
  crashes: secrets("--policy-pack", crashes),
  doesNotStart: secrets("--policy-pack", doesNotStart),
  empty: secrets("--policy-pack", empty),
  chatty: secrets("--policy-pack", chatty),
  python: secrets("--policy-pack", python),
  noPack: secrets("--policy-pack", programDirectory("secrets")),
  both: secrets("--policy-pack", typescript, "--no-policies"),
  twoConfigs: secrets("--policy-pack", typescript, "--policy-pack-config", settings, "--policy-pack-config", settings),
  none: secrets("--json"),
};
const results = new Map<string, CommandResult>();
const resultOf = (name: string) => results.get(name) as CommandResult;
const policiesOf = (name: string) => JSON.parse(resultOf(name).stdout).policies;

beforeAll(async () => {
  await twoAtATime(Object.entries(COMMANDS), async ([name, args]) => {
    results.set(name, await runCommand(args));
  });
}, 300_000);

const thing = "urn:pulumi:dev::secrets::thing:index:Thing::thing";
const stack = "urn:pulumi:dev::secrets::pulumi:pulumi:Stack::secrets-dev";
const place = { place: ["thing"], source: { file: "index.ts", line: 21 } };
const whole = { urn: stack, place: [], source: null };
const plain = { pack: "third", severity: "unspecified", mend: "", url: "" };

test("a third-party pack judges as in Pulumi: resources with provider and options, then the stack; secrets stay hidden", () => {
  expect(policiesOf("json")).toEqual({
    packs: [{ name: "third", version: "1.2.3", rules: 6, disabled: ["off"] }],
    counts: { mandatory: 1, advisory: 4, notEvaluable: 1, disabled: 1 },
    violations: [
      {
        ...{ pack: "third", rule: "quotes", level: "mandatory", severity: "low", urn: thing, why: "Says a secret." },
        ...{ message: "direct is [secret]", mend: "Say less.", url: "https://example.com/quotes", ...place },
      },
      { ...plain, rule: "counts", level: "advisory", why: "Counts.", message: "all of it", ...whole },
      {
        ...{ ...plain, rule: "counts", level: "advisory", why: "Counts." },
        ...{ message: "parent secrets-dev, from password", ...whole },
      },
      { ...plain, rule: "counts", level: "advisory", urn: thing, why: "Counts.", message: "most 1", ...place },
      {
        ...{ ...plain, rule: "provides", level: "advisory", urn: thing, why: "Sees the provider." },
        ...{ message: "https://example.com token,size", ...place },
      },
    ],
    notEvaluable: [{ pack: "third", rule: "asks", urn: thing, path: "unknown", ...place }],
    remediations: [{ pack: "third", rule: "mends", urn: thing, properties: ["size"], ...place }],
  });
});

test("a mandatory violation ends with 4 after a whole preview, which follows the published schema", () => {
  const { code, stdout, stderr } = resultOf("json");
  expect({ code, stderr }).toEqual({ code: 4, stderr: "p95: mandatory policies are violated: quotes\n" });
  const schema = JSON.parse(readFileSync(join(ROOT, "docs/preview.schema.json"), "utf8"));
  const validate = new Ajv({ strict: false }).compile(schema);
  validate(JSON.parse(stdout));
  expect(validate.errors).toBe(null);
  expect(stdout).not.toContain("canary");
});

test("the text names each broken rule with its place, reason and mend", () => {
  const { code, stdout } = resultOf("text");
  expect(code).toBe(4);
  expect(stdout).toContain(`
Policies
  third 1.2.3: 6 rules, 1 switched off
  typed 0.0.1: 1 rule
  1 mandatory violation, 5 advisory, 1 not evaluable before the update
  mandatory, low quotes
    thing (index.ts:21)
      direct is [secret]
    Why: Says a secret.
    Mend: Say less.
    https://example.com/quotes
`);
  expect(stdout).toContain("  not evaluable asks\n    thing (index.ts:21): unknown is not known yet\n");
  expect(stdout).toContain("  mends mends would change size of thing (index.ts:21)\n");
});

test("settings set levels and parameters, and a rule that is no longer to mend does not", () => {
  const { counts, violations, remediations } = policiesOf("settings");
  expect(counts).toEqual({ mandatory: 3, advisory: 4, notEvaluable: 1, disabled: 0 });
  expect(violations.map(({ level, message }: any) => `${level} ${message}`).sort()).toEqual([
    "advisory direct is [secret]",
    "advisory https://example.com token,size",
    "advisory never",
    "advisory size is 1",
    "mandatory all of it",
    "mandatory most 7",
    "mandatory parent secrets-dev, from password",
  ]);
  expect(remediations).toEqual([]);
});

test("a pack in TypeScript runs without a compiler of its own, and an advisory ends with 0", () => {
  expect(resultOf("typescript").code).toBe(0);
  expect(policiesOf("typescript").violations.map(({ message }: any) => message)).toEqual(["it is short"]);
});

test("a pack may start processes and threads", () => {
  expect(policiesOf("helped").violations.map(({ message }: any) => message)).toEqual(["a process and a thread"]);
});

test("without a pack nothing judges", () => {
  expect({ code: resultOf("none").code, policies: policiesOf("none") }).toEqual({ code: 0, policies: null });
});

test.each([
  [
    "throws",
    `The policy pack in ${throws} could not judge: its policy "breaks" failed while validating: TypeError: Cannot read properties of undefined (reading 'field')\n    at ${throws}/index.js:4:`,
  ],
  ["crashes", `The policy pack in ${crashes} could not judge: it ended with exit code 3\n`],
  [
    "doesNotStart",
    `The policy pack in ${doesNotStart} did not start: TypeError: no such table\n    at ${doesNotStart}/index.js:2:7\n`,
  ],
  [
    "empty",
    `The policy pack in ${empty} did not start: it ended without a policy pack: its entry point must create one\n`,
  ],
  [
    "chatty",
    `The policy pack in ${chatty} did not start: it printed "hello" before it listened, where Pulumi expects its port\n`,
  ],
])("a pack that cannot judge is one message and 5, never a pass: %s", (name, message) => {
  const { code, stdout, stderr } = resultOf(name);
  expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
  expect(stderr.slice(0, message.length + 5)).toBe(`p95: ${message}`);
});

test("JSON says that a pack could not judge", () => {
  const { failure, policies } = JSON.parse(resultOf("throwsAsJson").stdout);
  expect({ kind: failure.kind, policies }).toEqual({ kind: "policy-pack", policies: null });
});

test.each([
  [
    "misspelt",
    'Cannot configure policy pack "third"\n  count: must be the name of a policy of the pack\n  counts.most: must be integer\n',
  ],
  [
    "badLevel",
    `Cannot read policy settings from ${badLevel}\n  counts: enforcementLevel must be one of advisory, mandatory, remediate, disabled, got "strict"\n  off: must be a level or a table, got 1\n`,
  ],
  [
    "python",
    `Cannot read ${python}/PulumiPolicy.yaml\n  runtime: must be nodejs, got "python"\n  main: must be a file or folder of the pack, got "nowhere"\n`,
  ],
  ["noPack", `Cannot run the policy pack\n  ${programDirectory("secrets")}: must hold a PulumiPolicy.yaml\n`],
])("a mistake in a pack's description or settings ends with 3: %s", (name, message) => {
  expect(resultOf(name)).toEqual({ code: 3, stdout: "", stderr: `p95: ${message}` });
});

test.each([
  ["both", "--no-policies: must not stand beside --policy-pack\n"],
  ["twoConfigs", "--policy-pack-config: must be given once for each policy pack (1), or not at all\n"],
])("flags that do not fit each other end with 2: %s", (name, message) => {
  expect(resultOf(name)).toEqual({ code: 2, stdout: "", stderr: `p95: ${message}` });
});

test("a pack that says nothing hangs", async () => {
  const judged = { project: "p", stack: "s", organization: "o", config: { values: {}, secretKeys: [] } };
  const { analyzer, ready } = Analyzer.launch(readPolicyPack(silent), "127.0.0.1:0", judged, process.env, 1);
  await expect(ready).rejects.toThrow(
    `The policy pack in ${silent} did not start: it hangs: it gave no answer for 1 seconds`,
  );
  analyzer.close();
});
