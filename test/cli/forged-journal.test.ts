// A journal says where `undo` writes. Whatever one says that somebody forged, undo writes into the configured sections and over nothing.

import { createHash } from 'node:crypto';
import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { journalLine } from '../../src/core/journal/journal-lines.ts';
import { run } from '../support/context.ts';
import { at } from '../support/small-project.ts';
import { snapshot, type Tree, tree } from '../support/tree.ts';

const ID = '20261123T090500Z-00000000';
const DIGEST = 17;

interface Head {
  readonly sections: readonly { readonly name: string; readonly kind: string; readonly path: string }[];
}
type Line = Readonly<Record<string, unknown>>;

function project(): Tree {
  return tree({
    'p/configs/project_config.yaml': '',
    'p/outputs/results/a.json': 'a',
    'p/outputs/results/run/b.json': 'b',
    'p/outputs/models/m.pth': 'm',
    'elsewhere/results/canary': 'c',
  });
}

const outputs = (t: Tree, argv: readonly string[]) => run(argv, at(t, { cwd: t.at('p'), id: ID }));
const cleaned = async (t: Tree) => expect(await outputs(t, ['clean', '--results', '--yes'])).toMatchObject({ code: 0 });

/** Rewrites a journal of ours with good digests. */
function forge(folder: string, head: (head: Line & Head) => object, move: (line: Line) => object = (line) => line): void {
  const file = `${folder}/plan.jsonl`;
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const parsed = lines.map((line) => JSON.parse(line.slice(0, -DIGEST)));
  const [first, ...rest] = parsed.slice(0, -1);
  const text = [head(first), ...rest.map(move)].map((line) => journalLine(line)).join('');
  const sha256 = createHash('sha256').update(text).digest('hex');
  writeFileSync(file, text + journalLine({ end: true, count: parsed.at(-1).count, sha256 }));
}

/** The identity of a real folder, as a journal records it. */
function recorded(path: string) {
  const { dev, ino, birthtimeNs } = lstatSync(path, { bigint: true });
  return { path, dev, ino, bt: birthtimeNs };
}

describe('a journal that names a folder outside the project, with its inode', () => {
  test('by a section’s name: all comes back into the configured section', async () => {
    using t = project();
    const before = snapshot(t.at('p/outputs/results'));
    const outside = snapshot(t.at('elsewhere'));
    await cleaned(t);
    forge(t.at(`p/outputs/.trash/${ID}`), (head) => ({
      ...head,
      sections: head.sections.map((section) => ({ ...section, ...recorded(t.at('elsewhere/results')) })),
    }));
    expect(await outputs(t, ['undo', ID])).toMatchObject({ code: 0 });
    expect(snapshot(t.at('elsewhere'))).toEqual(outside);
    expect(Object.keys(snapshot(t.at('p/outputs/results')))).toEqual(Object.keys(before));
  });

  test('by a name that no section has: nothing is written anywhere', async () => {
    using t = project();
    await cleaned(t);
    const outside = snapshot(t.at('elsewhere'));
    forge(
      t.at(`p/outputs/.trash/${ID}`),
      (head) => ({
        ...head,
        sections: head.sections.map((section) => ({ ...section, name: 'x', ...recorded(t.at('elsewhere/results')) })),
      }),
      (line) => ({ ...line, ...('s' in line && { s: 'x' }) }),
    );
    expect((await outputs(t, ['undo', ID])).code).not.toBe(0);
    expect(snapshot(t.at('elsewhere'))).toEqual(outside);
    expect(readdirSync(t.at('p/outputs/results'))).toEqual([]);
    expect(readdirSync(t.at(`p/outputs/.trash/${ID}/items`))).toHaveLength(2);
  });

  test.each(['../../../elsewhere/results/x', '/etc/x', 'a/../../x', '..', ''])(
    'by the path %j of a file: it is not believed',
    async (path) => {
      using t = project();
      await cleaned(t);
      const outside = snapshot(t.at('elsewhere'));
      forge(
        t.at(`p/outputs/.trash/${ID}`),
        (head) => head,
        (line) => ({ ...line, ...('p' in line && { p: path }), ...('path' in line && { path }) }),
      );
      expect((await outputs(t, ['undo', ID])).code).not.toBe(0);
      expect(snapshot(t.at('elsewhere'))).toEqual(outside);
      expect(readdirSync(t.at(`p/outputs/.trash/${ID}/items`))).toHaveLength(2);
    },
  );

  test.each(['../x', '../../../elsewhere/x', '/etc/x'])(
    'by the path %j of something in a folder: it is not believed',
    async (sub) => {
      using t = project();
      await cleaned(t);
      const outside = snapshot(t.at('elsewhere'));
      forge(
        t.at(`p/outputs/.trash/${ID}`),
        (head) => head,
        (line) => ({ ...line, ...('sub' in line && { sub }) }),
      );
      expect((await outputs(t, ['undo', ID])).code).toBe(4);
      expect(snapshot(t.at('elsewhere'))).toEqual(outside);
      expect(readdirSync(t.at(`p/outputs/.trash/${ID}/items`))).toHaveLength(2);
    },
  );
});

