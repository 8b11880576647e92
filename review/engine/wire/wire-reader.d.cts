export const WIRE: Readonly<Record<"varint" | "fixed64" | "lengthDelimited" | "fixed32", number>>;

export class WireReader {
  constructor(bytes: Buffer, what: string);
  protected readonly bytes: Buffer;
  protected at: number;
  protected varint(): number;
  protected end(): number;
  protected skipValue(wireType: number): void;
}
