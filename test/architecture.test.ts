// The two rules of the house, told from paths alone: an import stays in its room or goes to an earlier one, and what is pure imports
// only what is pure.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src: string = resolve(import.meta.dirname, '../src');

const ROOMS: readonly string[] =
  `types lib patterns items environment naming layouts formats retention journal trust disk git scan plans guard trash schedule references
  init protection caches metrics checkpoints promotion verify logs removal lock conventions apply config doctor use-cases`.split(
    /\s+/,
  );
/** Above every room of the core, in this order. */
const OUTSIDE: readonly string[] = ['core', 'render', 'cli', '.'];

type Class = 'pure' | 'read' | 'write' | 'any';
const READ_ROOMS: ReadonlySet<string> = new Set(['disk', 'scan', 'verify']);

const BUILTINS = new Set(['node:buffer', 'node:crypto']);
const IMPURE_GLOBALS = /\b(process\.|console\.|Date\.now|new Date\(\)|Math\.random|performance\.)/;
const MUTABLE =
  /^(?:let |(?:export )?const \w+(?:: (?!Readonly|readonly )[^=]+)? = (?:new (?:Map|Set|WeakMap|WeakSet)(?:<.*>)?\(\)|\[\]);)/m;
const MOST_FILES = 35;

const files: readonly string[] = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(src, join(entry.parentPath, entry.name)))
  .sort();

const textOf = (file: string): string => readFileSync(join(src, file), 'utf8');
const codeOf = (file: string): string => textOf(file).replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '');

function roomOf(file: string): string {
  const [top = '', room = ''] = file.split('/');
  if (top === 'core' && !room.endsWith('.ts')) return room;
  return file.includes('/') ? top : '.';
}

function placeOf(file: string): number {
  const place = [...ROOMS, ...OUTSIDE].indexOf(roomOf(file));
  if (place < 0) throw new Error(`${file} is in no room: add its folder to ROOMS`);
  return place;
}

function classOf(file: string): Class {
  if (!file.startsWith('core/') || roomOf(file) === 'core' || roomOf(file) === 'use-cases') return 'any';
  if (file.includes('/write/') || roomOf(file) === 'apply') return 'write';
  return file.includes('/read/') || READ_ROOMS.has(roomOf(file)) ? 'read' : 'pure';
}

interface Import {
  readonly from: string;
  readonly to: string;
}

function importsOf(file: string): readonly Import[] {
  const found = textOf(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
  return [...found].map(([, to = '']) => ({
    from: file,
    to: to.startsWith('.') ? relative(src, resolve(src, dirname(file), to)) : to,
  }));
}

function isAllowed({ from, to }: Import): boolean {
  if (!to.endsWith('.ts')) return !to.startsWith('node:') || classOf(from) !== 'pure' || BUILTINS.has(to);
  if (placeOf(to) > placeOf(from)) return false;
  const ofOwnOrDisk = roomOf(to) === roomOf(from) || roomOf(to) === 'disk' || roomOf(from) === 'apply';
  const allowed: Readonly<Record<Class, readonly Class[]>> = {
    pure: ['pure'],
    read: ['pure', 'read'],
    write: ofOwnOrDisk ? ['pure', 'write', 'read'] : ['pure', 'write'],
    any: ['pure', 'read', 'write', 'any'],
  };
  return allowed[classOf(from)].includes(classOf(to));
}

describe('the rooms', () => {
  it.each(files)('%s imports only from earlier rooms, and only what its class may use', (file) => {
    expect(importsOf(file).filter((each) => !isAllowed(each))).toEqual([]);
  });

  it.each(files.filter((file) => classOf(file) === 'pure'))(
    '%s asks neither clock nor process, and remembers nothing',
    (file) => {
      expect(codeOf(file).match(IMPURE_GLOBALS)).toBeNull();
      expect(codeOf(file).match(MUTABLE)).toBeNull();
    },
  );

  it('refuses an import that goes to a later room, or from what is pure to the disk', () => {
    expect(isAllowed({ from: 'core/naming/template.ts', to: 'core/retention/groups.ts' })).toBe(false);
    expect(isAllowed({ from: 'core/trash/plan-undo.ts', to: 'core/disk/directory.ts' })).toBe(false);
    expect(isAllowed({ from: 'core/scan/census.ts', to: 'core/disk/write/write-file.ts' })).toBe(false);
    expect(isAllowed({ from: 'core/trash/plan-undo.ts', to: 'core/journal/journal-format.ts' })).toBe(true);
    expect('let last = 1;').toMatch(MUTABLE);
  });

  it('keeps the process and the console at the edge', () => {
    const edge = new Set(['main.ts', 'complete.ts', 'cli.ts', 'cli/terminal/process-context.ts']);
    const outside = files.filter((file) => !edge.has(file) && /(?<![\w.'/-])(process\.(?!chdir)|console\.)/.test(codeOf(file)));
    expect(outside).toEqual([]);
  });

  it(`has at most ${MOST_FILES} files in a folder, each within a page or saying why not, and what it decides in its first line`, () => {
    const inside = (folder: string): number => files.filter((file) => dirname(file) === folder).length;
    expect([...new Set(files.map((file) => dirname(file)))].filter((folder) => inside(folder) > MOST_FILES)).toEqual([]);
    const isTooLong = (text: string): boolean => text.split('\n').length > 250 && !/over 250 lines/i.test(text.slice(0, 600));
    expect(files.filter((file) => !textOf(file).startsWith('// ') || isTooLong(textOf(file)))).toEqual([]);
  });
});
