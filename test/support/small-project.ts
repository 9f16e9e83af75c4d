// A small project on a real disk, for tests of whole commands without a process: three epochs of one model, a best one, logs, a cache.

import { type Setting, TERMINALS } from './context.ts';
import { type Tree, tree } from './tree.ts';

const CONFIG = 'project_name: sample\noutputs:\n  sections: { tensorboard: { kind: logs, path: tb } }\n';

export function smallProject(config: string = CONFIG): Tree {
  return tree({
    'configs/project_config.yaml': config,
    'outputs/checkpoints/UNet_epoch_1.pth': { bytes: 1000, age: '3d' },
    'outputs/checkpoints/UNet_epoch_2.pth': { bytes: 1000, age: '2d' },
    'outputs/checkpoints/UNet_epoch_3.pth': { bytes: 1000, age: '1d' },
    'outputs/checkpoints/UNet_best.pth': { bytes: 1000, age: '1d' },
    'outputs/logs/old.log': { bytes: 500, age: '8d' },
    'outputs/logs/new.log': { bytes: 500, age: '1d' },
    'outputs/tb/old.log': { bytes: 100, age: '40d' },
    'outputs/cache/data/a.bin': { bytes: 300, age: '8d' },
  });
}

export function at(place: Tree, more: Partial<Setting> = {}): Setting {
  return { cwd: place.root, ...more };
}

/** All three streams are a terminal, without colour; these are the answers given, in turn. */
export function onTerminal(place: Tree, ...answers: readonly (string | null)[]): Setting {
  return at(place, { terminals: TERMINALS, answers, env: { NO_COLOR: '1' } });
}
