import { join, resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { PlatformSettings } from "../../components/settings";
import { platformSettingsProblems } from "../../components/settings-problems";
import { readProject } from "../../review/engine/project";
import type { ResourceState } from "../../review/engine/resource-state";
import { UNKNOWN } from "../../review/engine/values";
import { settingsFor } from "../../stacks";
import { ACCOUNT, IMAGES } from "../components/platform-samples";
import { previewJudged } from "../engine/embedded";
import { longNames } from "./physical-names";
import { settingsNear } from "./settings-near-ours";

/** Fixed, so that a run can be had again; raise `RUNS` and change it to look further. */
const SEED = 20_261_122;
const RUNS = { judged: 300, previewed: 4, pairs: 1 };

/** As Pulumi takes them, apart from a dash in front, with which the SDK reads a flag. Source: https://www.pulumi.com/docs/iac/concepts/stacks/ */
const stackNames = fc.stringMatching(/^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,99}$/);

const project = readProject(join(__dirname, "any-settings"));
const POLICY_SETTINGS = resolve(__dirname, "../../policies/stacks/default.json");

/** What `p95 preview` would say of the platform with these settings. */
function previewOf(settings: PlatformSettings, stack: string) {
  const config = { settings: JSON.stringify(settings), images: JSON.stringify(IMAGES), accountId: ACCOUNT };
  const program = { name: stack, project, stack, overrides: { config, secrets: {} }, stackOutputs: {} };
  return previewJudged({ ...program, onlyPreview: undefined }, {}, POLICY_SETTINGS);
}

describe("any settings near ours", () => {
  const tops = Object.keys(settingsFor("dev"));

  it("are accepted, or refused by the names of places in them", () => {
    const verdicts = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(settingsNear(4), (settings) => {
        const problems = platformSettingsProblems(settings);
        verdicts[problems.length === 0 ? "accepted" : "refused"]++;
        for (const { path, reason } of problems) {
          expect(tops).toContain(path.split(/[.[]/)[0]);
          expect(reason).toMatch(/^must /);
        }
      }),
      { seed: SEED, numRuns: RUNS.judged },
    );
    // Else the next property would look at nothing but our own stacks, or this one at no refusal.
    expect(Math.min(verdicts.accepted, verdicts.refused)).toBeGreaterThan(RUNS.judged / 10);
  });

  it("are previewed when they are accepted, break no mandatory policy, and no name is too long for its service", async () => {
    const accepted = settingsNear(3).filter((settings) => platformSettingsProblems(settings).length === 0);
    await fc.assert(
      fc.asyncProperty(accepted, stackNames, async (settings, stack) => {
        const { embedded, policies } = await previewOf(settings, stack);
        expect(embedded.failure?.message).toBeUndefined();
        expect(policies?.violations.filter(({ level }) => level === "mandatory")).toEqual([]);
        expect(longNames(embedded.resources)).toEqual([]);
        const clusters = embedded.resources.filter(({ type }) => type === "aws:eks/cluster:Cluster");
        expect(clusters.map(({ inputs }) => inputs.region)).toEqual(settings.regions.map(({ name }) => name));
      }),
      { seed: SEED, numRuns: RUNS.previewed, endOnFailure: true },
    );
  }, 600_000);
});

describe("two review stacks in one account", () => {
  /** Where AWS is told a name instead of Pulumi making one up. */
  const NAMES = [
    "name",
    "userId",
    "userGroupId",
    "replicationGroupId",
    "globalReplicationGroupIdSuffix",
    "identifier",
    "clusterIdentifier",
    "globalClusterIdentifier",
    "finalSnapshotIdentifier",
    "alias",
    "bucket",
    "dashboardName",
    "namespaceName",
    "nodeGroupName",
    "workgroupName",
  ];
  /** Unique in a workgroup or a log group only. */
  const ELSEWHERE = /:(NamedQuery|LogStream)$/;

  /** Those that are known before the update: AWS makes the others. Records of a domain have names of their own. */
  const namesIn = (resources: readonly ResourceState[]) =>
    resources
      .filter(({ type }) => type.startsWith("aws:") && !type.startsWith("aws:route53/") && !ELSEWHERE.test(type))
      .flatMap(({ type, inputs }) =>
        NAMES.filter((field) => ![undefined, UNKNOWN].includes(inputs[field] as string)).map((field) =>
          [type, inputs.region, inputs.databaseName, inputs[field]].join(" "),
        ),
      );

  it("have no physical name in common, however alike their own names are", async () => {
    const alike = fc.constantFrom(["pr-1", "PR.1"], ["a".repeat(99), "a".repeat(100)], ["review-1", "review_1"]);
    await fc.assert(
      fc.asyncProperty(alike, async ([one = "", other = ""]) => {
        const taken = new Set(namesIn((await previewOf(settingsFor(one), one)).embedded.resources));
        expect(taken.size).toBeGreaterThan(10);
        const names = namesIn((await previewOf(settingsFor(other), other)).embedded.resources);
        expect(names.filter((name) => taken.has(name))).toEqual([]);
      }),
      { seed: SEED, numRuns: RUNS.pairs, endOnFailure: true },
    );
  }, 300_000);
});
