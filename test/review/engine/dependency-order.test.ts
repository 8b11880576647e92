import { expect, test } from "@jest/globals";
import { inDependencyOrder } from "../../../review/engine/checkpoint";
import type { ResourceState } from "../../../review/engine/resource-state";

/** As much of a resource as its place in the order depends on. */
function resource(urn: string, needs: Partial<ResourceState> = {}): ResourceState {
  return { urn, provider: "", parent: "", dependencies: [], deletedWith: "", ...needs } as ResourceState;
}

const order = (states: readonly ResourceState[]) => inDependencyOrder(states).map(({ urn }) => urn);

test("a resource comes after what it needs, and otherwise by URN", () => {
  const states = [
    resource("a", { dependencies: ["d", "c"], parent: "e" }),
    resource("b", { deletedWith: "z" }),
    resource("c"),
    resource("d", { dependencies: ["c"], provider: "p::id" }),
    resource("e"),
    resource("p"),
    resource("z", { dependencies: ["b"] }),
  ];
  expect(order(states)).toEqual(["e", "p", "c", "d", "a", "z", "b"]);
});

test("a chain of ten thousand resources has an order", () => {
  const urns = Array.from({ length: 10_000 }, (_, i) => `urn-${String(i).padStart(5, "0")}`);
  const chain = urns.map((urn, i) => resource(urn, { dependencies: urns.slice(i + 1, i + 2) }));
  expect(order(chain)).toEqual([...urns].reverse());
});
