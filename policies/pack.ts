import { join } from "node:path";
import { type Policy, PolicyPack } from "@pulumi/policy";
import { type Exception, ExceptionList, readExceptions } from "./exception-list";
import { rules } from "./index";
import { declaredInputsPolicy, exceptionsPolicy, toPolicy } from "./policy";

/** Another project that uses the pack keeps its exceptions in a file of its own, and names it here. */
const EXCEPTIONS_VARIABLE = "P95_POLICY_EXCEPTIONS";
/** Takes the place of today, as YYYY-MM-DD, in tests and for "what will fail next month". */
const DATE_VARIABLE = "P95_POLICY_DATE";

const file = process.env[EXCEPTIONS_VARIABLE] || join(__dirname, "exceptions.json");
const today = process.env[DATE_VARIABLE] || new Date().toISOString().slice(0, 10);
const exceptions = new ExceptionList(load(file), today);

const declared = new Map<string, object>();

new PolicyPack("p95", {
  policies: [
    declaredInputsPolicy(declared),
    ...rules.map((rule) => toPolicy(rule, exceptions, declared)),
    exceptionsPolicy(exceptions), // last: by then every rule has used what it needs
  ] as Policy[],
});

/** Ends the pack with one message: without its exceptions it would judge something else. */
function load(path: string): Exception[] {
  try {
    return readExceptions(
      path,
      rules.map(({ name }) => name),
    );
  } catch (error) {
    console.error((error as Error).message);
    return process.exit(1);
  }
}
