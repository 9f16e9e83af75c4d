// SHA-256 in plain JavaScript: pure code imports nothing of Node, so that it also runs in a browser, whose own digest is asynchronous.

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** A digest that is fed piece by piece. */
export interface Sha256 {
  update(data: Uint8Array | string): Sha256;
  /** 64 lowercase digits. Ends it. */
  hex(): string;
}

export function newSha256(): Sha256 {
  const hash = sha256.create();
  const digest: Sha256 = {
    update(data) {
      hash.update(typeof data === 'string' ? utf8ToBytes(data) : data);
      return digest;
    },
    hex: () => bytesToHex(hash.digest()),
  };
  return digest;
}

/** 64 lowercase digits. */
export function sha256Hex(data: Uint8Array | string): string {
  return bytesToHex(sha256(typeof data === 'string' ? utf8ToBytes(data) : data));
}
