// A section in the folder of another: looked at once, where it belongs.

import { expect, it } from 'vitest';
import { excludeNestedSections } from '../../../src/core/guard/exclude-nested-sections.ts';
import { walkItems } from '../../../src/core/items/walk-items.ts';
import { scanSection } from '../../../src/core/scan/scan-section.ts';
import { run } from '../../support/context.ts';
import { sectionAt } from '../../support/section.ts';
import { tree } from '../../support/tree.ts';

const NESTED = {
  'configs/project_config.yaml':
    'paths:\n  checkpoints: models/unet/ckpt\n  models: models\n  results: results/\n  logs: results/logs\n',
  'models/unet/ckpt/unet_epoch_3.pth': 'x',
  'models/unet/unet.onnx': 'x',
  'results/logs/unet_20250825_004240.log': 'x',
  'results/logs2/unet_results.json': '{}',
} as const;

it('leaves the folder of another section out, and nothing that is only named like it', () => {
  using t = tree(NESTED);
  const sections = [
    sectionAt(t.at('results'), 'results'),
    sectionAt(t.at('results/logs'), 'logs'),
    sectionAt(t.at('models'), 'models'),
    sectionAt(t.at('models/unet/ckpt'), 'checkpoints'),
  ];
  const found = excludeNestedSections(sections.map((section) => scanSection(section)));
  expect(found.map(({ items }) => [...walkItems(items)].map(({ path }) => path))).toEqual([
    ['logs2', 'logs2/unet_results.json'],
    ['unet_20250825_004240.log'],
    ['unet', 'unet/unet.onnx'],
    ['unet_epoch_3.pth'],
  ]);
});

it('so check finds nothing wrong, and verify looks at each once', async () => {
  using t = tree(NESTED);
  expect(await run(['check'], { cwd: t.root })).toMatchObject({ code: 0, stdout: 'Nothing found: 4 files looked at.\n' });
  const { stdout } = await run(['verify', '--json'], { cwd: t.root });
  expect(JSON.parse(stdout).entries.map(({ path }: { path: string }) => path)).toEqual([
    t.at('models/unet/ckpt/unet_epoch_3.pth'),
    t.at('models/unet/unet.onnx'),
  ]);
});
