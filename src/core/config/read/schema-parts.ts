// Decides how the parts of every decoder say what they expect. Owns valibot together with the decoders: see `config-schema.ts`.

import * as v from 'valibot';

/** A message of its own for keys that the mapping does not have: the list of those it has. */
export function mapping<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.StrictObjectSchema<Entries, (issue: v.StrictObjectIssue) => string> {
  const says = (issue: v.StrictObjectIssue) =>
    issue.expected === 'never' ? Object.keys(entries).join(' ') : 'expected a mapping';
  return notList(v.strictObject(entries, says));
}

/** To valibot a list is an object too, and an empty one would pass for a mapping. */
export function notList<Schema extends v.GenericSchema>(schema: Schema): Schema {
  const run: Schema['~run'] = (dataset, config) =>
    schema['~run'](Array.isArray(dataset.value) ? { value: undefined } : dataset, config);
  return { ...schema, '~run': run };
}

export function list<Item extends v.GenericSchema>(item: Item): v.ArraySchema<Item, string> {
  return v.array(item, 'expected a list');
}

type Described<Schema extends v.GenericSchema> = v.SchemaWithPipe<
  readonly [Schema, v.DescriptionAction<v.InferOutput<Schema>, string>]
>;

export function described<Schema extends v.GenericSchema>(
  description: string,
  schema: Schema,
): Described<v.OptionalSchema<Schema, undefined>> {
  return v.pipe(v.optional(schema), v.description(description));
}

export function optionalKey<Schema extends v.GenericSchema>(
  description: string,
  schema: Schema,
): Described<v.NullishSchema<Schema, undefined>> {
  return v.pipe(v.nullish(schema), v.description(description));
}

type Text = v.GenericSchema<string, string>;

export function textSchema(what: string): Text {
  const says = `expected ${what}`;
  return v.pipe(
    v.string(says),
    v.nonEmpty(says),
    v.regex(/^[^\u0000-\u001f\u007f-\u009f]*$/, `${says}, without control characters`),
  );
}

/** `..` can never match, and an absolute pattern never would: both are mistakes that would leave something unprotected. */
export function glob(base: string): Text {
  const says = `expected a glob pattern below ${base}, without .. and not absolute`;
  return v.pipe(v.string(says), v.regex(/^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))[^\u0000-\u001f\u007f-\u009f]+$/, says));
}
