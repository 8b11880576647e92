import { describe, expect, it } from "@jest/globals";
import {
  ExperimentAccess,
  experimentAccessProblems,
} from "../../../../components/resilience/cluster/experiment-access";
import {
  EXPERIMENT_NAMESPACES,
  FIS_KUBERNETES_USER,
  FIS_SERVICE_ACCOUNT,
} from "../../../../components/resilience/fis-identity";
import { declared } from "../../../support/declared";

const args = { namespaces: EXPERIMENT_NAMESPACES, kubernetesUser: FIS_KUBERNETES_USER };

describe("ExperimentAccess", () => {
  it("binds FIS, and the pod that it starts, to one role in each namespace", async () => {
    const made = await declared(
      (opts) => new ExperimentAccess("fis", { ...args, namespaces: ["playback", "catalog"] }, opts),
    );
    const inside = made.resources.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(inside.map(({ name }) => name).sort()).toEqual([
      "fis-catalog-account",
      "fis-catalog-binding",
      "fis-catalog-role",
      "fis-playback-account",
      "fis-playback-binding",
      "fis-playback-role",
    ]);
    expect(inside.map(({ inputs }) => inputs.metadata)).toEqual(
      inside.map(({ name }) => ({ name: FIS_SERVICE_ACCOUNT, namespace: name.split("-")[1] })),
    );
    expect(made.one("fis-playback-binding")).toMatchObject({
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: FIS_SERVICE_ACCOUNT },
      subjects: [
        { kind: "ServiceAccount", name: FIS_SERVICE_ACCOUNT, namespace: "playback" },
        { apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "fis-experiment" },
      ],
    });
    expect(made.waitsFor("fis-playback-binding")).toEqual(["fis-playback-account", "fis-playback-role"]);
  });

  it("allows what FIS needs for pods, and no more", async () => {
    const made = await declared((opts) => new ExperimentAccess("fis", args, opts));
    const allowed = made
      .one("fis-playback-role")
      .rules.flatMap(({ resources, verbs }: any) =>
        resources.flatMap((r: string) => verbs.map((v: string) => `${v} ${r}`)),
      );
    expect(allowed).toEqual([
      "get configmaps",
      "create configmaps",
      "patch configmaps",
      "delete configmaps",
      "create pods",
      "list pods",
      "get pods",
      "delete pods",
      "deletecollection pods",
      "update pods/ephemeralcontainers",
      "create pods/exec",
      "get deployments",
    ]);
  });

  it.each<[Partial<typeof args>, string[]]>([
    [{}, []],
    [{ namespaces: [] as any }, ["namespaces: must be a list of 1 to 50, got a list of 0"]],
    [
      { namespaces: ["kube-system"] as any },
      ['namespaces[0]: must be a namespace, and none of Kubernetes\' own, got "kube-system"'],
    ],
    [
      { kubernetesUser: "system:masters" as any },
      ['kubernetesUser: must be a user without a colon, got "system:masters"'],
    ],
  ])("judges %j", (more, expected) => {
    expect(experimentAccessProblems({ ...args, ...more }).map(({ path, reason }) => `${path}: ${reason}`)).toEqual(
      expected,
    );
  });
});