describe('one operation id in two trashes', () => {
  const trusting = (t: Tree, argv: readonly string[]) => outputs(t, [...argv, '--trust', t.at('elsewhere')]);
  const OUTSIDE = 'outputs: { sections: { far: { path: WHERE/elsewhere/far, kind: results } } }';

  function twice(): Tree {
    const t = project();
    t.add({ 'elsewhere/far/own.json': 'own' });
    t.add({ 'p/configs/project_config.yaml': OUTSIDE.replace('WHERE', t.root) });
    return t;
  }

  test('each journal gives back what lies beside it, and over nothing', async () => {
    using t = twice();
    const before = Object.keys(snapshot(t.at('p/outputs/results')));
    await cleaned(t);
    // The same journal, in the trash of a place that others may write to: its items are forged, its names are ours.
    mkdirSync(t.at('elsewhere/far/.trash'));
    cpSync(t.at(`p/outputs/.trash/${ID}`), t.at(`elsewhere/far/.trash/${ID}`), { recursive: true, preserveTimestamps: true });
    writeFileSync(t.at(`elsewhere/far/.trash/${ID}/items/0`), 'forged');
    expect(await trusting(t, ['undo', ID])).toMatchObject({ code: 0 });
    expect(Object.keys(snapshot(t.at('p/outputs/results')))).toEqual(before);
    expect(readFileSync(t.at('p/outputs/results/a.json'), 'utf8')).toBe('a');
    expect(readdirSync(t.at('elsewhere/far')).sort()).toEqual(['.trash', 'own.json']);
    // Neither trusted, freed nor expired: it may be somebody's only copy.
    for (const argv of [
      ['clean', '--trash', '--yes'],
      ['clean', '--cache'],
    ])
      await trusting(t, argv);
    expect(readFileSync(t.at(`elsewhere/far/.trash/${ID}/items/0`), 'utf8')).toBe('forged');
  });

  test('a second journal that cannot be believed holds up nothing of the first', async () => {
    using t = twice();
    const before = Object.keys(snapshot(t.at('p/outputs/results')));
    await cleaned(t);
    mkdirSync(t.at(`elsewhere/far/.trash/${ID}/items`), { recursive: true });
    writeFileSync(t.at(`elsewhere/far/.trash/${ID}/plan.jsonl`), 'nonsense\n');
    const { stdout } = await trusting(t, ['history']);
    expect(stdout).toContain(`elsewhere/far/.trash/${ID} is left alone: another trash has an operation of this id`);
    expect(await trusting(t, ['undo', ID])).toMatchObject({ code: 0 });
    expect(Object.keys(snapshot(t.at('p/outputs/results')))).toEqual(before);
  });
});
