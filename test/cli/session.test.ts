import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../support/context.ts';
import { at, smallProject } from '../support/small-project.ts';

describe('the project that a command found', () => {
  it.each([
    ['paths'],
    ['status'],
    ['env'],
    ['check'],
    ['clean', '--cache', '--dry-run'],
    ['prune-logs', '--dry-run'],
    ['history'],
  ])('is said once on stderr by %s where it is above the current folder', async (...words) => {
    using place = smallProject();
    mkdirSync(place.at('src/deep'), { recursive: true });
    const line = `project: ${place.root} (configs/project_config.yaml)\n`;
    const below = { ...at(place), cwd: place.at('src/deep') };
    const { stderr, stdout } = await run(words, below);
    expect(stderr.split(line)).toHaveLength(2);
    expect(stdout).not.toContain(line);
    expect((await run(words, at(place))).stderr).not.toContain('project: ');
    for (const flag of ['--json', '--quiet']) expect((await run([...words, flag], below)).stderr).not.toContain('project: ');
    expect((await run(['-C', place.root, ...words], below)).stderr).not.toContain('project: ');
    expect((await run(['--config', place.at('configs/project_config.yaml'), ...words], below)).stderr).not.toContain('project: ');
  });
});
