// Every row of the matrix is proved by a test that exists, or says why it cannot be. The README says how many.

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MATRIX } from './matrix.ts';

const ROWS = 128;

function textOf(file: string): string {
  const path = resolve(import.meta.dirname, '..', file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

describe('the matrix', () => {
  it('has all of its rows, each once', () => {
    expect(MATRIX.map(({ id }) => id)).toEqual(Array.from({ length: ROWS }, (_, n) => n + 1));
    expect(new Set(MATRIX.map(({ scenario }) => scenario)).size).toBe(ROWS);
  });

  it.each(MATRIX.flatMap((row) => ('file' in row ? [row] : [])))('$id: $scenario', ({ file, title }) => {
    expect(textOf(file), file).toContain(title);
  });

  it('is counted in the README', () => {
    const proved = MATRIX.filter((row) => 'file' in row).length;
    const sentence = `${proved} of ${ROWS} are proved by a test, and ${ROWS - proved} cannot be here.`;
    expect(textOf('README.md').replace(/\s+/g, ' ')).toContain(sentence);
  });
});
