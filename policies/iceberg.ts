/** What rules read of an Iceberg table in the Glue catalogue. */
export interface IcebergTable {
  readonly properties?: Readonly<Record<string, string>>;
  readonly partitionSpec?: { readonly fields?: readonly { readonly name?: string }[] };
  readonly schema?: { readonly fields?: readonly { readonly name?: string; readonly type?: string }[] };
}

/** Inputs of a table in the Glue catalogue. */
export interface Table {
  readonly openTableFormatInput?: {
    readonly icebergInput?: { readonly icebergTableInput?: IcebergTable };
  };
}

/** `undefined` for a table of another format. */
export const icebergTable = (table: Table): IcebergTable | undefined =>
  table.openTableFormatInput?.icebergInput?.icebergTableInput;

/** Inputs of an Iceberg table. */
export const tableWith = (icebergTableInput: IcebergTable): Table => ({
  openTableFormatInput: { icebergInput: { icebergTableInput } },
});
