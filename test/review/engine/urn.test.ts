import { describe, expect, it } from "@jest/globals";
import { createUrn, packageOf, parseUrn, providerUrnOf, typeTokenProblem } from "../../../review/engine/urn";

const stackUrn = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";

describe("createUrn()", () => {
  it.each([
    ["a resource without parent", "", "aws:ec2/vpc:Vpc", "vpc", "urn:pulumi:dev::shop::aws:ec2/vpc:Vpc::vpc"],
    ["a child of the stack", stackUrn, "aws:ec2/vpc:Vpc", "vpc", "urn:pulumi:dev::shop::aws:ec2/vpc:Vpc::vpc"],
    [
      "a child of a component",
      "urn:pulumi:dev::shop::shop:index:Net::net",
      "aws:ec2/vpc:Vpc",
      "vpc",
      "urn:pulumi:dev::shop::shop:index:Net$aws:ec2/vpc:Vpc::vpc",
    ],
    [
      "a grandchild",
      "urn:pulumi:dev::shop::a:b:C$d:e:F::x",
      "g:h:I",
      "y",
      "urn:pulumi:dev::shop::a:b:C$d:e:F$g:h:I::y",
    ],
    ["a name with colons", "", "a:b:C", "x::y", "urn:pulumi:dev::shop::a:b:C::x::y"],
  ])("names %s", (_, parent, type, name, expected) => {
    expect(createUrn("dev", "shop", parent, type, name)).toBe(expected);
  });
});

describe("parseUrn()", () => {
  it("takes a URN apart", () => {
    expect(parseUrn("urn:pulumi:dev::shop::a:b:C$d:e:F::x::y")).toEqual({
      stack: "dev",
      project: "shop",
      qualifiedType: "a:b:C$d:e:F",
      type: "d:e:F",
      name: "x::y",
    });
  });

  it.each(["", "vpc", "urn:aws:dev::shop::a:b:C::x", "urn:pulumi:dev::shop"])("refuses %j", (text) => {
    expect(parseUrn(text)).toBeUndefined();
  });
});

it.each([
  ["aws:ec2/vpc:Vpc", "aws"],
  ["pulumi:providers:kubernetes", "kubernetes"],
  ["pulumi:pulumi:getResource", "pulumi"],
])("packageOf(%j) is %j", (token, expected) => {
  expect(packageOf(token)).toBe(expected);
});

it.each([
  ["aws:ec2/vpc:Vpc", undefined],
  ["component", "Type 'component' is not a valid type token (must have format '*:*:*')"],
  ["a:b", "Type 'a:b' is not a valid type token (must have format '*:*:*')"],
])("typeTokenProblem(%j) is %j", (token, expected) => {
  expect(typeTokenProblem(token)).toBe(expected);
});

it("providerUrnOf() drops the id, whatever the name holds", () => {
  expect(providerUrnOf("urn:pulumi:dev::shop::pulumi:providers:aws::a::b::id-1")).toBe(
    "urn:pulumi:dev::shop::pulumi:providers:aws::a::b",
  );
});
