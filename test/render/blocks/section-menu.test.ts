import { expect, it } from 'vitest';
import { choicesText } from '../../../src/render/blocks/section-menu.ts';
import { PLAIN } from '../../../src/render/text/style.ts';

it('says of a section that could not be read how much was seen, never that it holds nothing', () => {
  const choices = [
    { name: 'logs', bytes: 2048, files: 3, isPartial: false, isFinal: false },
    { name: 'cache', bytes: 0, files: 0, isPartial: true, isFinal: true },
  ];
  expect(`\n${choicesText(choices, PLAIN, 80)}`).toMatchInlineSnapshot(`
    "
       SECTION          SIZE       FILES  WHEN EMPTIED
    1  logs           2.0 kB           3  moved to the trash
    2  cache    at least 0 B  at least 0  deleted for good
    "
  `);
});
