// Every promise of the threat model and of "What can go wrong" has a test that exists, and every entry is still a promise.

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROMISES } from './promises.ts';

function textOf(file: string): string {
  const path = resolve(import.meta.dirname, '..', file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** From one heading to the next of the same level. */
function chapter(file: string, from: string, to: string): readonly string[] {
  const text = textOf(file);
  return text.slice(text.indexOf(from), text.indexOf(to)).split('\n');
}

const PROMISED: Readonly<Record<string, readonly string[]>> = {
  'docs/threat-model.md': chapter('docs/threat-model.md', '## Against a hostile', '## What is not promised').flatMap((line) =>
    line.startsWith('- ') ? [line.slice(2)] : [],
  ),
  'README.md': chapter('README.md', '## What can go wrong', '## How it is tried').flatMap((line) =>
    /^\| (?!what |---)/.test(line) ? [line.slice(2)] : [],
  ),
};

describe.each(Object.entries(PROMISED))('%s', (document, promises) => {
  const entries = PROMISES.filter((each) => each.document === document);

  it('promises nothing else', () => {
    expect(promises.length).toBeGreaterThan(0);
    expect(promises.filter((line) => !entries.some(({ begins }) => line.startsWith(begins)))).toEqual([]);
    expect(entries.filter(({ begins }) => !promises.some((line) => line.startsWith(begins)))).toEqual([]);
  });

  it.each(entries)('$begins', ({ file, title }) => expect(textOf(file), file).toContain(title));
});
