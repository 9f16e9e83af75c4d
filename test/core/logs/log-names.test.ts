import { describe, expect, it } from 'vitest';
import { logNames, whyNotALog } from '../../../src/core/logs/log-names.ts';

describe('logNames', () => {
  it.each<[readonly string[], string, boolean]>([
    [['*.log'], 'a.log', true],
    [['*.log'], 'deep/er/a.log', true],
    [['*.log'], 'a.log.gz', false],
    [['train/*.txt'], 'train/a.txt', true],
    [['train/*.txt'], 'x/train/a.txt', false],
    [['train/*.txt'], 'a.txt', false],
    [['*.log', '**/stdout'], 'run/1/stdout', true],
    [[], 'a.log', false],
  ])('%j on %j: %j', (patterns, path, expected) => expect(logNames(patterns)(path)).toBe(expected));
});

describe('whyNotALog', () => {
  it.each([
    'version_0/events.out.tfevents.1693.host.1.0',
    'a/model.PTH',
    'checkpoint-1.pth.tar',
    'x.safetensors',
    'x.gguf',
    '.pt',
  ])('spares %s', (path) => expect(whyNotALog(path)).not.toBeNull());

  it.each(['a.log', 'a.log.gz', 'pth', 'model.pth.log', 'a.pth/train.log', 'tfevents.log'])('lets %s go', (path) => {
    expect(whyNotALog(path)).toBeNull();
  });
});
