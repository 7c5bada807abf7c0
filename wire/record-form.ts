/** What a record consists of, by field: enough to name its outputs, and to read one that another version wrote. */
export type RecordForm = Readonly<Record<string, FieldForm>>;

export type FieldForm = (
  | { readonly is: "string" | "number" | "boolean" }
  | { readonly list: FieldForm }
  | { readonly map: FieldForm }
  | { readonly fields: RecordForm }
) & { readonly required?: true };
