// The seam: nothing outside `disk/write/mutating-calls.ts` can change a disk, and nothing inside can do more than it says.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SOURCE = fileURLToPath(new URL('../../../../src', import.meta.url));
const SEAM = 'core/disk/write/mutating-calls.ts';
const FILES = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/** What may be imported from node:fs outside the seam: nothing that makes, changes or removes. */
const READING = new Set(
  'accessSync Dirent Stats BigIntStats closeSync constants existsSync fstatSync lstatSync opendirSync openSync readFileSync readSync readdirSync readlinkSync realpathSync statSync statfsSync'.split(
    ' ',
  ),
);
/** It writes to the terminal, through descriptors that were open before us. */
const STREAMS = 'cli/terminal/write-stdout.ts';
/** What the seam itself needs. No rm, chmod, chown, truncate, copy, utimes, writeFile; a link only where another says an old name. */
const CHANGING = new Set(
  'closeSync constants fstatSync fsyncSync linkSync mkdirSync openSync renameSync rmdirSync symlinkSync unlinkSync writeSync'.split(
    ' ',
  ),
);

/** Every way this file reaches node:fs, as the names it takes; `*` for one that names nothing. */
function fsNames(text: string): string[] {
  const named = [...text.matchAll(/import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+['"](?:node:)?fs['"]/g)].flatMap(([, names]) =>
    (names ?? '').split(',').flatMap((name) => /(?:type\s+)?(\w+)/.exec(name.trim())?.[1] ?? []),
  );
  const mentions = text.match(/['"](?:node:)?fs(?:\/promises)?['"]|['"]fs-extra['"]/g) ?? [];
  const imports = text.match(/import\s+(?:type\s+)?\{[^}]*\}\s+from\s+['"](?:node:)?fs['"]/g) ?? [];
  return mentions.length > imports.length ? [...named, '*'] : named;
}

describe('outside the seam', () => {
  test.each(FILES.filter((file) => file !== SEAM))('%s only reads', (file) => {
    const text = readFileSync(`${SOURCE}/${file}`, 'utf8');
    const changing = fsNames(text).filter((name) => !READING.has(name));
    expect(changing).toEqual(file === STREAMS ? ['writeSync'] : []);
    // `openSync` can make and empty files too.
    expect(text.match(/\bO_(?:CREAT|TRUNC|WRONLY|RDWR|APPEND)\b|openSync\([^)]*,\s*['"]/g)).toBeNull();
  });
});

test('the seam can do what it says and no more', () => {
  const text = readFileSync(`${SOURCE}/${SEAM}`, 'utf8');
  expect(fsNames(text).filter((name) => !CHANGING.has(name))).toEqual([]);
  expect(text).not.toMatch(/O_TRUNC|recursive/);
});

test.each([
  ["import fs from 'node:fs'", ['*']],
  ["import * as fs from 'fs'", ['*']],
  ["const fs = await import('node:fs/promises')", ['*']],
  ["import { rm } from 'fs-extra'", ['*']],
  ["import {\n  rmSync,\n  type Stats,\n} from 'node:fs'", ['rmSync', 'Stats']],
])('this test sees %s', (text, names) => expect(fsNames(text)).toEqual(names));
