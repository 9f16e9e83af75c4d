// @ts-check
// Start to end of the shortest commands: `paths`, which scripts call in loops, and what the TAB key asks.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSampleProject } from '../../test/fixtures/seed-project.js';
import { runner } from '../runner.js';
import { times } from '../targets.js';
import { makeCheckpoints } from '../trees.js';

const CONFIG = 'configs/project_config.yaml';
const ASK_PYTHON = `import json, yaml; print(json.dumps(yaml.safe_load(open('${CONFIG}'))['training']['checkpoint_dir']))`;

/** @param {import('../runner.js').Tools} tools @returns {import('../measure.js').Row[]} */
export function startingRows(tools) {
  return [
    {
      id: 'paths',
      work: 'paths --json, start to end',
      place: 'memory',
      size: 'quick',
      files: 0,
      brief: true,
      keeps: true,
      make: (project) => {
        mkdirSync(project, { recursive: true });
        makeSampleProject(project, { git: false });
        writeFileSync(join(project, 'config.json'), '{ "training": { "checkpoint_dir": "outputs/checkpoints" } }\n');
      },
      runners: [
        ...runner(tools, 'outputs', () => ['paths', '--json']),
        ...runner(tools, 'standalone', () => ['paths', '--json']),
        ...runner(tools, 'node', () => ['-e', '0']),
        ...runner(tools, 'python', () => ['-c', ASK_PYTHON], { extra: true }),
        ...runner(tools, 'yq', () => ['-r', '.training.checkpoint_dir', CONFIG], { extra: true }),
        // It reads no YAML: what the smallest of tools would take for the same in JSON.
        ...runner(tools, 'jq', () => ['-r', '.training.checkpoint_dir', 'config.json'], { extra: true }),
      ],
      targets: [times(1.25, 'node')],
    },
    {
      id: 'complete',
      work: 'what the TAB key asks, 10,000 checkpoints',
      place: 'memory',
      size: 'quick',
      files: 10_000,
      brief: true,
      keeps: true,
      make: (project) => {
        makeSampleProject(project, { git: false });
        makeCheckpoints(join(project, 'outputs/checkpoints'), 10_000);
      },
      runners: [
        ...runner(tools, 'outputs', () => ['__complete', 'bash', ' :=', 'outputs pin unet_epoch_77']),
        ...runner(tools, 'node', () => ['-e', '0']),
      ],
      targets: [times(4, 'node')],
    },
  ];
}
