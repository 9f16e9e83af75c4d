// What is written beside a promoted model: its metadata and its card.
// Covers: src/core/promotion/model-card.ts

import { describe, expect, it } from 'vitest';
import { isTemporaryName } from '../../../src/core/naming/temporary-names.ts';
import { modelCard } from '../../../src/core/promotion/model-card.ts';
import {
  isPromotionLeftover,
  modelOfMetadata,
  promotionText,
  readPromotion,
  stagingName,
} from '../../../src/core/promotion/promotion-metadata.ts';
import type { PromotionRecord } from '../../../src/core/types/plan.ts';
import { fc } from '../../support/properties.ts';

const RECORD: PromotionRecord = {
  name: 'UNet.pth',
  how: 'copy',
  source: 'outputs/checkpoints/UNet_epoch_3.pth',
  sourceModifiedAt: '2026-11-23T09:05:00.000Z',
  model: 'UNet',
  role: 'regular',
  epoch: 3,
  step: null,
  format: 'pytorch',
  completeness: 'complete',
  metrics: [{ name: 'val_loss', value: 0.1, source: { path: 'metrics.csv', line: 4, how: 'metrics.csv of Lightning' } }],
  git: { commit: 'a'.repeat(40), dirty: true },
  config: { path: 'configs/project_config.yaml', sha256: 'b'.repeat(64) },
  promotedAt: '2026-11-23T09:06:00.000Z',
  tool: 'outputs 1.2.3',
};
const FILE = { path: '', bytes: 3, sha256: 'c'.repeat(64) };
const name = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => !/[/\0]/.test(text) && text !== '.' && text !== '..');

describe('what is written down', () => {
  it('comes back, whatever the names are', () => {
    const cases = fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '\udcff'), (names, byte) => {
      const record = { ...RECORD, name: `${names.join(' ')}${byte}` };
      const files = names.map((each) => ({ ...FILE, path: each + byte }));
      const read = readPromotion(promotionText(record, 'op', files));
      expect(read).toMatchObject({ ok: true, value: { ...record, operation: 'op', files, bytes: 3 * files.length } });
      // The card is known by its text: what is read back must say the same.
      if (read.ok) expect(modelCard(read.value)).toBe(modelCard(record));
    });
    fc.assert(cases);
  });

  it.each([
    ['', 'is no JSON'],
    ['[]', 'is no JSON object'],
    ['{"schemaVersion": 2}', 'is of a version that is not known'],
    ['{"schemaVersion": 1, "operation": "x", "metrics": [], "files": []}', 'does not say which files it is of'],
    ...['../x', '/etc/passwd', 'a//b', 'a/./b', 'a/..'].map((path) => [
      JSON.stringify({ schemaVersion: 1, operation: 'x', metrics: [], files: [{ ...FILE, path }] }),
      'does not say which files it is of',
    ]),
  ])('is not believed: %s', (text, why) => {
    expect(readPromotion(text as string)).toEqual({ ok: false, why });
  });
});

describe('its names', () => {
  it('unfinished models have names that every command knows', () => {
    const staging = stagingName('20261123T090500Z-4f2a91c3', 1);
    expect(isTemporaryName(staging, 'file') && isTemporaryName(staging, 'directory')).toBe(true);
    expect(isPromotionLeftover(staging)).toBe(true);
  });

  it.each(['.outputs-x.incomplete', '.outputs-20261123T090500Z-4f2a91c3-0.tmp', 'a.incomplete', 'model.pth'])(
    'leaves others alone: %s',
    (other) => expect(isPromotionLeftover(other)).toBe(false),
  );

  it.each([
    ['a.pth.promoted.json', 'a.pth'],
    ['sub/a.promoted.json', 'sub/a'],
    ['.promoted.json', null],
    ['sub/.promoted.json', null],
    ['a.json', null],
  ])('%s is of %s', (path, model) => expect(modelOfMetadata(path)).toBe(model));
});

describe('a card', () => {
  it('says where it comes from, in front matter that is YAML', async () => {
    const { parse } = await import('yaml');
    const hostile = { ...RECORD, name: 'a: |\n---\n# <b>"x"' };
    const [, front = ''] = modelCard(hostile).split('---\n');
    expect(parse(front)).toEqual({ model_name: 'a: |\\n---\\n# <b>"x"', library_name: 'pytorch', tags: [] });
    expect(modelCard(RECORD)).toContain('| val_loss | 0.1 | metrics.csv:4 |');
    expect(modelCard(RECORD)).toContain(`| commit | ${'a'.repeat(40)} with changes |`);
  });

  it('lets no name out of its cell', () => {
    const text = modelCard({ ...RECORD, source: 'a|b`<script>[x](y)' });
    expect(text).toContain('| checkpoint | a\\|b\\`\\<script>\\[x\\](y) |');
  });
});
