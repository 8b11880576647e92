import { expect, test } from "@jest/globals";
import { facts } from "../../../../review/engine/providers/facts";

function minified(args: object): unknown {
  return facts["aws:iam/getPolicyDocument:getPolicyDocument"]?.answer(args as never, { defaultTags: {} })?.minifiedJson;
}

const allow = (statement: string) => `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",${statement}}]}`;

test("a document is written with the keys in the provider's order and two spaces of indent", () => {
  const args = {
    policyId: "p",
    statements: [{ sid: "Read", effect: "Deny", actions: ["s3:GetObject"], resources: ["*"] }],
  };
  expect(facts["aws:iam/getPolicyDocument:getPolicyDocument"]?.answer(args, { defaultTags: {} })).toEqual({
    ...args,
    version: "2012-10-17",
    id: "3170636656",
    json: `{
  "Version": "2012-10-17",
  "Id": "p",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Deny",
      "Action": "s3:GetObject",
      "Resource": "*"
    }
  ]
}`,
    minifiedJson:
      '{"Version":"2012-10-17","Id":"p","Statement":[{"Sid":"Read","Effect":"Deny","Action":"s3:GetObject","Resource":"*"}]}',
  });
});

test.each([
  ["no statements leave the key out", {}, '{"Version":"2012-10-17"}'],
  ["an old version is kept", { version: "2008-10-17" }, '{"Version":"2008-10-17"}'],
  [
    "several actions are sorted downwards, each once",
    { statements: [{ actions: ["a:B", "a:C", "a:A", "a:B"], resources: ["x", "y"] }] },
    allow('"Action":["a:C","a:B","a:A"],"Resource":["y","x"]'),
  ],
  [
    "exclusions have keys of their own",
    {
      statements: [{ notActions: ["a:B"], notResources: ["x"], notPrincipals: [{ type: "AWS", identifiers: ["1"] }] }],
    },
    allow('"NotAction":"a:B","NotResource":"x","NotPrincipal":{"AWS":"1"}'),
  ],
  [
    "everybody is an asterisk",
    { statements: [{ principals: [{ type: "*", identifiers: ["*"] }] }] },
    allow('"Principal":"*"'),
  ],
  [
    "every AWS account is not the same as everybody",
    { statements: [{ principals: [{ type: "AWS", identifiers: ["*"] }] }] },
    allow('"Principal":{"AWS":"*"}'),
  ],
  [
    "principals are sorted by type, several of one type downwards",
    {
      statements: [
        {
          principals: [
            { type: "Service", identifiers: ["ec2.amazonaws.com"] },
            { type: "AWS", identifiers: ["1", "2", "3"] },
          ],
        },
      ],
    },
    allow('"Principal":{"AWS":["3","2","1"],"Service":"ec2.amazonaws.com"}'),
  ],
  [
    "conditions are sorted by test and variable and keep the order of their values",
    {
      statements: [
        {
          conditions: [
            { test: "StringLike", variable: "b", values: ["z", "a"] },
            { test: "Bool", variable: "aws:SecureTransport", values: ["false"] },
            { test: "StringLike", variable: "a", values: ["x"] },
          ],
        },
      ],
    },
    allow('"Condition":{"Bool":{"aws:SecureTransport":"false"},"StringLike":{"a":"x","b":["z","a"]}}'),
  ],
  [
    "a policy variable may be written in Terraform's way",
    { statements: [{ resources: ["home/&{aws:username}/*", "home/${aws:userid}"] }] },
    allow('"Resource":["home/${aws:username}/*","home/${aws:userid}"]'),
  ],
  [
    "what could end a script is escaped as Go does",
    { statements: [{ resources: ["<a>&b"] }] },
    allow('"Resource":"\\u003ca\\u003e\\u0026b"'),
  ],
])("%s", (_name, args, expected) => {
  expect(minified(args)).toBe(expected);
});

test("two blocks of one principal type are one list, in the order of a Terraform set", () => {
  // By the checksum as text: 3263000385 for `identifiers:{b;};type:AWS;` comes before 535541444 for the one with c.
  const block = (identifier: string) => ({ type: "AWS", identifiers: [identifier] });
  const expected = allow('"Principal":{"AWS":["b","c"]}');
  expect(minified({ statements: [{ principals: [block("b"), block("c")] }] })).toBe(expected);
  expect(minified({ statements: [{ principals: [block("c"), block("b"), block("c")] }] })).toBe(expected);
});

const document = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

test("source documents come first, overriding ones last, and a statement replaces the one with its Sid", () => {
  const args = {
    sourcePolicyDocuments: [
      document({ Sid: "A", Effect: "Allow", Action: "a:1" }, { Effect: "Allow", Action: ["a:1", "a:2"] }),
    ],
    statements: [
      { sid: "A", actions: ["b:1"] },
      { sid: "B", actions: ["b:2"] },
    ],
    overridePolicyDocuments: [
      document({ Sid: "B", Effect: "Deny", Action: "c:1" }, { Sid: "C", Effect: "Allow", Action: "c:2" }),
    ],
  };
  expect(JSON.parse(minified(args) as string)).toEqual({
    Version: "2012-10-17",
    Statement: [
      { Sid: "A", Effect: "Allow", Action: "b:1" },
      { Effect: "Allow", Action: ["a:1", "a:2"] },
      { Sid: "B", Effect: "Deny", Action: "c:1" },
      { Sid: "C", Effect: "Allow", Action: "c:2" },
    ],
  });
});

test("principals and conditions of a source document are normalised", () => {
  const source = document({
    Effect: "Allow",
    Principal: "*",
    NotPrincipal: { AWS: ["1", "2"], Service: "s" },
    Condition: { Bool: { x: true }, StringEquals: { y: ["only"], z: ["b", "a"] } },
  });
  expect(minified({ sourcePolicyDocuments: [source] })).toBe(
    allow(
      '"Principal":"*","NotPrincipal":{"AWS":["2","1"],"Service":"s"},' +
        '"Condition":{"Bool":{"x":"true"},"StringEquals":{"y":"only","z":["b","a"]}}',
    ),
  );
});

test.each([
  [
    { statements: [{ sid: "A" }, { sid: "A" }] },
    "duplicate Sid (A) in statements. Remove the Sid or ensure Sids are unique.",
  ],
  [
    { sourcePolicyDocuments: [document({ Sid: "A" }), document({ Sid: "A" })] },
    "duplicate Sid (A) in source_policy_documents. Remove the Sid or ensure Sids are unique.",
  ],
  [{ statements: [{ sid: "not ok" }] }, 'sid must only include alphanumeric characters, got "not ok"'],
  [{ statements: [{ effect: "Maybe" }] }, 'effect must be one of Allow, Deny, got "Maybe"'],
  [{ version: "2020-01-01" }, 'version must be one of 2008-10-17, 2012-10-17, got "2020-01-01"'],
  [{ sourcePolicyDocuments: ['{"Statement":{}}'] }, "merging source document 0: Statement must be a list"],
  [
    { version: "2008-10-17", statements: [{ resources: ["&{x}"] }] },
    "found &{ sequence in (&{x}), which is not supported in document version 2008-10-17",
  ],
])("%j is refused", (args, reason) => {
  expect(() => minified(args)).toThrow(`Cannot write the IAM policy document: ${reason}`);
});
