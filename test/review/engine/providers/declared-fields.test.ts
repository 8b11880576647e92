import fs, { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, jest, test } from "@jest/globals";
import { Declarations } from "../../../../review/engine/providers/declared-fields";
import { temporaryFolder } from "../../../support/temporary-folder";

/** A program with an SDK of one package, `shop`. */
function program(files: Readonly<Record<string, string>>): string {
  const directory = temporaryFolder("declarations");
  const root = join(directory, "node_modules/@pulumi/shop");
  for (const [path, text] of Object.entries({ "package.json": "{}", ...files })) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return directory;
}

const OUTPUT = `// Größe — ein Kommentar
export declare namespace cart {
    interface Line {
        count: number;
        /** Preis in € — {frei}. */
        price?: string;
    }
}
export declare namespace order {
    interface Line {
        lines: outputs.cart.Line[];
        paid: boolean | undefined;
    }
}
`;

const field = (type: string, optional = false, object?: string) => ({ type, optional, object });

test("finds the interface of a namespace, whatever another has under the same name and however comments are written", () => {
  const declarations = new Declarations(program({ "types/output.d.ts": OUTPUT }));
  expect(Object.fromEntries(declarations.ofObject("shop", "outputs.cart.Line") ?? [])).toEqual({
    ...{ count: field("number"), price: field("string", true) },
  });
  expect(Object.fromEntries(declarations.ofObject("shop", "outputs.order.Line") ?? [])).toEqual({
    lines: field("outputs.cart.Line[]", false, "outputs.cart.Line"),
    paid: field("boolean", true),
  });
  expect(declarations.ofObject("shop", "outputs.stock.Line")).toBeUndefined();
  expect(declarations.ofObject("shop", "outputs.cart.Total")).toBeUndefined();
  expect(declarations.ofObject("shops", "outputs.cart.Line")).toBeUndefined();
});

test("finds the outputs of a resource and the result of a function in the files of their modules", () => {
  const declarations = new Declarations(
    program({
      "cart/item.d.ts":
        "export declare class Item extends X {\n    readonly id: pulumi.Output<string>;\n    x: string;\n}\n",
      "getItem.d.ts": "export interface GetItemResult {\n    readonly id: string;\n}\n",
    }),
  );
  expect([...(declarations.ofResource("shop:cart/item:Item") ?? [])]).toEqual([["id", field("string")]]);
  expect([...(declarations.ofResult("shop:index/getItem:getItem") ?? [])]).toEqual([["id", field("string")]]);
  expect(declarations.ofResource("shop:cart/basket:Basket")).toBeUndefined();
});

test("reads a file once for all programs that share its package, and those of another package by themselves", () => {
  const [shared, other] = [{ "types/output.d.ts": OUTPUT }, { "types/output.d.ts": OUTPUT.replace("count", "amount") }];
  const directory = program(shared);
  const read = jest.spyOn(fs, "readFileSync");
  const fieldsOf = (program: string) => [
    ...(new Declarations(program).ofObject("shop", "outputs.cart.Line")?.keys() ?? []),
  ];
  const timesRead = () => read.mock.calls.filter(([path]) => String(path).endsWith("output.d.ts")).length;
  expect([fieldsOf(directory), fieldsOf(directory)]).toEqual([
    ["count", "price"],
    ["count", "price"],
  ]);
  expect(timesRead()).toBe(1);
  expect(fieldsOf(program(other))).toEqual(["amount", "price"]);
  expect(timesRead()).toBe(2);
  read.mockRestore();
});
