// The README's page "How it decides", line by line: what lies there is made, the command is run, and what stays must be what it says.

import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../src/core/lib/quantities.ts';
import { torchFile } from './fixtures/torch-file.js';
import { outputs, temporary } from './support/run.ts';
import { writeConfig } from './support/write-config.ts';

const readme: string = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');
const page: string = readme.slice(
  readme.indexOf('## How it decides'),
  readme.indexOf('\n## ', readme.indexOf('## How it decides') + 1),
);
const rows: readonly (readonly [string, string, string])[] = [...page.matchAll(/^\| (.+?) \| (`.+?) \| (`.+?) \|$/gm)].map(
  ([, rule = '', there = '', stay = '']) => [rule, there, stay],
);

/** Makes one thing as the second column says it, and lets go of it when the test ends. */
function make(folder: string, said: string): () => void {
  const [, name = '', rest = ''] = /^`([^`]+)`\s*(.*)$/.exec(said) ?? [];
  const path = resolve(folder, name);
  const other = /`([^`]+)`$/.exec(rest)?.[1] ?? '';
  const done = (): void => {};
  if (rest.startsWith('→')) {
    symlinkSync(other, path);
    return done;
  }
  if (rest.startsWith('says')) {
    writeFileSync(path, `python eval.py --weights outputs/checkpoints/${other}\n`);
    return done;
  }
  const [age = '', ...marks] = rest.split(' ');
  if (name.endsWith('.pth')) {
    const epoch = Number(/_epoch_(\d+)/.exec(name)?.[1] ?? 1);
    const loss = marks.find((mark) => /^(nan|\d)/.test(mark));
    const losses = loss === undefined ? [] : Array.from({ length: epoch }, () => Number(loss === 'nan' ? Number.NaN : loss));
    const training = { epoch, loss: 0, trainLosses: [], valLosses: losses, isBest: false };
    const { length, pieces } = torchFile(basename(name, '.pth'), 5000, training);
    const descriptor = openSync(path, 'wx');
    for (const { offset, bytes } of pieces) writeSync(descriptor, bytes, 0, bytes.length, offset);
    ftruncateSync(descriptor, length);
    closeSync(descriptor);
    if (marks.includes('cut')) truncateSync(path, length / 2);
  } else writeFileSync(path, 'x');
  const parsed = parseDuration(age);
  if (!parsed.ok) throw new Error(`${said}: ${parsed.why}`);
  const modified = Date.now() / 1000 - parsed.value.days * 86_400 - parsed.value.seconds;
  utimesSync(path, modified, modified);
  if (!marks.includes('open')) return done;
  const held = openSync(path, 'r');
  return () => closeSync(held);
}

describe('How it decides', () => {
  it('has an example for every rule there is a flag for', () => {
    using folder = temporary();
    const flags = [...outputs(folder.path, ['prune-checkpoints', '--help']).stdout.matchAll(/^ {2}--keep-([a-z-]+) </gm)].map(
      ([, rule]) => rule,
    );
    expect(flags.length).toBeGreaterThan(12);
    const shown = new Set(rows.map(([rule]) => /^`--keep-([a-z-]+) /.exec(rule)?.[1]));
    // The five of one form are shown by one.
    expect(flags.filter((flag) => !shown.has(flag))).toEqual([
      'within-hourly',
      'within-weekly',
      'within-monthly',
      'within-yearly',
    ]);
  });

  it.each(rows)('%s: %s', (rule, there, stay) => {
    using folder = temporary();
    const section = join(folder.path, 'outputs/checkpoints');
    mkdirSync(section, { recursive: true });
    writeConfig(folder.path, 'outputs: { sections: { checkpoints: { keep: { last: 0, best: 0 } } } }\n');
    const release = there.split(', ').map((said) => make(section, said));
    const more = /^… nor, with `(--[a-z-]+)`/.exec(rule)?.[1];
    const flags = /^`(--[^`]+)`$/.exec(rule)?.[1]?.split(' ') ?? ['--keep-last', '1', ...(more === undefined ? [] : [more])];
    const ran = outputs(folder.path, ['prune-checkpoints', '--dry-run', '--json', ...flags]);
    for (const letGo of release) letGo();
    expect(ran).toMatchObject({ status: 0 });
    const { verdicts } = JSON.parse(ran.stdout) as { verdicts: { path: string; keep: boolean; reasons: { code: string }[] }[] };
    const said = stay.split(', ').map((text) => /^`([^`]+)` (\S+)$/.exec(text)?.slice(1) ?? [text]);
    const kept = verdicts.filter(({ keep }) => keep);
    expect(kept.map(({ path }) => basename(path)).sort()).toEqual(said.map(([name]) => name).sort());
    for (const [name, code] of said) {
      const reasons = kept.find(({ path }) => basename(path) === name)?.reasons.map((reason) => reason.code);
      expect(reasons, name).toContain(code);
    }
  });
});
