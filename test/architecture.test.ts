// The floors of the house: an import points down or stays in its folder. Floors 1 and 2 are pure.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src: string = resolve(import.meta.dirname, '../src');

/** First match wins. */
const FLOORS: readonly { readonly folder: string; readonly floor: number; readonly pure?: true }[] = [
  { folder: 'core/policy/', floor: 1, pure: true },
  { folder: 'core/planning/', floor: 2, pure: true },
  { folder: 'core/disk/', floor: 3 },
  { folder: 'core/project/', floor: 4 },
  { folder: 'core/effects/', floor: 4 },
  { folder: 'core/index.ts', floor: 5 },
  { folder: 'core/', floor: 0 },
  { folder: 'render/', floor: 5 },
  { folder: 'cli', floor: 6 },
  { folder: 'main.ts', floor: 7 },
  { folder: 'helper.ts', floor: 7 },
  { folder: 'complete.ts', floor: 7 },
];

/** What a floor may import from outside besides the floors below it. */
const PURE_BUILTINS = new Set(['node:buffer', 'node:crypto']);
const IMPURE_GLOBALS = /\b(process\.|console\.|Date\.now|new Date\(\)|Math\.random|performance\.)/;
const IMPORT = /(?:from|import)\s*\(?\s*'([^']+)'/g;

const files: readonly string[] = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(src, join(entry.parentPath, entry.name)))
  .sort();

function floorOf(file: string): (typeof FLOORS)[number] {
  const floor = FLOORS.find(({ folder }) => file.startsWith(folder));
  if (floor === undefined) throw new Error(`${file} belongs to no floor: add its folder to FLOORS`);
  return floor;
}

interface Import {
  readonly from: string;
  readonly to: string;
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(src, file), 'utf8');
  return [...text.matchAll(IMPORT)].map(([, to]) => ({ from: file, to: to as string }));
}

function climbs({ from, to }: Import): boolean {
  if (!to.startsWith('.')) return false;
  const target = relative(src, resolve(src, dirname(from), to));
  if (target.startsWith('..')) return !target.startsWith('../package.json');
  const [upper, lower] = [floorOf(from), floorOf(target)];
  if (upper.folder === lower.folder) return false;
  return lower.floor >= upper.floor;
}

describe('the floors', () => {
  it('finds the source', () => expect(files.length).toBeGreaterThan(30));

  it.each(files)('%s imports nothing from above', (file) => {
    expect(importsOf(file).filter(climbs)).toEqual([]);
  });

  it.each(files.filter((file) => floorOf(file).pure))('%s is pure', (file) => {
    const builtins = importsOf(file).filter(({ to }) => to.startsWith('node:') && !PURE_BUILTINS.has(to));
    expect(builtins).toEqual([]);
    const code = readFileSync(join(src, file), 'utf8').replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '');
    expect(code.match(IMPURE_GLOBALS)).toBeNull();
  });

  it('notices an import that climbs', () => {
    expect(climbs({ from: 'core/policy/naming.ts', to: '../planning/plan.ts' })).toBe(true);
    expect(climbs({ from: 'core/project/scan.ts', to: '../effects/sys.ts' })).toBe(true);
    expect(climbs({ from: 'core/planning/plan.ts', to: '../policy/naming.ts' })).toBe(false);
    expect(climbs({ from: 'render/table.ts', to: '../cli.ts' })).toBe(true);
  });

  it('keeps the process, the console and the terminal at the edge', () => {
    const edge = new Set(['main.ts', 'complete.ts', 'cli.ts', 'cli/context.ts']);
    const outside = files.filter((file) => {
      const code = readFileSync(join(src, file), 'utf8').replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '');
      return !edge.has(file) && /(?<![\w.'/-])(process\.(?!chdir)|console\.)/.test(code);
    });
    expect(outside).toEqual([]);
  });

  it('keeps every source file within a page, or has it say why', () => {
    const long = files.filter((file) => {
      const lines = readFileSync(join(src, file), 'utf8').split('\n');
      return lines.length > 250 && !/over 250 lines/i.test(lines.slice(0, 6).join(' '));
    });
    expect(long).toEqual([]);
  });

  it('says in its first line what each file decides', () => {
    expect(files.filter((file) => !readFileSync(join(src, file), 'utf8').startsWith('// '))).toEqual([]);
  });
});
