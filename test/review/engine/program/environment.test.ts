import { expect, it } from "@jest/globals";
import { withoutCredentials } from "../../../../review/engine/program/environment";

it.each([
  "AWS_ACCESS_KEY_ID",
  "AWS_PROFILE",
  "aws_session_token",
  "ARM_CLIENT_SECRET",
  "AZURE_TENANT_ID",
  "GOOGLE_CREDENTIALS",
  "CLOUDSDK_CONFIG",
  "GITHUB_TOKEN",
  "CI_JOB_JWT_V2",
  "NPM_TOKEN",
  "npm_config__auth",
  "DB_PASSWORD",
  "MY_API_KEY",
  "PULUMI_ACCESS_TOKEN",
  "PULUMI_CONFIG_PASSPHRASE",
  "VAULT_ADDR",
  "SSH_AUTH_SOCK",
  "TF_VAR_secret",
  "PGPASSWORD",
])("%s does not reach the program", (name) => {
  expect(name in withoutCredentials({ [name]: "canary" })).toBe(false);
});

it.each(["PATH", "HOME", "LANG", "CI", "TZ", "NODE_OPTIONS", "KEYBOARD", "AUTHOR", "MONKEY"])("%s does", (name) => {
  expect(withoutCredentials({ [name]: "kept" })[name]).toBe("kept");
});

it.each(["http://user:canary@proxy:8080", "postgres://app:canary@db/app", "redis://:canary@cache"])(
  "a URL with a password does not, whatever the variable is called: %s",
  (url) => {
    expect("ANY_URL" in withoutCredentials({ ANY_URL: url })).toBe(false);
  },
);

it("a URL without one does", () => {
  expect(withoutCredentials({ HTTPS_PROXY: "http://proxy:8080/a@b" }).HTTPS_PROXY).toBe("http://proxy:8080/a@b");
});

it("points the clouds' libraries away from the home folder", () => {
  expect(withoutCredentials({ KUBECONFIG: "/home/me/.kube/config" })).toEqual({
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    GOOGLE_APPLICATION_CREDENTIALS: "/dev/null",
    KUBECONFIG: "/dev/null",
  });
});
