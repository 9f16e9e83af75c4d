// The one decoder of our block in a configuration: what may be written there, of which type. Over 250 lines on purpose: one schema, one
// place. `configs/project_config.schema.json` is generated from it. Owns valibot: import this file only where there is a block to decode.

import * as v from 'valibot';
import { DURATION_SHAPE, EVERY_UNIT_SHAPE, parseDuration, parseEvery } from '../../lib/quantities.ts';
import type { LayoutSource } from '../../types/layout.ts';
import type { Count, Duration } from '../../types/primitives.ts';
import {
  CHECK_RULES,
  type CheckRule,
  type Every,
  METRIC_MODES,
  type MetricMode,
  PROFILES,
  type Profile,
  SECTION_KINDS,
  type SectionKind,
} from '../../types/project.ts';
import type { KeyPath } from './config-types.ts';
import { type EnvBlock, environmentChoice } from './env-schema.ts';
import type { KeepBlock } from './keep-schema.ts';
import { ownLayouts } from './layout-schema.ts';
import { described, glob, list, mapping, notList, optionalKey, textSchema } from './schema-parts.ts';

/** One section as written. Nothing is filled in yet. */
export interface SectionBlock {
  readonly kind?: SectionKind | undefined;
  readonly path?: string | undefined;
  readonly layout?: string | undefined;
  readonly keep?: KeepBlock | null | undefined;
  readonly patterns?: readonly string[] | null | undefined;
  readonly metric?: { readonly name: string; readonly mode?: MetricMode | undefined } | null | undefined;
}

/** Our block as written. A mapping or list left empty (`sections:` and nothing below) is null. */
export interface OutputsBlock {
  readonly root?: string | undefined;
  readonly profile?: Profile | undefined;
  readonly sections?: Readonly<Record<string, SectionBlock | null | undefined>> | null | undefined;
  readonly naming?: Readonly<Record<string, readonly string[] | null>> | null | undefined;
  readonly pinned?: readonly string[] | null | undefined;
  readonly trash?: { readonly keep?: Duration | undefined } | null | undefined;
  readonly grace?: Duration | undefined;
  readonly used_in?: readonly string[] | null | undefined;
  readonly allow?: readonly string[] | null | undefined;
  readonly env?: EnvBlock | null | undefined;
  readonly check?: { readonly skip?: readonly CheckRule[] | null | undefined } | null | undefined;
  readonly layouts?: Readonly<Record<string, LayoutSource>> | null | undefined;
}

/** What is wrong at a place of the block. `says` begins with `expected`. */
export type BlockProblem =
  | { readonly problem: 'unknown-key'; readonly keys: KeyPath; readonly validKeys: readonly string[] }
  | { readonly problem: 'missing-key'; readonly keys: KeyPath; readonly missing: string }
  | {
      readonly problem: 'wrong-value';
      readonly keys: KeyPath;
      readonly says: string;
      readonly input: unknown;
      readonly choices: readonly string[];
    };

type Decoded =
  | { readonly ok: true; readonly value: OutputsBlock }
  | { readonly ok: false; readonly problems: readonly BlockProblem[] };

/** `block` is plain data, interpolated. */
export function decodeBlock(block: unknown): Decoded {
  const result = v.safeParse(blockSchema().block, block);
  return result.success ? { ok: true, value: result.output } : { ok: false, problems: result.issues.map(problemOf) };
}

interface BlockSchema {
  readonly block: v.GenericSchema<unknown, OutputsBlock>;
  /** What occurs in it more than once, by the name it has in the generated JSON Schema. */
  readonly definitions: Readonly<Record<string, v.GenericSchema>>;
}

/**
 * Made when asked for: most runs of the command meet no block at all.
 * @public `scripts/generate.js` bundles this file and calls it.
 */
