import { expect, it } from "@jest/globals";
import { canonicalQuery } from "../../../runtime/aws/signature-v4";

it("sorts a query by name and then by value, as AWS does before it compares signatures", () => {
  const query = [
    ["a-b", "1"],
    ["a", "2"],
    ["B", "it's (*)!"],
    ["a", "1"],
  ] as const;
  // "=" comes after "-": pairs as a whole would be in another order
  expect(canonicalQuery(query)).toBe("B=it%27s%20%28%2A%29%21&a=1&a=2&a-b=1");
});
