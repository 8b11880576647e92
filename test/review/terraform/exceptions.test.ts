import { describe, expect, test } from "@jest/globals";
import { DeclaredArguments } from "../../../review/terraform/declared-arguments";
import { EXCEPTIONS, exceptionFor } from "../../../review/terraform/exceptions";

describe("arguments that provider 5.100 cannot judge", () => {
  const declared = new DeclaredArguments(process.cwd());
  const listed = EXCEPTIONS.filter(({ type }) => type !== "*");

  test.each(listed.map(({ type, path }) => [type, path]))("%s %s is declared by the installed SDK", (type, path) => {
    let fields = declared.ofResource(type);
    for (const name of path.replaceAll("[*]", "").split(".")) {
      const field = fields?.find((each) => each.name === name);
      expect(field?.name).toBe(name);
      fields = field?.object === undefined ? undefined : declared.ofObject(field.object);
    }
  });

  test("fit any element of a list, and only arguments that the provider misses", () => {
    const type = "aws:cloudfront/distribution:Distribution";
    const path = "origins[2].responseCompletionTimeout";
    expect(exceptionFor(type, path, 30, true)?.reason).toBe("new in 6.x: limit of a whole response");
    expect(exceptionFor(type, path, 30, false)).toBeUndefined();
    expect(exceptionFor("aws:ec2/vpc:Vpc", path, 30, true)).toBeUndefined();
  });

  test("a raised limit excuses what lies between the old one and the new one", () => {
    const excused = (size: number) => exceptionFor("aws:sqs/queue:Queue", "maxMessageSize", size, false) !== undefined;
    expect([262_144, 262_145, 1_048_576, 1_048_577].map(excused)).toEqual([false, true, true, false]);
  });
});
