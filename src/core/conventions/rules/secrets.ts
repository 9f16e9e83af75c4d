// Finds secret keys, which do not belong among outputs because people copy, share and upload them: by file name, and by the published
// formats of services. Reports the kind of key, never the key.

import { nameOf } from '../../lib/paths.ts';
import type { PathText } from '../../types/primitives.ts';

/** `token`: what `huggingface-cli login` leaves in HF_HOME, which is often set to a folder of the outputs. */
const NAMES: readonly (readonly [name: RegExp, what: string])[] = [
  [/^(?:token|stored_tokens)$/, 'a Hugging Face login'],
  [/^kaggle\.json$/i, 'a Kaggle login'],
  [/^wandb\.json$/i, 'a Weights & Biases login'],
  [/^[._]netrc$/, 'logins for servers'],
  [/^\.env(?!\.(?:example|sample|template|dist)$)(?:\..+)?$/, 'settings with secrets'],
  [/^id_(?:rsa|dsa|ecdsa|ed25519)$/, 'a private key'],
  [/\.(?:p12|pfx|jks|kdbx)$/i, 'a store of keys'],
  [/^(?:credentials?|client_?secrets?.*|service[-_]?account.*)\.json$/i, 'a login of a service'],
];

/** Published forms. Those that are only hexadecimal digits count beside a word that says so. */
const SHAPES: readonly (readonly [shape: RegExp, what: string])[] = [
  [/\bhf_[A-Za-z0-9]{30,}\b/, 'a Hugging Face token'],
  [/\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{50,}\b/, 'a GitHub token'],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, 'an AWS access key'],
  [/\bAIza[0-9A-Za-z_-]{35}\b/, 'a Google API key'],
  [/\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}\b/, 'an API key'],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}\b/, 'a Slack token'],
  [/\bglpat-[A-Za-z0-9_-]{20,}\b/, 'a GitLab token'],
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, 'a private key'],
  [/(?:wandb|api)[-_ ]?(?:api)?[-_ ]?key["']?\s*[:=]\s*["']?[0-9a-f]{40}\b/i, 'a Weights & Biases key'],
  [/"username"\s*:\s*"[^"]*"\s*,\s*"key"\s*:\s*"[0-9a-f]{32}"/, 'a Kaggle login'],
];

export function secretByName(path: PathText): string | null {
  const name = nameOf(path);
  return NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

export function secretInText(text: string): { readonly what: string; readonly line: number } | null {
  for (const [shape, what] of SHAPES) {
    const at = text.search(shape);
    if (at >= 0) return { what, line: text.slice(0, at).split('\n').length };
  }
  return null;
}

const TEXTS =
  /\.(?:json[l5]?|ya?ml|toml|ini|cfg|conf|txt|md|csv|log|out|err|sh|bash|py|ipynb|env|pem|key|html?|xml|properties)$/i;

/** Whether people and programs write keys into such a file: a text, or one without an ending. */
export function mayHoldSecret(path: PathText): boolean {
  const name = nameOf(path);
  return TEXTS.test(name) || !name.slice(1).includes('.');
}
