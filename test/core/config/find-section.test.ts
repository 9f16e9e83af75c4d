// Sections by name, kind and profile.

import { describe, expect, it } from 'vitest';
import { isInUse, sectionNamed, sectionsOfKind } from '../../../src/core/config/find-section.ts';
import { type Profile, type Project, SECTION_KINDS, type SectionKind } from '../../../src/core/types/project.ts';

function project(profile: Profile, more: Readonly<Record<string, SectionKind>> = {}): Project {
  const nothing = { years: 0, months: 0, days: 0, seconds: 0 };
  const names = [...SECTION_KINDS.map((kind) => [kind, kind] as const), ...Object.entries(more)];
  return {
    root: '/p',
    name: null,
    configFile: null,
    profile,
    outputs: '/p/outputs',
    outputsOrigin: { from: 'default' },
    sections: names.map(([name, kind]) => ({
      name,
      kind,
      path: `/p/outputs/${name}`,
      origin: { from: 'default' },
      active: isInUse(kind, profile),
      patterns: [],
      naming: [],
      layout: 'auto',
      keep: {},
    })),
    pinned: [],
    trust: { project: false, paths: [] },
    trashKeep: nothing,
    grace: nothing,
    usedIn: [],
    warnings: [],
  };
}

describe('isInUse', () => {
  it.each([
    ['development', ['checkpoints', 'logs', 'cache', 'artifacts', 'results', 'models']],
    ['production', ['results', 'models']],
    ['ci', ['artifacts']],
  ] as const)('%s has %j', (profile, kinds) => expect(SECTION_KINDS.filter((kind) => isInUse(kind, profile))).toEqual(kinds));
});

describe('sectionNamed', () => {
  it('finds a section', () => expect(sectionNamed(project('ci'), 'artifacts').path).toBe('/p/outputs/artifacts'));

  it.each([
    ['development', 'checkpoint', /no section `checkpoint`/, /Did you mean `checkpoints`\?/],
    ['development', 'nowhere', /no section `nowhere`/, /^Sections in use: checkpoints, /],
    ['ci', 'logs', /`logs` is not in use in the profile `ci`/, /^Sections in use: artifacts\.$/],
    ['development', 'a\u001b[2J', /a\\x1b\[2J/, /Sections in use/],
  ] as const)('in %s refuses %j', (profile, name, message, hint) => {
    let error: unknown;
    try {
      sectionNamed(project(profile), name);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'usage', message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
  });
});

describe('sectionsOfKind', () => {
  it('takes added sections of the kind too, and only those in use', () => {
    const names = (profile: Profile, kind: SectionKind) =>
      sectionsOfKind(project(profile, { tb: 'logs' }), kind).map(({ name }) => name);
    expect(names('development', 'logs')).toEqual(['logs', 'tb']);
    expect(names('ci', 'logs')).toEqual([]);
  });
});
