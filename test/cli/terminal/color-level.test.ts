import { describe, expect, it } from 'vitest';
import { colourLevel } from '../../../src/cli/terminal/color-level.ts';

describe('colourLevel', () => {
  it.each<readonly [what: string, terminal: boolean, env: Record<string, string>, noColor: boolean, level: 0 | 1]>([
    ['a terminal', true, {}, false, 1],
    ['a pipe', false, {}, false, 0],
    ['--no-color', true, {}, true, 0],
    ['--no-color beats FORCE_COLOR', true, { FORCE_COLOR: '1' }, true, 0],
    ['NO_COLOR', true, { NO_COLOR: '1' }, false, 0],
    ['an empty NO_COLOR counts for nothing', true, { NO_COLOR: '' }, false, 1],
    ['NO_COLOR beats FORCE_COLOR', false, { NO_COLOR: '1', FORCE_COLOR: '1' }, false, 0],
    ['FORCE_COLOR in a pipe', false, { FORCE_COLOR: '1' }, false, 1],
    ['FORCE_COLOR=0 on a terminal', true, { FORCE_COLOR: '0' }, false, 0],
    ['FORCE_COLOR=0 beats CLICOLOR_FORCE', true, { FORCE_COLOR: '0', CLICOLOR_FORCE: '1' }, false, 0],
    ['an empty FORCE_COLOR counts for nothing', false, { FORCE_COLOR: '' }, false, 0],
    ['CLICOLOR_FORCE in a pipe', false, { CLICOLOR_FORCE: '1' }, false, 1],
    ['CLICOLOR_FORCE=0', false, { CLICOLOR_FORCE: '0' }, false, 0],
    ['a dumb terminal', true, { TERM: 'dumb' }, false, 0],
    ['CLICOLOR_FORCE beats TERM=dumb', true, { TERM: 'dumb', CLICOLOR_FORCE: '1' }, false, 1],
  ])('%s', (_, terminal, env, noColor, level) => expect(colourLevel(terminal, env, noColor)).toBe(level));
});
