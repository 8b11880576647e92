import { expect, it } from "@jest/globals";
import { SECRET, SIGNATURE_KEY, UNKNOWN } from "../../review/engine/values";
import { unknownPaths } from "../../review/unknowns";

it("unknownPaths() names each unknown by its path, in order of the properties", () => {
  const inputs = {
    vpcId: UNKNOWN,
    routes: [{ gatewayId: "igw-1" }, { gatewayId: UNKNOWN }],
    password: { [SIGNATURE_KEY]: SECRET, value: UNKNOWN },
    cidrBlock: "10.0.0.0/16",
  };
  expect(unknownPaths(inputs)).toEqual(["password", "routes[1].gatewayId", "vpcId"]);
});
