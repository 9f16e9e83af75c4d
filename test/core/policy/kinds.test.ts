import { expect, it } from 'vitest';
import { isReproducible } from '../../../src/core/policy/kinds.ts';
import { SECTION_KINDS } from '../../../src/core/types.ts';

it('only a cache and logs can be made again', () => {
  expect(SECTION_KINDS.filter(isReproducible)).toEqual(['logs', 'cache']);
});
