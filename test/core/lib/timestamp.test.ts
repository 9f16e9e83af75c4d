import { describe, expect, it } from 'vitest';
import { localTimeBy, UTC } from '../../../src/core/lib/calendar.ts';
import { timestampText } from '../../../src/core/lib/timestamp.ts';

const at = (text: string) => BigInt(Date.parse(text)) * 1_000_000n;

describe('{timestamp}', () => {
  it.each([
    ['2025-08-25T00:42:40.999Z', 0, '20250825_004240'],
    ['2025-08-24T17:42:40Z', 7 * 3600, '20250825_004240'],
    ['2025-01-01T02:00:00Z', -5.5 * 3600, '20241231_203000'],
    ['1969-12-31T23:59:59Z', 0, '19691231_235959'],
  ])('%s, %d s east: %s', (when, east, text) =>
    expect(
      timestampText(
        at(when),
        localTimeBy(() => east),
      ),
    ).toBe(text),
  );

  it('agrees with date +%Y%m%d_%H%M%S in UTC', () =>
    expect(timestampText(at('2024-02-29T12:00:00Z'), UTC)).toBe('20240229_120000'));
});
