import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../../policies/index";
import { mistakes } from "./mistakes";
import { mistakesPage } from "./page";

writeFileSync(join(__dirname, "../../../docs/policy-mistakes.md"), mistakesPage(mistakes, rules));
