// What is not a small regular UTF-8 file of the user's is refused, at once.

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConfigFile } from '../../../../src/core/config/read/read-config-file.ts';
import { OutputsError, refusal } from '../../../../src/core/lib/errors.ts';
import { type Leaf, tree } from '../../../support/tree.ts';

function failure(leaf: Leaf | string): OutputsError {
  using t = tree({ 'c.yaml': leaf });
  return failureOf(t.at('c.yaml'));
}

function failureOf(file: string, believe: () => void = () => {}): OutputsError {
  try {
    readConfigFile(file, believe);
  } catch (error) {
    if (error instanceof OutputsError) return error;
    throw error;
  }
  throw new Error('was read');
}

describe('readConfigFile', () => {
  it.each([
    ['', ''],
    ['a: b\r\nç: “é”\n', 'a: b\r\nç: “é”\n'],
    ['x'.repeat(1024 * 1024), 'x'.repeat(1024 * 1024)],
  ])('gives the text of a file', (text, expected) => {
    using t = tree({ 'c.yaml': text, 'link.yaml': { link: 'c.yaml' } });
    expect(readConfigFile(t.at('c.yaml'), () => {})).toBe(expected);
    expect(readConfigFile(t.at('link.yaml'), () => {})).toBe(expected);
  });

  it.each([
    ['a first byte', [0xff], 1, 1],
    ['Latin-1', [...Buffer.from('a: 1\nb: "x'), 0xe9, ...Buffer.from('"\n')], 2, 6],
    ['a cut character at the end', [...Buffer.from('é: é\n\n'), 0xc3], 3, 1],
    ['a surrogate half', [...Buffer.from('🙂: '), 0xed, 0xa0, 0x80], 1, 5],
    ['UTF-16', [0xff, 0xfe, 0x61, 0x00], 1, 1],
  ])('places what is not UTF-8: %s', (_, bytes, line, column) => {
    const error = failure({ text: Uint8Array.from(bytes) });
    expect(error).toMatchObject({ code: 'config', message: expect.stringMatching(/UTF-8/), place: { line, column } });
  });

  it('refuses a byte order mark', () => {
    expect(failure('\ufeffa: 1\n')).toMatchObject({
      code: 'config',
      message: expect.stringMatching(/byte order mark/),
      place: { line: 1, column: 1 },
    });
  });

  it.each([1024 * 1024 + 1, 10_000_000])('refuses %d bytes', (bytes) => {
    expect(failure({ bytes })).toMatchObject({ code: 'config', message: expect.stringMatching(/larger than 1 MiB/) });
  });

  it.each([
    ['a directory', { dir: true }, /is a directory, not a regular file/],
    ['a named pipe', { fifo: true }, /is a named pipe, not a regular file/],
    ['a link to a device', { link: '/dev/zero' }, /is a device, not a regular file/],
    ['a link to a directory', { link: '/' }, /is a directory/],
    ['a link to nothing', { link: 'nowhere' }, /there is no such file \(ENOENT\)/],
    ['a link to itself', { link: 'c.yaml' }, /ELOOP/],
  ] as const)('refuses %s at once', (_, leaf, says) => {
    expect(failure(leaf)).toMatchObject({ code: 'config', message: expect.stringMatching(says) });
  });

  it('refuses a socket', () => {
    using t = tree({});
    execFileSync('python3', ['-c', 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])', t.at('s')]);
    expect(failureOf(t.at('s'))).toMatchObject({ code: 'config', message: expect.stringMatching(/is a socket/) });
  });

  it('refuses a device file that lies there', (context) => {
    using t = tree({});
    // Char 5:0 is the terminal: opening it, not only reading it, can have an effect.
    if (spawnSync('mknod', [t.at('c.yaml'), 'c', '5', '0']).status !== 0) return context.skip();
    expect(failureOf(t.at('c.yaml'))).toMatchObject({ code: 'config', message: expect.stringMatching(/is a device/) });
  });

  it('names the errno of what it cannot read, and escapes the name', () => {
    using t = tree({ file: '' });
    expect(failureOf(t.at('file/c.yaml')).message).toMatch(/ENOTDIR/);
    expect(failureOf(t.at('a\u001b[2J.yaml')).message).toMatch(/a\\x1b\[2J\.yaml: there is no such file/);
  });

  it('reads files in /proc, whose size says nothing', () => {
    expect(readConfigFile('/proc/self/comm', () => {})).not.toBe('');
  });
});

describe('who is to be believed is asked', () => {
  it('of the file that was opened, and of the link to it', () => {
    using t = tree({ 'c.yaml': 'a: 1', 'link.yaml': { link: 'c.yaml' } });
    chmodSync(t.at('c.yaml'), 0o640);
    const asked: unknown[] = [];
    expect(readConfigFile(t.at('link.yaml'), (files) => asked.push(files))).toBe('a: 1');
    expect(asked).toMatchObject([
      [
        { path: t.at('link.yaml'), mode: 0o640, isLink: false },
        { path: t.at('link.yaml'), isLink: true },
      ],
    ]);
  });

  it('before a byte is read: what it throws is the answer', () => {
    using t = tree({ 'c.yaml': '\xff' });
    const believe = () => {
      throw refusal('not believed');
    };
    expect(failureOf(t.at('c.yaml'), believe)).toMatchObject({ code: 'refused', message: 'not believed' });
  });
});
