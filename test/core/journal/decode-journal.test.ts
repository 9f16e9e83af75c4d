import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeHead, decodeJournal } from '../../../src/core/journal/decode-journal.ts';
import { encodeJournal, sha256Of } from '../../../src/core/journal/journal-format.ts';
import { journalLine } from '../../../src/core/journal/journal-lines.ts';
import type { Item } from '../../../src/core/types/items.ts';
import type { Plan } from '../../../src/core/types/plan.ts';
import { fc } from '../../support/properties.ts';
import { item } from '../../support/report.ts';

const WHO = { argv: ['clean', 'a\\xff'], user: null, uid: 1000, host: 'here', boot: 'b-1', pid: 7 };
const HEAD = { operation: '20261123T090500Z-4f2a91c3', startedAt: 1_790_000_000_123_456_789n, who: WHO, covers: () => true };

function withFolder(path: string): Item {
  const folder = item(`${path}/`, 4, 1);
  return {
    ...folder,
    children: [...folder.children, { ...item(`${path}/sub/`, 1, 2), children: [item(`${path}/sub/x\udcff\n`, 9, 3)] }],
  };
}

function planWith(parts: readonly Item[]): Plan {
  return {
    id: '0123456789ab',
    command: 'clean',
    madeAt: 0n,
    outputs: '/work/p/outputs',
    sections: [{ name: 'models', kind: 'models', path: '/work/p/outputs/models', directory: item('models/', 0, 1).facts }],
    verdicts: [],
    actions: parts.map((part, n) => ({ do: n === 1 ? 'purge' : 'trash', section: 'models', item: part })),
    problems: [],
    warnings: [],
  };
}

const PLAN = planWith([withFolder('run'), item('a\udcff\n\u202e.pth', 10, 1), item('deep/b.pth', 2 ** 40, 1)]);
const BYTES = bytesOf(encodeJournal(PLAN, HEAD));

function bytesOf(lines: Iterable<string>): Buffer {
  return Buffer.from([...lines].join(''));
}

/** A journal that somebody wrote himself, digests and all. */
function forged(lines: readonly object[]): Buffer {
  const text = lines.map((line) => journalLine(line)).join('');
  const sha256 = createHash('sha256').update(text).digest('hex');
  return Buffer.from(text + journalLine({ end: true, count: lines.filter((line) => 'do' in line).length, sha256 }));
}

function linesOf(bytes: Buffer): Record<string, unknown>[] {
  return bytes
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line.slice(0, -17)));
}

