import { expect, it } from 'vitest';
import { userConfigPath } from '../../../src/core/trust/user-config-path.ts';

it.each([
  [undefined, '/home/me', '/home/me/.config/outputs/config.yaml'],
  ['/xdg/', '/home/me', '/xdg/outputs/config.yaml'],
  ['', '/home/me', '/home/me/.config/outputs/config.yaml'],
  ['rel', '/', '/.config/outputs/config.yaml'],
  [undefined, null, null],
])('XDG_CONFIG_HOME %j and home %j lead to %j', (told, home, path) => {
  expect(userConfigPath({ told, home })).toBe(path);
});
