import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { domains } from "../index";
import { reference } from "./reference";

writeFileSync(join(__dirname, "../../docs/policies.md"), reference(domains));