describe('a journal', () => {
  test('gives back what was written, whole', () => {
    const decoded = decodeJournal(BYTES);
    expect(decoded).toMatchObject({
      ok: true,
      value: { operation: HEAD.operation, startedAt: HEAD.startedAt, who: WHO, count: 3 },
    });
    if (!decoded.ok) throw new Error(decoded.why);
    expect(decoded.value.moves.map((move) => move.item)).toEqual(
      PLAN.actions.flatMap((action) => ('item' in action ? [action.item] : [])),
    );
    expect(decoded.value.moves.map((move) => move.do)).toEqual(['trash', 'purge', 'trash']);
    const { directory, ...section } = PLAN.sections[0] as (typeof PLAN.sections)[number];
    expect(decoded.value.sections).toEqual([
      { ...section, dev: directory.dev, ino: directory.ino, birthtimeNs: directory.birthtimeNs },
    ]);
  });

  test('keeps what was renamed, and what says it, in a version that older programs refuse', () => {
    const [first] = PLAN.actions.flatMap((action) => ('item' in action ? [action.item] : []));
    if (first === undefined) throw new Error('no item');
    const section = PLAN.sections[0]?.name ?? '';
    const common = { section, item: first, unit: '/work/p/outputs/x\udcff' } as const;
    const plan: Plan = {
      ...PLAN,
      actions: [
        { do: 'rename', ...common, to: 'new\n\udcff' },
        { do: 'rewrite', ...common, says: { link: '../new\udcff' } },
        { do: 'rewrite', ...common, says: { text: 'new' } },
      ],
    };
    const text = [...encodeJournal(plan, HEAD)].join('');
    expect(text).toContain('"v":2');
    expect([...encodeJournal(PLAN, HEAD)].join('')).toContain('"v":1');
    const decoded = decodeJournal(Buffer.from(text));
    expect(decoded.ok && decoded.value.moves).toMatchObject([
      { do: 'rename', to: 'new\n\udcff', unit: common.unit, item: first },
      { do: 'rewrite', says: { link: '../new\udcff' } },
      { do: 'rewrite', says: { sha256: /^[0-9a-f]{64}$/.exec(sha256Of(Buffer.from('new')))?.[0] } },
    ]);
  });

  test('tells its beginning without the rest', () => {
    const first = BYTES.subarray(0, BYTES.indexOf('\n') + 1);
    expect(decodeHead(first)).toMatchObject({ ok: true, value: { operation: HEAD.operation, count: 3 } });
    expect(decodeHead(first.subarray(0, -1)).ok).toBe(false);
    expect(decodeHead(Buffer.alloc(0)).ok).toBe(false);
  });

  test('is nothing when cut short, at any byte', () => {
    for (let length = 0; length < BYTES.length; length++)
      expect(decodeJournal(BYTES.subarray(0, length)).ok, String(length)).toBe(false);
  });

  test('is nothing with any one bit turned', () => {
    for (let at = 0; at < BYTES.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const altered = Buffer.from(BYTES);
        altered[at] = (altered[at] as number) ^ (1 << bit);
        expect(decodeJournal(altered).ok, `byte ${at} bit ${bit}`).toBe(false);
      }
    }
  });

  test('is nothing with any byte another, or with bytes after it', () => {
    fc.assert(
      fc.property(fc.nat(BYTES.length - 1), fc.nat(255), (at, byte) => {
        const altered = Buffer.from(BYTES);
        altered[at] = byte;
        expect(decodeJournal(altered).ok).toBe(altered.equals(BYTES));
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ minLength: 1 }), (more) => !decodeJournal(Buffer.concat([BYTES, more])).ok));
  });

  test('says that it is of a newer version', () => {
    const [head, ...rest] = linesOf(BYTES).slice(0, -1);
    expect(decodeJournal(forged([{ ...head, v: 3 }, ...rest]))).toEqual({
      ok: false,
      why: 'was written by a newer version of outputs (journal version 3); this one knows 2',
    });
  });

  test.each<[string, (lines: Record<string, unknown>[]) => object[]]>([
    [
      'an absolute path',
      ([head, ...rest]) => [head ?? {}, ...rest.map((line) => ('p' in line ? { ...line, p: `/${line['p']}` } : line))],
    ],
    ['a way up', (lines) => lines.map((line) => ('p' in line ? { ...line, p: '../x' } : line))],
    ['a way up inside', (lines) => lines.map((line) => ('sub' in line ? { ...line, sub: 'sub/../../x' } : line))],
    ['an empty name', (lines) => lines.map((line) => ('p' in line ? { ...line, p: 'a//b' } : line))],
    ['a NUL', (lines) => lines.map((line) => ('p' in line ? { ...line, p: 'a\0' } : line))],
    ['a section it does not have', (lines) => lines.map((line) => ('s' in line ? { ...line, s: 'other' } : line))],
    [
      'a relative section',
      ([head, ...rest]) => [
        { ...head, sections: [{ ...(head?.['sections'] as object[] | undefined)?.[0], path: 'models' }] },
        ...rest,
      ],
    ],
    ['one number twice', (lines) => lines.map((line) => ('do' in line ? { ...line, n: 0 } : line))],
    ['a number that is none', (lines) => lines.map((line) => ('do' in line && line['n'] === 2 ? { ...line, n: -1 } : line))],
    [
      'something in a file',
      (lines) => lines.map((line) => ('sub' in line && line['sub'] === 'sub' ? { ...line, t: 'f' } : line)),
    ],
    ['a line of another folder', (lines) => lines.map((line) => ('sub' in line ? { ...line, n: 1 } : line))],
    ['another deed', (lines) => lines.map((line) => ('do' in line ? { ...line, do: 'unlink' } : line))],
    ['too few moves', (lines) => lines.slice(0, -1)],
  ])('with good digests, yet %s, is not believed', (_, change) => {
    const lines = linesOf(BYTES).slice(0, -1);
    expect(decodeJournal(forged(lines)).ok).toBe(true);
    expect(decodeJournal(forged(change(lines)))).toMatchObject({ ok: false });
  });
});
