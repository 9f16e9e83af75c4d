import { expect, it } from 'vitest';
import { isProjectFolder, isProjectText, isReadme, isResultText } from '../../../src/core/references/which-texts.ts';

it.each([
  'README.md',
  'docs/README',
  'readme.vi.md',
  'configs/project_config.yaml',
  'scripts/train.sh',
  'src/imgae_dx/cli/train.py',
  'notebooks/eval.ipynb',
  'Makefile',
  'Dockerfile.gpu',
  'jobs/train.sbatch',
  'pyproject.toml',
  'tokenizer.json',
])('%s is read', (path) => expect(isProjectText(path)).toBe(true));

it.each([
  'configs/kaggle.json',
  'configs/wandb.json',
  'kaggle.json',
  'my_credentials.yaml',
  'secrets.toml',
  'api_key.json',
  'hf-token.json',
  'token.json',
  'service-account-prod.json',
  'client_secret_1.json',
  'id.pem',
  '.env',
  '.secrets.yaml',
  'prod.env',
  'weights.pth',
  'train.log',
  'picture.png',
  'notes.txt',
])('%s is not', (path) => expect(isProjectText(path)).toBe(false));

it.each([
  ['src', true],
  ['src/data', true],
  ['src/env', true],
  ['.github', true],
  ['data', false],
  ['venv', false],
  ['a/venv', false],
  ['a/node_modules', false],
  ['.git', false],
  ['.venv', false],
  ['wandb', false],
])('the folder %s: %j', (path, isEntered) => expect(isProjectFolder(path)).toBe(isEntered));

it('of results, data and documents', () => {
  expect(['UNet_results.json', 'a.csv', 'b/report.md', 'm.jsonl'].every(isResultText)).toBe(true);
  expect(['roc.png', 'kaggle.json', '.x.json', 'run.log'].some(isResultText)).toBe(false);
  expect([isReadme('README'), isReadme('a/ReadMe.rst'), isReadme('README_old.md')]).toEqual([true, true, false]);
});
