import { expect, it } from 'vitest';
import { interpolation } from '../../../src/core/project/interpolate.ts';
import { readBlock } from '../../../src/core/project/outputs-block.ts';
import { parseConfig } from '../../../src/core/project/yaml-source.ts';

function read(sections: number) {
  const lines = Array.from({ length: sections }, (_, n) => `    s${n}: { kind: logs, path: s${n} }`);
  const source = parseConfig(`outputs:\n  sections:\n${lines.join('\n')}\n`, '/p/c.yaml');
  return readBlock(source, interpolation(source.value, {}));
}

it('reads a thousand sections, and refuses more at their place', async () => {
  expect(Object.keys((await read(1000)).sections ?? {})).toHaveLength(1000);
  await expect(read(1001)).rejects.toMatchObject({
    code: 'config',
    message: expect.stringContaining('1,001 sections, which are more than 1,000'),
    place: { file: '/p/c.yaml', line: 2, column: 3 },
  });
});
