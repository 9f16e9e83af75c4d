// Comments and documents name files in backticks; a file that was moved or renamed must not be named by its old name.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root: string = resolve(import.meta.dirname, '..');

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

const code: readonly string[] = ['src', 'test', 'bench', 'scripts', 'bin'].flatMap(filesIn);
const texts: readonly string[] = [...filesIn('docs'), 'README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md'];

/** `NAME.ts` stands for a name that somebody chooses. */
const NAMED = /`((?:[\w.-]+\/)*(?!NAME\b)[\w.-]+\.(?:ts|cjs))`/g;
const COMMENT = /\/\/.*|\/\*[\s\S]*?\*\//g;

function isThere(name: string): boolean {
  return code.some((file) => file === name || file.endsWith(`/${name}`));
}

const written = (file: string): string => readFileSync(join(root, file), 'utf8');
const comments = (file: string): string => (written(file).match(COMMENT) ?? []).join('\n');

test.each([
  ['comments', code.filter((file) => file.endsWith('.ts') && !file.includes('/fixtures/')), comments],
  ['documents', texts.filter((file) => file.endsWith('.md')), written],
] as const)('every file that %s name exists', (_, files, textOf) => {
  const named = files.flatMap((file) => [...textOf(file).matchAll(NAMED)].map(([, name = '']) => `${file}: ${name}`));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((each) => !isThere(each.slice(each.indexOf(': ') + 2)))).toEqual([]);
});
