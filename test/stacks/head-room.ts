import { expect, it } from "@jest/globals";
import { headRoom } from "../../review/capacity/head-room";
import { exportedStates } from "../../review/replay/states";
import type { ExportedStack } from "./exported";

/** What the declared maximum of the stacks takes of their limits; figures follow from the settings, by hand beside each. */
export function headRoomOf(exported: (stack: "dev" | "prod") => ExportedStack): void {
  const rowsOf = (stack: "dev" | "prod") => headRoom(exportedStates(JSON.parse(exported(stack).text)));
  const figures = (stack: "dev" | "prod", ids: readonly string[]) => {
    const rows = new Map(rowsOf(stack).map((row) => [row.id, row]));
    return ids.map((id) => [id, rows.get(id)?.used, rows.get(id)?.available]);
  };

  it("prod: counts what every autoscaler may come to", () => {
    expect(
      figures("prod", [
        "us-east-1/ingress/worker-files",
        "us-east-1/namespace/playback/pods",
        "us-east-1/nodes/vcpus",
        "us-east-1/addresses/us-east-1-network-private-use1-az1-subnet",
        "us-east-1/cache/us-east-1-caches-recommendations-cluster/nodes",
        "us-east-1/database/database-us-east-1-instance-1",
        "us-east-1/database/database-us-east-1-cluster/readers",
        "us-east-1/account/databaseInstances",
      ]),
    ).toEqual([
      ["us-east-1/ingress/worker-files", 2 * 16_384, 65_535],
      ["us-east-1/namespace/playback/pods", 100 + 200 + 1 + 1, 604], // service, consumer, calendar, forecast's carrier
      ["us-east-1/nodes/vcpus", 31 * 8, 1_024],
      // 522 pods on 31 nodes in three zones, and twelve endpoints
      ["us-east-1/addresses/us-east-1-network-private-use1-az1-subnet", 174 + 11 * 32 + 12, 16_379],
      ["us-east-1/cache/us-east-1-caches-recommendations-cluster/nodes", 15 * 6, 90],
      ["us-east-1/database/database-us-east-1-instance-1", 4 * (3 * 200 + 150), 5_000],
      ["us-east-1/database/database-us-east-1-cluster/readers", 15, 15],
      ["us-east-1/account/databaseInstances", 16, 40],
    ]);
  });

  it("prod: has room for its declared maximum everywhere, and says what it cannot evaluate", () => {
    const rows = rowsOf("prod");
    expect(rows.filter(({ share }) => share !== undefined && share > 1)).toEqual([]);
    const silent = rows.filter(({ share }) => share === undefined);
    expect([...new Set(silent.map(({ component }) => component))]).toEqual(["cache", "pool"]);
    expect(silent.filter(({ notes }) => !notes[0]?.startsWith("not evaluable: "))).toEqual([]);
  });

  it("dev: has no quota of its own, and takes little of what it declares", () => {
    expect(
      figures("dev", ["us-east-1/nodes/vcpus", "us-east-1/namespace/playback/pods", "us-east-1/account/elasticIps"]),
    ).toEqual([
      ["us-east-1/nodes/vcpus", 8, undefined],
      ["us-east-1/namespace/playback/pods", 4, 16],
      ["us-east-1/account/elasticIps", 1, 5],
    ]);
  });
}
