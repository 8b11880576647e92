import { readFileSync } from "node:fs";
import { startPlugin } from "./plugin";
import { terraformNames } from "./type-names";
import { terraformArgument } from "./argument-names";
import { DeclaredArguments } from "./declared-arguments";
import { readBlock, isSettable, type Block } from "./schema";
(async () => {
  const p = await startPlugin("/opt/tf-plugins/registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64/terraform-provider-aws_v5.100.0_x5");
  const s = await p.call<any>("GetSchema", {});
  const facts = readFileSync("/work/shared/facts/aws.md", "utf8");
  const tokens = [...new Set([...facts.matchAll(/aws:\w+\/\w+:\w+/g)].map((m) => m[0]))].concat(["aws:ec2/peeringConnectionOptions:PeeringConnectionOptions","aws:sns/topicPolicy:TopicPolicy"]).sort();
  const d = new DeclaredArguments("/work/main");
  for (const t of tokens) {
    const args = d.ofResource(t);
    if (!args) { console.log("NOT IN SDK", t); continue; }
    const tf = terraformNames(t).find((n) => s.resource_schemas[n]);
    if (!tf) { console.log("NO TYPE", t, terraformNames(t)); continue; }
    const walk = (args: any[], block: Block, place: string, path: string, depth: number) => {
      const used = new Set<string>();
      for (const a of args) {
        const n = terraformArgument(a.name, block, place);
        if (!n) { console.log("  PULUMI ONLY", path + a.name); continue; }
        if (used.has(n)) console.log("  TWICE", path + a.name, n);
        used.add(n);
        const nested = block.blocks.get(n);
        if (nested && a.object && depth < 5) walk(d.ofObject(a.object) ?? (console.log("  NO OBJECT", a.object), []), nested.block, `${place}.${n}`, `${path}${a.name}.`, depth + 1);
        if (nested && !a.object) console.log("  BLOCK WITHOUT OBJECT", path + a.name);
      }
      for (const a of block.attributes.values()) if (isSettable(a) && !used.has(a.name) && !(path === "" && (a.name === "id" || a.name === "tags_all"))) console.log("  TF ONLY", place, a.name);
      for (const b of block.blocks.keys()) if (b !== "timeouts" && !used.has(b)) console.log("  TF ONLY BLOCK", place, b);
    };
    console.log(t, tf);
    walk(args.filter((a) => a.name !== "region"), readBlock(s.resource_schemas[tf].block), tf, "", 0);
  }
  await p.stop();
})();
