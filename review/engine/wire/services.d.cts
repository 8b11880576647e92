import type { ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import type { Answer } from "./calls.cjs";

export class Services {
  addService(service: ServiceDefinition, implementation: UntypedServiceImplementation): void;
  readonly answer: Answer;
}
