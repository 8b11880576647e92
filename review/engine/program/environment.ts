/**
 * Variables that a previewed program must not see: the cloud's and the registries' credentials, and whatever is called like
 * one. A preview runs code of pull requests, also from forks.
 */
const CREDENTIALS = [
  /^(AWS|AMAZON|AZURE|ARM|GOOGLE|GCP|GCLOUD|CLOUDSDK|CLOUDFLARE|DIGITALOCEAN|HCLOUD|LINODE|OCI|ALICLOUD|TF_VAR)_/i,
  /^(KUBECONFIG|KUBE_.*|DOCKER_CONFIG|VAULT_.*|CI_JOB_JWT.*|ACTIONS_.*|SSH_.*|GPG_.*)$/i,
  /^PULUMI_/i,
  /(^|_)(TOKEN|SECRET|SECRETS|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|PRIVATE_?KEY|ACCESS_?KEY|API_?KEY|AUTH|PAT)(_|$)/i,
  /^(PGPASSWORD|PGPASSFILE|MYSQL_PWD|REDISCLI_AUTH)$/i,
  /^npm_config_.*(auth|token|password|cert|key)/i,
];

/** A URL with a user and password in it, such as that of a proxy or of a database. */
const URL_WITH_PASSWORD = /:\/\/[^/\s:@]*:[^/\s@]+@/;

/** Pulumi's own settings that change what a program does and are no credentials. */
const HARMLESS = new Set(["PULUMI_EXPERIMENTAL", "PULUMI_ENABLE_LEGACY_APPLY", "PULUMI_ERROR_OUTPUT_STRING"]);

/** Where the clouds' own libraries would look for credentials in the home folder. */
const NO_CREDENTIAL_FILES = {
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
  GOOGLE_APPLICATION_CREDENTIALS: "/dev/null",
  KUBECONFIG: "/dev/null",
};

/** `environment` without credentials, for the program's process. */
export function withoutCredentials(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name, value = ""]) =>
      HARMLESS.has(name) || !(CREDENTIALS.some((pattern) => pattern.test(name)) || URL_WITH_PASSWORD.test(value)),
  );
  return { ...Object.fromEntries(kept), ...NO_CREDENTIAL_FILES };
}
