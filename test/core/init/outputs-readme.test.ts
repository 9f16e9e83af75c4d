import { describe, expect, it } from 'vitest';
import { type GitState, outputsReadme } from '../../../src/core/init/outputs-readme.ts';
import { LANGUAGES, readmeOwner } from '../../../src/core/items/readme-owner.ts';
import type { Project, Section, SectionKind } from '../../../src/core/types/project.ts';

const section = (kind: SectionKind, name: string, path: string, naming: readonly string[] = []): Section => ({
  name,
  kind,
  path,
  origin: { from: 'default' },
  active: true,
  patterns: [],
  naming,
  layout: 'auto',
  keep: {},
});

const days = (days: number): Project['grace'] => ({ years: 0, months: 0, days, seconds: 0 });

const project: Project = {
  root: '/p',
  name: null,
  configFile: '/p/configs/project_config.yaml',
  profile: 'development',
  outputs: '/p/out',
  outputsOrigin: { from: 'default' },
  sections: [
    section('checkpoints', 'checkpoints', '/p/out/weights', ['{model_name}_best.pth']),
    section('logs', 'logs', '/big/logs'),
  ],
  pinned: [],
  trust: { project: false, paths: [] },
  trashKeep: days(3),
  grace: days(0),
  usedIn: ['scripts/train.sh'],
  warnings: [],
};

describe.each(LANGUAGES)('the README in %s', (language) => {
  const text = outputsReadme(project, language, 'ignored');

  it('says what the configuration says', () => {
    for (const part of [
      'out/weights',
      '/big/logs',
      '{model_name}_best.pth',
      '3d',
      'scripts/train.sh',
      'configs/project_config.yaml',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('outputs clean cache');
  });

  it('is ours until somebody edits it', () => {
    expect(readmeOwner(text)).toEqual({ owner: 'ours', language });
    expect(readmeOwner(`${text}\nmy own note\n`)).toEqual({ owner: 'theirs' });
    expect(readmeOwner(text.replace('out/weights', 'elsewhere'))).toEqual({ owner: 'theirs' });
  });
});

it.each(LANGUAGES)('says in %s what git does', (language) => {
  const says = (git: GitState) => outputsReadme(project, language, git).split('## Git\n\n')[1];
  expect(says('ignored')).toContain('`out/`');
  expect(says('not-ignored')).toContain('`/out/`');
  expect(says('outside')).not.toContain('out/');
  expect(new Set((['ignored', 'not-ignored', 'outside'] as const).map(says)).size).toBe(3);
});

it('takes any other README for somebody’s own', () => {
  expect(readmeOwner('# Outputs\n')).toEqual({ owner: 'theirs' });
  expect(readmeOwner('')).toEqual({ owner: 'theirs' });
});

it('survives names that are Markdown', () => {
  const text = outputsReadme({ ...project, sections: [section('logs', 'logs', '/p/out/a`b|c')] }, 'en', 'ignored');
  expect(text).toContain('`` out/a`b\\|c ``');
});
