import { describe, expect, it } from 'vitest';
import { readBlock } from '../../../../src/core/config/read/decode-outputs-block.ts';
import { interpolation } from '../../../../src/core/config/read/interpolate.ts';
import { parseConfig } from '../../../../src/core/config/read/yaml-source.ts';

function read(yaml: string) {
  const source = parseConfig(yaml, '/p/c.yaml');
  return readBlock(source, interpolation(source.value, {}));
}

function lines(head: string, count: number, line: (n: number) => string): string {
  return `${head}\n${Array.from({ length: count }, (_, n) => line(n)).join('\n')}\n`;
}

describe('a list or mapping of the block', () => {
  const sections = (count: number) => lines('outputs:\n  sections:', count, (n) => `    s${n}: { kind: logs, path: s${n} }`);

  it('has up to a thousand entries', async () => {
    expect(Object.keys((await read(sections(1000))).sections ?? {})).toHaveLength(1000);
  });

  it.each<[string, string]>([
    ['sections', sections(1001)],
    ['pinned', lines('outputs:\n  pinned:', 1001, (n) => `    - a${n}`)],
    ['used_in', lines('outputs:\n  used_in:', 20_000, (n) => `    - "**/a${n}*x?"`)],
    ['allow', lines('outputs:\n  allow:', 1001, (n) => `    - /a${n}`)],
    ['naming', lines('outputs:\n  naming:', 20_000, (n) => `    a${n}: [x]`)],
    ['layouts', lines('outputs:\n  layouts:', 1001, (n) => `    a${n}: { match: [] }`)],
    ['check', lines('outputs:\n  check:', 1001, (n) => `    a${n}: x`)],
    ['of our block', lines('outputs:\n  pinned: []', 1001, (n) => `  a${n}: x`)],
  ])('has no more: %s', async (_, yaml) => {
    const line = yaml.split('\n').findIndex((each) => /(?:s|a)1000\b/.test(each)) + 1;
    await expect(read(yaml)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/(?:1,001|1,002|20,000) (?:sections|entries), which are more than 1,000/),
      place: { file: '/p/c.yaml', line: expect.toSatisfy((at) => at === line || at === line - 1) },
      hint: expect.any(String),
    });
  });

  it.each<[string, (n: number) => string]>([
    ['sections:\n    logs:\n      patterns:', (n) => `        - l${n}`],
    ['naming:\n    checkpoints:', (n) => `        - "{a}_${n}"`],
    ['env:\n    extra:', (n) => `        A${n}_CACHE_DIR: x`],
    ['env:\n    exclude:', (n) => `        - A${n}`],
    ['layouts:\n    mine:\n      match:', (n) => `        - { name: "{a}_${n}" }`],
    ['trash:\n    keep:', (n) => `        - x${n}`],
    ['sections:\n    checkpoints:\n      keep:', (n) => `        k${n}: 1`],
  ])('has no more, however deep: %j', async (head, line) => {
    const above = `outputs:\n  ${head}`.split('\n').length;
    await expect(read(lines(`outputs:\n  ${head}`, 20_000, line))).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('20,000 entries, which are more than 1,000'),
      place: { line: above + 1001, column: expect.any(Number) },
    });
  });
});

describe('a text of the block', () => {
  const long = '/'.repeat(500_000);

  it.each([
    ['root', `outputs:\n  root: "a${long}b"\n`, 9],
    ['pinned', `outputs:\n  pinned: ["a${long}b"]\n`, 12],
    ['grace', `outputs:\n  grace: "${'9'.repeat(500_000)}"\n`, 10],
    ['naming', `outputs:\n  naming: { logs: ["${'{'.repeat(500_000)}"] }\n`, 20],
    ['a text of another key', `outputs:\n  root: "\${x}"\nx: "a${long}b"\n`, 9],
  ])('is no longer than a path: %s', async (_, yaml, column) => {
    await expect(read(yaml)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/at most 4,096 characters; found 500,0|longer than 4096 characters/),
      place: { file: '/p/c.yaml', line: 2, column },
    });
  });
});

describe('a pattern that cannot be matched in time is refused where it stands, with what to do', () => {
  const layout = (pattern: string) =>
    `outputs:\n  layouts:\n    mine:\n      title: x\n      match:\n        - pattern: '${pattern}'\n          role: best\n`;

  it.each<[string, string, number, number, RegExp, RegExp?]>([
    ['looks behind', layout('a(?<=a)b'), 6, 20, /looks behind.*write what stands before/],
    ['refers to a group', layout('(a)\\1'), 6, 20, /refers to a group, with \\1; write out/],
    ['repeats too much', layout('(?:(?:a|aa){99}){99}'), 6, 20, /repeats too much; write smaller/],
    ['is too long', layout('a'.repeat(501)), 6, 20, /longer than 500 characters; write several/],
    [
      'is a glob of 1,001',
      `outputs:\n  pinned:\n    - a\n    - "${'*a'.repeat(500)}x"\n`,
      4,
      7,
      /longer than 1000 characters/,
      /several shorter/,
    ],
    ['is a broken glob', `outputs:\n  used_in: ["a[b"]\n`, 2, 13, /a \] is missing/, /put \\ before/],
  ])('%s', async (_, yaml, line, column, message, hint) => {
    await expect(read(yaml)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(message),
      place: { line, column },
      ...(hint !== undefined && { hint: expect.stringMatching(hint) }),
    });
  });
});
