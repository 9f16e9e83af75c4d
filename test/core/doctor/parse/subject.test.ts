import { describe, expect, it } from 'vitest';
import { isAboutOthers, isWriterOfOthers, programOf } from '../../../../src/core/doctor/parse/subject.ts';

describe('programOf', () => {
  it.each([
    ['python -m imgae_dx.write_config', 'imgae_dx.write_config'],
    ['CUDA_VISIBLE_DEVICES=0 python scripts/train.py --config configs/a.yaml', 'train.py'],
    ['torchrun --nproc_per_node 2 train.py', 'train.py'],
    ['python -m torch.distributed.run train.py', 'train.py'],
    ['uv run sphinx-build -b html docs', 'sphinx-build'],
    ['npx tsc', 'tsc'],
    ['/usr/bin/protoc --proto_path x', 'protoc'],
    ['', null],
  ])('%s starts %s', (command, program) => expect(programOf(command)).toBe(program));
});

describe('isAboutOthers', () => {
  it.each([
    'imgae_dx.write_config',
    'writeConfig.py',
    'sphinx-build',
    'protoc',
    'tsc',
    'black',
    'make_docs.py',
    'download_data.sh',
    'grpc_tools.protoc',
    'mkdocs',
  ])('%s is', (program) => expect(isAboutOthers(program)).toBe(true));
  it.each(['train.py', 'imgae_dx.cli.train', 'evaluate.py', 'train_from_config.py', 'main.py', 'sample.py', 'run_glue.py'])(
    '%s is not',
    (program) => expect(isAboutOthers(program)).toBe(false),
  );
});

describe('isWriterOfOthers', () => {
  it.each(['write_config.py', 'make_docs.sh', 'download_data.py', 'generate_schemas.py'])('%s is', (file) =>
    expect(isWriterOfOthers(file)).toBe(true),
  );
  it.each(['config.py', 'settings.py', 'train.py', 'data.py', 'generate.py', 'train_from_config.py'])('%s is not', (file) =>
    expect(isWriterOfOthers(file)).toBe(false),
  );
});
