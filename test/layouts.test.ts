// Every file in configs/layouts against its own examples: a new layout is tested by being there.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { layoutSchema } from '../src/core/config/read/layout-schema.ts';
import { LAYOUT_SOURCES } from '../src/core/layouts/builtin-layouts.generated.ts';
import { type Layout, layoutOf, layoutsFor } from '../src/core/layouts/compile-layouts.ts';
import { recognise } from '../src/core/layouts/recognise-checkpoints.ts';
import { folderOf } from '../src/core/lib/paths.ts';
import type { Recognition, Unit } from '../src/core/types/checkpoints.ts';
import type { ExampleSource, LayoutSource } from '../src/core/types/layout.ts';
import { itemsOf, type Spec, sectionOf } from './support/items.ts';

const folder: string = join(import.meta.dirname, '../configs/layouts');
const files: readonly string[] = readdirSync(folder).sort();
const nameOfFile = (file: string): string => file.slice(0, -'.yaml'.length);
const read = (file: string): LayoutSource => parse(readFileSync(join(folder, file), 'utf8'));
const EVERY_LAYOUT: readonly Layout[] = layoutsFor(sectionOf('checkpoints'), {});

function specOf(line: string): Spec {
  const [path = '', target] = line.split(' -> ');
  if (target !== undefined) return { path, type: 'link', leadsTo: target };
  return path.endsWith('/') ? { path: path.slice(0, -1), type: 'directory' } : { path };
}

function looked(layouts: readonly Layout[], { tree }: ExampleSource): Recognition {
  return recognise(layouts, itemsOf(tree.map(specOf)));
}

type Expected = ExampleSource['checkpoints'][number];

/** As an example says it: what follows from the path is left out. */
function asExample({ path, parts, run, unfinished, checkpoint }: Unit): Expected {
  const { model, role, epoch, step, metrics } = checkpoint;
  const paths = parts.map((part) => part.path);
  return {
    path,
    ...(model !== '' && { model }),
    role,
    ...(epoch !== undefined && { epoch }),
    ...(step !== undefined && { step }),
    ...(metrics !== undefined && { metrics: Object.fromEntries(metrics.map(({ name, value }) => [name, value])) }),
    ...((paths.length > 1 || paths[0] !== path) && { parts: paths }),
    ...(run !== folderOf(path) && { run }),
    ...(unfinished !== undefined && { unfinished }),
  };
}

const sorted = (paths: readonly string[] = []): readonly string[] => [...paths].sort();
const byPath = (a: Expected, b: Expected): number => (a.path < b.path ? -1 : 1);

function expectFound(found: Recognition, example: ExampleSource): void {
  expect(found.units.map(asExample)).toEqual([...example.checkpoints].sort(byPath));
  expect(sorted(found.unfinished.map(({ item }) => item.path))).toEqual(sorted(example.unfinished));
  expect(sorted(found.pointers.map(({ path }) => path))).toEqual(sorted(example.pointers));
}

const examples: readonly [string, number, ExampleSource][] = files.flatMap((file) =>
  (read(file).examples ?? []).map((example, index): [string, number, ExampleSource] => [nameOfFile(file), index, example]),
);

describe('configs/layouts', () => {
  it('holds layouts and nothing else', () => {
    expect(files.length).toBeGreaterThan(19);
    expect(files.filter((file) => !/^[a-z0-9-]+\.yaml$/.test(file))).toEqual([]);
  });

  it.each(files)('%s is what the program has inside, without its examples (npm run generate)', (file) => {
    const { examples: _, ...layout } = read(file);
    expect(LAYOUT_SOURCES[nameOfFile(file)]).toEqual(layout);
  });

  it.each(files)('%s has the form that a layout of the user’s own must have', (file) => {
    const decoded = v.safeParse(layoutSchema(), read(file));
    expect(decoded.issues ?? []).toEqual([]);
  });

  it.each(files)('%s begins by saying what it is about, and where that was read', (file) => {
    expect(readFileSync(join(folder, file), 'utf8')).toMatch(/^# .*\n(#.*\n)*# Source: /);
  });

  it.each(files)('%s has no rule that no example needs', (file) => {
    const source = read(file);
    const all = source.examples ?? [];
    const found = (layout: LayoutSource) =>
      JSON.stringify(
        all.map((each) => looked([layoutOf('x', layout)], each).units),
        big,
      );
    const whole = found(source);
    const idle = source.match.filter(
      (rule) => found({ ...source, match: source.match.filter((each) => each !== rule) }) === whole,
    );
    expect(idle).toEqual([]);
  });
});

const big = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

describe('an example, read by its own layout', () => {
  it.each(examples)('%s %i', (name, _, example) => {
    const found = looked(layoutsFor(sectionOf('checkpoints', { layout: name }), {}), example);
    expectFound(found, example);
    expect(found.choices.every(({ layout }) => layout === name)).toBe(true);
  });
});

describe('an example, read by all layouts', () => {
  it.each(examples)('%s %i', (name, _, example) => {
    const found = looked(EVERY_LAYOUT, example);
    const { auto = name } = example;
    expect({ layouts: [...new Set(found.choices.map(({ layout }) => layout))], why: found.choices }).toMatchObject({
      layouts: example.checkpoints.length === 0 && auto === name ? [] : [auto],
    });
    if (auto === name) expectFound(found, example);
    if (auto === null) expect(found.units).toEqual([]);
  });
});
