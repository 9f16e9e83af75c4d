// Every file in configs/layouts against its own examples: a new layout is tested by being there.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LAYOUT_SOURCES } from '../src/core/embedded.ts';
import { type LayoutSource, layoutOf, recognise } from '../src/core/policy/layout.ts';
import { nameOf } from '../src/core/policy/path-parts.ts';

const folder: string = join(import.meta.dirname, '../configs/layouts');
const files: readonly string[] = readdirSync(folder).sort();
const read = (file: string): LayoutSource => parse(readFileSync(join(folder, file), 'utf8'));

describe('configs/layouts', () => {
  it('holds layouts and nothing else', () => {
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !/^[a-z0-9-]+\.yaml$/.test(file))).toEqual([]);
  });

  it.each(files)('%s is what the program has inside (npm run generate)', (file) => {
    expect(LAYOUT_SOURCES[file.slice(0, -'.yaml'.length)]).toEqual(read(file));
  });

  it.each(files)('%s says what it is and carries examples', (file) => {
    const source = read(file);
    expect(source).toMatchObject({ title: expect.stringMatching(/./), unit: 'file' });
    expect(source.examples?.length, 'a layout proves itself: add examples').toBeGreaterThan(0);
    for (const { role } of source.match) expect(['regular', 'best', 'last', 'final']).toContain(role);
    const used = new Set(source.examples.flatMap(({ checkpoints }) => checkpoints.map(({ role }) => role)));
    for (const { role } of source.match) expect(used, `no example has the role ${role}`).toContain(role);
  });

  it.each(files)('%s finds the checkpoints of its examples, and no others', (file) => {
    const layout = layoutOf(file, read(file));
    for (const { tree, checkpoints } of read(file).examples) {
      const found = tree.flatMap((path) => {
        const checkpoint = recognise(layout, nameOf(path));
        return checkpoint === null ? [] : [{ path, ...checkpoint }];
      });
      expect(found).toEqual(checkpoints);
    }
  });
});
