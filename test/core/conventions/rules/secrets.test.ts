import { describe, expect, it } from 'vitest';
import { mayHoldSecret, secretByName, secretInText } from '../../../../src/core/conventions/rules/secrets.ts';

describe('by name', () => {
  it.each([
    ...['cache/hf/token', 'kaggle.json', 'a/wandb.json', '.netrc', '.env', '.env.local', 'id_ed25519', 'x.p12'],
    'service-account-1.json',
  ])('%s is a key', (path) => expect(secretByName(path)).not.toBeNull());

  it.each([
    ...['tokenizer.json', 'special_tokens_map.json', 'added_tokens.json', 'tokens.npy', 'token_counts.json', 'environment.yaml'],
    ...['.env.example', 'wandb-summary.json', 'config.json', 'model.key.pth', 'password_strength_results.json'],
  ])('%s is none', (path) => expect(secretByName(path)).toBeNull());
});

describe('in a text', () => {
  const hex = '0123456789abcdef0123456789abcdef01234567';
  it.each<readonly [string, string, number]>([
    ['a\nhf_abcdefghijklmnopqrstuvwxyz01234567', 'a Hugging Face token', 2],
    [`WANDB_API_KEY=${hex}`, 'a Weights & Biases key', 1],
    [`{"api_key": "${hex}"}`, 'a Weights & Biases key', 1],
    [`{"username":"me","key":"${hex.slice(0, 32)}"}`, 'a Kaggle login', 1],
    ['AKIAABCDEFGHIJKLMNOP', 'an AWS access key', 1],
    ['-----BEGIN RSA PRIVATE KEY-----', 'a private key', 1],
    [`ghp_${'a'.repeat(36)}`, 'a GitHub token', 1],
  ])('%s', (text, what, line) => expect(secretInText(text)).toEqual({ what, line }));

  it.each([
    `git commit ${hex}`,
    `sha256: ${hex}${hex.slice(0, 24)}`,
    'hf_hub_download(repo)',
    'sk-learn-random-forest',
    'WANDB_API_KEY=$KEY',
    'AKIA',
  ])('%s is none', (text) => expect(secretInText(text)).toBeNull());
});

it('is looked for in texts', () => {
  expect(['a.json', 'a.log', 'LICENSE', '.hidden', 'x.pth', 'y.png'].map(mayHoldSecret)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});
