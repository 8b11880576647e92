import type { Properties } from "../values";

export class MessageWriter {
  bytes(): Buffer;
  message(field: number, content: () => void): void;
  text(field: number, text: string): void;
  texts(field: number, texts: readonly string[]): void;
  flag(field: number, flag: boolean): void;
  double(field: number, number: number): void;
  struct(field: number, properties: Properties): void;
  structFields(properties: Properties): void;
}
