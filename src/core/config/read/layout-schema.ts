// The decoder of a layout, `configs/layouts/*.yaml` and `outputs.layouts`: the form is `core/types/layout.ts`.

import * as v from 'valibot';
import { compileRuleExpression } from '../../layouts/layout-rule.ts';
import type { Parsed } from '../../lib/quantities.ts';
import { compileTemplate } from '../../naming/template.ts';
import type { LayoutSource } from '../../types/layout.ts';
import { LAYOUT_NAMES } from '../config-template.generated.ts';
import { described, glob, list, mapping, notList, optionalKey, textSchema } from './schema-parts.ts';

/** `auto`, and what a section's own templates are called. */
const RESERVED: readonly string[] = ['auto', 'naming', 'constructor', 'prototype'];

/** Why a layout of one's own cannot have this name, or null. */
export function whyNoLayoutName(name: string): string | null {
  if (!/^[a-z][a-z0-9_-]*$/.test(name)) return 'cannot name a layout: small letters, digits, _ and -, a letter first';
  return RESERVED.includes(name) || LAYOUT_NAMES.includes(name) ? 'is the name of a layout already' : null;
}

/** By name. The names are checked by `decode-outputs-block.ts`. */
export function ownLayouts(): v.GenericSchema<unknown, Readonly<Record<string, LayoutSource>>> {
  return notList(v.record(v.string(), layoutSchema(), 'expected a mapping'));
}

export function layoutSchema(): v.GenericSchema<unknown, LayoutSource> {
  const names = list(fileName());
  const roles = ['regular', 'best', 'last', 'final'] as const;
  const role = v.picklist(roles, `expected one of ${roles.join(', ')}`);
  const types = ['file', 'directory', 'any'] as const;
  const marks = list(glob('the directory'));
  const rule = mapping({
    name: described('A name template, or else:', compiling('a name template', compileTemplate)),
    pattern: described('A regular expression for the whole name.', pattern()),
    role,
    type: described('Default: file.', v.picklist(types, `expected one of ${types.join(', ')}`)),
    in: described('Only in folders with one of these names.', names),
    levels: described('2: the pattern is for <folder>/<name>.', oneOf([1, 2, 3])),
    first: described('The number of the first shard. Default: 0.', oneOf([0, 1])),
    holds: described('A directory holds at least one of these.', marks),
    without: described('A directory holds none of these.', marks),
    proof: described('At least one such directory of the folder holds one of these.', marks),
    beside: described('At least one of these lies in the same folder.', names),
    complete: described('A directory that lacks one of these is unfinished.', marks),
    unfinished: described('A directory that holds one of these is unfinished.', marks),
    with: described('Moves along where it is there, such as {name}.json.', names),
    needs: described('Moves along, and is missed.', names),
    flags: described('Moves along, and says that it is unfinished.', names),
  });
  const forms = ['name', 'iteration', 'textproto', 'trainer-state', 'best-k', 'shard-index'] as const;
  const pointer = mapping({
    name: fileName(),
    form: v.picklist(forms, `expected one of ${forms.join(', ')}`),
  });
  return mapping({
    title: textSchema('a title'),
    generic: described('Counts only where no framework’s layout does.', flag()),
    above: described('Folders of these names belong to the run above them.', names),
    apart: described('Folders of such names hold one rank’s part of each checkpoint.', names),
    match: v.pipe(list(oneWay(rule)), v.minLength(1, 'expected at least one rule')),
    unfinished: optionalKey('Regular expressions for names of what is still being written.', list(pattern())),
    pointers: optionalKey('Files that name checkpoints.', list(pointer)),
    examples: optionalKey('Trees, and all that is to be found in them.', list(example(role))),
  }) as v.GenericSchema<unknown, LayoutSource>;
}

function example(role: v.GenericSchema) {
  const path = textSchema('a path');
  const number = v.optional(v.number('expected a number'));
  const checkpoint = mapping({
    path,
    role,
    model: v.optional(v.string('expected text')),
    epoch: number,
    step: number,
    // `.nan` is a value too, and to valibot no number.
    metrics: v.optional(notList(v.record(v.string(), v.any(), 'expected a mapping'))),
    parts: v.optional(list(path)),
    run: v.optional(v.string('expected a path')),
    unfinished: v.optional(textSchema('why')),
  });
  return mapping({
    tree: list(path),
    checkpoints: list(checkpoint),
    unfinished: v.optional(list(path)),
    pointers: v.optional(list(path)),
    auto: v.nullish(textSchema('the name of a layout')),
  });
}

function flag() {
  return v.boolean('expected true or false');
}

function oneOf<const Numbers extends readonly number[]>(numbers: Numbers) {
  return v.picklist(numbers, `expected ${numbers.join(' or ')}`);
}

function fileName() {
  const says = 'expected a name, without /';
  return v.pipe(v.string(says), v.regex(/^[^/\u0000-\u001f\u007f-\u009f]+$/, says));
}

function pattern() {
  return compiling('a regular expression', compileRuleExpression);
}

/** Text that something can be made of: what is wrong with it is said where it stands. */
function compiling(what: string, compile: (text: string) => Parsed<unknown>) {
  return v.pipe(
    v.string(`expected ${what}`),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const made = compile(dataset.value);
      if (made.ok) return dataset.value;
      addIssue({ message: `expected ${what}, but ${made.why}` });
      return NEVER;
    }),
  );
}

/** A rule goes by a template or by an expression. */
function oneWay<
  Rule extends v.GenericSchema<unknown, { readonly name?: string | undefined; readonly pattern?: string | undefined }>,
>(rule: Rule) {
  return v.pipe(
    rule,
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const { name, pattern: expression } = dataset.value;
      if ((name === undefined) !== (expression === undefined)) return dataset.value;
      addIssue({ message: 'expected a name or a pattern' });
      return NEVER;
    }),
  );
}
