import { describe, expect, it } from 'vitest';
import { goesUnasked, isExpendable, isReproducible, isUnderAnHour } from '../../../src/core/items/section-kinds.ts';
import { formatDuration } from '../../../src/core/lib/quantities.ts';
import { SECTION_KINDS } from '../../../src/core/types/project.ts';
import { fc } from '../../support/properties.ts';

it('only a cache can be made again', () => {
  expect(SECTION_KINDS.filter((kind) => isReproducible({ kind }))).toEqual(['cache']);
});

describe('what is deleted without the trash', () => {
  it('is a cache, whatever the reason', () => {
    expect(SECTION_KINDS.filter((kind) => isExpendable({ kind }, { code: 'cleaned' }))).toEqual(['cache']);
  });
  it('is a log that goes for its age', () => {
    expect(SECTION_KINDS.filter((kind) => isExpendable({ kind }, { code: 'older-than', limit: '7d' }))).toEqual([
      'logs',
      'cache',
    ]);
  });
  it('is asked about where the age is less than an hour, of logs only', () => {
    const asked = (limit: string) => SECTION_KINDS.filter((kind) => !goesUnasked({ kind }, { code: 'older-than', limit }));
    expect(asked('59min')).toEqual(['checkpoints', 'logs', 'artifacts', 'results', 'models']);
    expect(asked('1h')).toEqual(['checkpoints', 'artifacts', 'results', 'models']);
  });
});

it('nothing is, and nobody goes unasked, where only the project says what it is', () => {
  const reasons = [{ code: 'cleaned' }, { code: 'older-than', limit: '7d' }] as const;
  const found = SECTION_KINDS.map((kind) => ({ kind, irreplaceable: true }) as const);
  expect(found.filter(isReproducible)).toEqual([]);
  for (const why of reasons) expect(found.filter((each) => isExpendable(each, why) || goesUnasked(each, why))).toEqual([]);
});

it('under an hour is what formatDuration writes without hours', () => {
  const durations = fc.record({ years: fc.nat(2), months: fc.nat(2), days: fc.nat(2), seconds: fc.nat(8000) });
  fc.assert(
    fc.property(durations, (duration) => {
      const { years, months, days, seconds } = duration;
      const isShort = years + months + days === 0 && seconds < 3600;
      expect(isUnderAnHour(formatDuration(duration))).toBe(isShort);
    }),
  );
});
