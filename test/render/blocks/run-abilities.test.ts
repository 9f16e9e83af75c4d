import { describe, expect, it } from 'vitest';
import type { Capabilities, CapabilityChange } from '../../../src/core/types/plan.ts';
import { abilityFields, abilityLines } from '../../../src/render/blocks/run-abilities.ts';
import { PLAIN } from '../../../src/render/text/style.ts';
import { HOSTILE, project, RAW_CONTROLS } from '../../support/report.ts';

const ALL: Capabilities = { resume: { path: 'e9', optimizer: 'present' }, best: 'best', export: 'final', average: 3 };
const NONE: Capabilities = { resume: null, best: null, export: null, average: 0 };

function change(
  after: Capabilities,
  lost: CapabilityChange['lost'] = [],
  more: Partial<CapabilityChange> = {},
): CapabilityChange {
  return { section: 'checkpoints', run: '', model: 'UNet', before: ALL, after, lost, ...more };
}

const VIEW = { style: PLAIN, width: null };
const MARKED = { ...VIEW, style: { ...PLAIN, attention: (text: string) => `!${text}` } };

/** Without the titles. */
const rows = (...given: Parameters<typeof abilityLines>) => abilityLines(...given).slice(1);

describe('what can still be done', () => {
  it('is one row for a run that loses nothing', () => {
    expect(abilityLines([change(ALL)], VIEW, false)).toEqual([
      'RUN   WHAT YOU CAN STILL DO',
      'UNet  resume from e9 (with its optimizer state), evaluate the best (best), export final, average the newest 3',
    ]);
  });
  it('is nothing where there are no checkpoints', () => expect(abilityLines([], VIEW, false)).toEqual([]));
  it('marks what a plan takes away, but for averaging', () => {
    const taken = change({ ...ALL, resume: { path: 'e7', optimizer: 'unknown' }, best: null, average: 0 }, [
      'resume',
      'best',
      'average',
    ]);
    expect(rows([taken], MARKED, false)).toEqual([
      'UNet  resume from e7 (optimizer state unknown), export final',
      '      !then no longer: resume from e9, where the run is now; evaluate the best (best); average the newest 3',
    ]);
    expect(rows([change({ ...ALL, average: 1 }, ['average'])], MARKED, true)).toEqual([
      'UNet  resume from e9 (with its optimizer state), evaluate the best (best), export final',
      '      no longer: average the newest 3',
    ]);
    expect(rows([change(NONE, ['resume', 'best', 'export', 'average'])], VIEW, true)).toEqual([
      'UNet  nothing',
      '      no longer: resume from e9; evaluate the best (best); export the model; average the newest 3',
    ]);
  });
  it('says how many fewer there are to average', () => {
    expect(rows([change({ ...ALL, average: 2 })], VIEW, false)[0]).toMatch(/average the newest 2 \(of 3\)$/);
  });
  it('tells of few runs, those that lose something first', () => {
    const runs = Array.from({ length: 9 }, (_, at) =>
      at === 8 ? change({ ...ALL, best: null }, ['best'], { run: 'r8', model: '' }) : change(ALL, [], { run: `r${at}` }),
    );
    const lines = rows(runs, VIEW, false);
    expect(lines).toHaveLength(7);
    expect(lines[0]).toMatch(/^r8 /);
    expect(lines.at(-1)).toBe('… and 4 more runs: --json tells of all');
  });
  it('names the section where there are several', () => {
    expect(rows([change(ALL), change(ALL, [], { section: 'more' })], VIEW, false).map((line) => line.split(' ')[0])).toEqual([
      'checkpoints/UNet',
      'more/UNet',
    ]);
  });
  it('fits a terminal', () => {
    const lines = abilityLines([change(ALL)], { ...VIEW, width: 40 }, false);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.filter((line) => line.length > 40)).toEqual([]);
  });
  it('shows no name raw, and names the section where nothing else has a name', () => {
    const hostile = change({ ...ALL, resume: { path: HOSTILE, optimizer: 'absent' }, best: HOSTILE, export: HOSTILE }, ['best'], {
      run: HOSTILE,
      model: HOSTILE,
      before: { ...ALL, best: HOSTILE },
    });
    expect(rows([hostile], VIEW, true).join('')).not.toMatch(RAW_CONTROLS);
    expect(rows([change(ALL, [], { model: '' })], VIEW, false)[0]).toMatch(/^checkpoints /);
  });
  it('has absolute paths in a document', () => {
    expect(abilityFields(change({ ...NONE, export: 'final' }, ['best']), project())).toMatchObject({
      before: {
        resume: { path: '/work/p/outputs/checkpoints/e9', optimizer: 'present' },
        best: '/work/p/outputs/checkpoints/best',
      },
      after: { resume: null, best: null, export: '/work/p/outputs/checkpoints/final', average: 0 },
      lost: ['best'],
    });
  });
});
