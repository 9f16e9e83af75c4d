// Which places lie outside of a project, and the line that trusts them.

import { describe, expect, it } from 'vitest';
import { isAllowedPlace, trustCommand, untrustedPlaces } from '../../../src/core/trust/outside-places.ts';
import { project, section } from '../../support/report.ts';

const at = (path: string, more = {}) => section('cache', 'cache', { path, ...more });

describe('places outside', () => {
  it('are those of sections in use and of the outputs, each once, without what lies in another', () => {
    const asks = { sections: [at('/mnt/a/b'), at('/mnt/a'), at('/mnt/a2'), at('/x', { active: false }), at('/work/p/c')] };
    expect(untrustedPlaces(project(asks))).toEqual(['/mnt/a', '/mnt/a2']);
    expect(untrustedPlaces(project({ outputs: '/o', sections: [at('/o/cache')] }))).toEqual(['/o']);
  });
  it('are allowed by the user, component by component', () => {
    const trusting = project({ trust: { project: false, paths: ['/mnt/a'] } });
    expect(['/mnt/a', '/mnt/a/b', '/work/p/x'].every((path) => isAllowedPlace(path, trusting))).toBe(true);
    expect(['/mnt/a2', '/mnt', '/work/p2'].some((path) => isAllowedPlace(path, trusting))).toBe(false);
  });
  it('are trusted by a line that a shell takes, and a screen', () => {
    expect(trustCommand(['/mnt/a', '/m n', "/it's"])).toBe(`outputs trust /mnt/a '/m n' "/it's"`);
    expect(trustCommand(['/a\u001b'])).toBe("outputs trust '/a\\x1b'");
  });
});
