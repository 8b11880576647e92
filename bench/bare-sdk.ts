/**
 * The yardstick: a program run by Pulumi's own runner as it ships, against an engine that only answers. A resource gets the
 * URN made of its type and name, and its own inputs back as outputs; nothing is decoded further, checked, kept or shown.
 *
 * node --require sucrase/register/ts bench/bare-sdk.ts DIR STACK [KEY=VALUE ...]
 */
import { spawn } from "node:child_process";
import { type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { GetRootResourceResponse, SetRootResourceResponse } from "@pulumi/pulumi/proto/engine_pb";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  RegisterPackageResponse,
  type RegisterResourceRequest,
  RegisterResourceResponse,
  type ResourceInvokeRequest,
  SupportsFeatureResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { readPairs } from "../review/commands/flags";
import { listen } from "../review/engine/grpc";
import { findSdk } from "../review/engine/program/process";
import { type Project, readProject } from "../review/engine/project";
import { simulatedProviderHost } from "../review/engine/providers/in-process";
import { readStackConfig } from "../review/engine/stack-config";
import { fromStruct, toStruct } from "../review/engine/structs";
import { packageOf } from "../review/engine/urn";

const answer =
  <Request, Response>(respond: (request: Request) => Response) =>
  (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) =>
    callback(null, respond(call.request));

const refuse = (_call: unknown, callback: sendUnaryData<never>) =>
  callback({ code: status.UNIMPLEMENTED, details: "the bare engine calls no methods and reads no resources" });

/** Functions have the same answers as in a preview, or a program that needs one would not get far. */
async function invoke(
  call: ServerUnaryCall<ResourceInvokeRequest, InvokeResponse>,
  callback: sendUnaryData<InvokeResponse>,
) {
  const token = call.request.getTok();
  const provider = await providers.start({ packageName: packageOf(token), version: "", config: {} });
  const { result } = await provider.invoke(token, fromStruct(call.request.getArgs()));
  callback(null, new InvokeResponse().setReturn(toStruct(result)));
}
const providers = simulatedProviderHost();

function registerResource(stack: string, project: string) {
  return answer((request: RegisterResourceRequest) => {
    const response = new RegisterResourceResponse();
    response.setUrn(`urn:pulumi:${stack}::${project}::${request.getType()}::${request.getName()}`);
    if (request.getCustom()) response.setObject(request.getObject());
    return response;
  });
}

const nothing = answer(() => new Empty());

function services(stack: string, project: string) {
  const monitor = {
    supportsFeature: answer(() => new SupportsFeatureResponse().setHassupport(true)),
    registerPackage: answer(() => new RegisterPackageResponse().setRef("package")),
    registerResource: registerResource(stack, project),
    registerResourceOutputs: nothing,
    registerStackTransform: nothing,
    registerStackInvokeTransform: nothing,
    registerResourceHook: nothing,
    registerErrorHook: nothing,
    signalAndWaitForShutdown: nothing,
    invoke,
    call: refuse,
    readResource: refuse,
  };
  const engine = {
    log: nothing,
    getRootResource: answer(() => new GetRootResourceResponse()),
    setRootResource: answer(() => new SetRootResourceResponse()),
    startDebugging: nothing,
    requirePulumiVersion: answer(() => new Empty()),
  };
  return { monitor, engine };
}

/** The exit code of the program. */
async function run(directory: string, stack: string, pairs: readonly string[]): Promise<number> {
  const project = readProject(directory);
  const config = readStackConfig(project, stack, { config: readPairs("config", pairs), secrets: {} });
  const { monitor, engine } = services(stack, project.name);
  const { server, address } = await listen((added) => {
    added.addService(ResourceMonitorService, monitor as never);
    added.addService(EngineService, engine as never);
  });
  const child = spawn(process.execPath, programArguments(project, stack, address), {
    cwd: project.directory,
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(config.values),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(config.secretKeys),
      PULUMI_NODEJS_TYPESCRIPT: String(project.typescript),
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const code = await new Promise<number | null>((done, reject) => child.on("error", reject).on("close", done));
  server.forceShutdown();
  return code ?? 1;
}

function programArguments(project: Project, stack: string, address: string): string[] {
  return [
    ...project.nodeArguments,
    findSdk(project).runner,
    ...["--monitor", address, "--engine", address],
    ...["--organization", "organization", "--project", project.name, "--stack", stack],
    ...["--root-directory", project.root, "--pwd", project.directory, "--parallel", "2147483647", "--dry-run"],
    project.entryPoint,
  ];
}

const [directory = "", stack = "", ...pairs] = process.argv.slice(2);
run(directory, stack, pairs).then((code) => {
  process.exitCode = code;
});