export function blockSchema(): BlockSchema {
  const path = textSchema('a path, such as outputs/checkpoints');
  const duration = durationText();
  const count = wholeOrAll();
  const globBelowSection = glob('the section');
  const metric = metricChoice();
  const newest = 'The newest of each of so many';
  const rules = mapping({
    best: described('The best by metric. What is named best always stays.', count),
    final: described('What is named final always stays.', count),
    last: described('The newest regular checkpoints of each model.', count),
    every: described('Every checkpoint whose epoch is a multiple of this, or its step: 10, 10epochs, 1000steps.', multiple()),
    within: described('Of logs everything modified within this time before now; of checkpoints, before the newest.', duration),
    hourly: described(`${newest} hours.`, count),
    daily: described(`${newest} days.`, count),
    weekly: described(`${newest} weeks.`, count),
    monthly: described(`${newest} months.`, count),
    yearly: described(`${newest} years.`, count),
    within_hourly: described('The newest of each hour within this time.', duration),
    within_daily: described('The newest of each day within this time.', duration),
    within_weekly: described('The newest of each week within this time.', duration),
    within_monthly: described('The newest of each month within this time.', duration),
    within_yearly: described('The newest of each year within this time.', duration),
  });
  const section = {
    path: described('Relative to the outputs directory, or absolute.', path),
    layout: described('How checkpoints are named: a layout, or auto.', textSchema('the name of a layout, or auto')),
    keep: optionalKey('What pruning leaves. A rule given here replaces the default of its name; the others stay.', rules),
    patterns: optionalKey('Which names are logs that may be pruned (kind logs).', list(globBelowSection)),
    metric: optionalKey('Which number ranks the best checkpoints (kind checkpoints).', metric),
  };
  const kinds = `expected one of ${SECTION_KINDS.join(', ')}`;
  const standard = SECTION_KINDS.map((kind) => [
    kind,
    v.nullish(mapping({ kind: v.optional(v.literal(kind, `expected ${kind}`)), ...section })),
  ]);
  const added = mapping({ kind: v.pipe(v.picklist(SECTION_KINDS, kinds), v.description('What the section holds.')), ...section });
  const block = mapping({
    root: described('The outputs directory, relative to the project. Default: outputs.', path),
    profile: described(
      'Which sections are in use. Default: development.',
      v.picklist(PROFILES, `expected one of ${PROFILES.join(', ')}`),
    ),
    sections: optionalKey(
      'The six sections, and more by any name if they say their kind.',
      v.pipe(
        notList(v.objectWithRest(Object.fromEntries(standard), added, 'expected a mapping')),
        v.metadata({ propertyNames: { pattern: SECTION_NAME.source, not: { enum: RESERVED_NAMES } } }),
      ),
    ),
    naming: optionalKey(
      'Name templates by kind or section.',
      notList(
        v.record(
          v.string(),
          v.nullable(list(textSchema('a name template, such as {model_name}_best.pth'))),
          'expected a mapping',
        ),
      ),
    ),
    pinned: optionalKey(
      'What stays, whatever else is said: globs below the outputs directory or the project, or <section>/<path>.',
      list(glob('the outputs directory')),
    ),
    trash: optionalKey(
      'What is removed and cannot be made again is kept here first.',
      mapping({
        keep: described(
          'At least 1h; less than 7d needs outputs trust. Default: 7d.',
          v.pipe(v.string(AN_HOUR), v.regex(AN_HOUR_OR_MORE, AN_HOUR), duration),
        ),
      }),
    ),
    grace: described('Checkpoints modified within this time are left alone. Default: 10min.', duration),
    used_in: optionalKey('Files that use these paths: globs below the project.', list(glob('the project'))),
    allow: optionalKey('Has no effect: say it yourself, with outputs trust PATH.', list(path)),
    env: optionalKey('Which environment variables `outputs env` sets.', environmentChoice(path)),
    check: optionalKey(
      'What outputs check looks for.',
      mapping({
        skip: optionalKey(
          'Rules that it leaves out.',
          list(v.picklist(CHECK_RULES, `expected one of ${CHECK_RULES.join(', ')}`)),
        ),
      }),
    ),
    layouts: optionalKey('Layouts of your own, by name, in the form of configs/layouts/.', ownLayouts()),
  });
  return { block, definitions: { path, duration, count, rules, metric, glob: globBelowSection } };
}

export const SECTION_NAME: RegExp = /^[a-z][a-z0-9_-]*$/;

/** Words of the command line and of `paths`, and what JavaScript objects have by themselves. */
export const RESERVED_NAMES: readonly string[] = [
  'root',
  'project',
  'config',
  'profile',
  'all',
  'section',
  'trash',
  'constructor',
  'prototype',
];

function metricChoice() {
  return mapping({
    name: v.pipe(
      textSchema('the name of a metric, such as val_loss'),
      v.description('As names, tables and files say it: val_loss, eval_f1.'),
    ),
    mode: described(
      'Whether a smaller or a larger one is better; known for the usual names.',
      v.picklist(METRIC_MODES, `expected one of ${METRIC_MODES.join(', ')}`),
    ),
  });
}

function wholeOrAll() {
  const says = 'expected a whole number from 0, or all';
  const whole = v.pipe(v.number(says), v.safeInteger(says), v.minValue(0, says));
  return v.union([whole, v.literal('all', says)], says) satisfies v.GenericSchema<unknown, Count>;
}

/** A number counts epochs, or steps where there are none; text says which. */
function multiple() {
  const says = 'expected a whole number from 1, or text such as 10epochs or 1000steps';
  const whole = v.pipe(
    v.number(says),
    v.safeInteger(says),
    v.minValue(1, says),
    v.transform((count): Every => ({ count, unit: 'any' })),
  );
  const written = v.pipe(
    v.string(says),
    v.regex(EVERY_UNIT_SHAPE, says),
    v.rawTransform(({ dataset, addIssue, NEVER }): Every => {
      const parsed = parseEvery(dataset.value);
      if (parsed.ok) return parsed.value;
      addIssue({ message: parsed.why });
      return NEVER;
    }),
  );
  return v.union([whole, written], says) satisfies v.GenericSchema<unknown, Every>;
}

/** Less would make final, in a file that comes with the project, what a person agrees to because it can be undone. */
const AN_HOUR = 'expected a duration of at least 1h, for undo (--permanent deletes at once)';
/** By the text, so that editors say it too. */
const AN_HOUR_OR_MORE = /[1-9]\d*(?:y|mo|w|d|h)|(?:[6-9]\d|[1-9]\d{2,})min|(?:3[6-9]\d\d|[4-9]\d{3}|[1-9]\d{4,})s|^(?!\d)/;

function durationText() {
  const why = (input: string) => {
    const parsed = parseDuration(input);
    return parsed.ok ? '' : parsed.why;
  };
  return v.pipe(
    v.string(why('')),
    v.regex(DURATION_SHAPE, (issue) => why(issue.input)),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const parsed = parseDuration(dataset.value);
      if (parsed.ok) return parsed.value;
      addIssue({ message: parsed.why });
      return NEVER;
    }),
  );
}

function problemOf(issue: v.BaseIssue<unknown>): BlockProblem {
  const keys = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
  const last = issue.path?.at(-1);
  if (last?.type === 'object' && last.origin === 'key') {
    if (issue.expected === 'never') return { problem: 'unknown-key', keys, validKeys: issue.message.split(' ') };
    return { problem: 'missing-key', keys: keys.slice(0, -1), missing: String(last.key) };
  }
  const choices = [...(issue.expected ?? '').matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
  return { problem: 'wrong-value', keys, says: issue.message, input: issue.input, choices };
}
