// Every source file over 40 lines has a test of its name at the mirrored path, or the header of another test names it after the
// word `Covers` and a colon: full paths, separated by commas. Generated files and files of types alone need no test.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root: string = resolve(import.meta.dirname, '..');

/** Rooms with files that still lack a test. Take a room out when its last file has one; the list goes when it is empty. */
const TODO: readonly string[] =
  `cli/arguments cli/commands cli/completion cli/terminal render render/blocks render/json render/reports render/text
  apply config disk environment git guard items journal layouts lib lock logs
  naming patterns plans protection removal retention scan trash trust types use-cases verify`.split(/\s+/);

const FEW_LINES = 40;

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

const tests: readonly string[] = filesIn('test').filter((file) => file.endsWith('.test.ts'));

/** The files after "Covers:" in the comment at the top of a test; the list may go on over several lines. */
function coveredBy(text: string): readonly string[] {
  const header = /^(?:\/\/.*\n)*/.exec(text)?.[0].replaceAll(/^\/\/ ?/gm, '') ?? '';
  const [, list = ''] = header.split('Covers:');
  return list.match(/src\/[\w./-]+\.ts/g) ?? [];
}

const covered: ReadonlyMap<string, string> = new Map(
  tests.flatMap((test) => coveredBy(textOf(test)).map((file) => [file, test] as const)),
);

const isOfTypes = (text: string): boolean => !/^(?:export )?(?:async )?(?:function|const|class|let) |^[\w(]+.*\);$/m.test(text);
const roomOf = (file: string): string =>
  file
    .split('/')
    .slice(1, -1)
    .slice(0, 2)
    .join('/')
    .replace(/^core\//, '');

const untested: readonly string[] = filesIn('src').filter((file) => {
  const text = textOf(file);
  const isSmall = text.trimEnd().split('\n').length <= FEW_LINES;
  const ofItsName = file.replace('src/', 'test/').replace(/\.ts$/, '.test.ts');
  return !isSmall && !isOfTypes(text) && !file.endsWith('.generated.ts') && !tests.includes(ofItsName) && !covered.has(file);
});

describe('each source file has a test', () => {
  it('of its name, or one that names it after "Covers:"', () => {
    expect(untested.filter((file) => !TODO.includes(roomOf(file)))).toEqual([]);
  });

  it.each(TODO)('todo: %s still has files without one', (room) => {
    expect(untested.filter((file) => roomOf(file) === room)).not.toEqual([]);
  });

  it('names after "Covers:" only files that exist and have no test of their name', () => {
    const sources = filesIn('src').filter((file) => !tests.includes(file.replace('src/', 'test/').replace(/\.ts$/, '.test.ts')));
    expect([...covered].filter(([file]) => !sources.includes(file))).toEqual([]);
  });

  it('reads a list of several lines, and none below the header', () => {
    const text = '// What it says.\n// Covers: src/a.ts,\n// src/b/c.ts\n\n// Covers: src/d.ts\n';
    expect(coveredBy(text)).toEqual(['src/a.ts', 'src/b/c.ts']);
  });
});
