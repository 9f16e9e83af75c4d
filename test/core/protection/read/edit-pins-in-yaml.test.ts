import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withoutPin, withPin } from '../../../../src/core/protection/read/edit-pins-in-yaml.ts';
import { fc } from '../../../support/properties.ts';

const PIN = 'checkpoints/a.pth';

function pinned(text: string, pattern = PIN): string {
  const edited = withPin(text, pattern);
  if (!edited.ok) throw new Error(edited.why);
  return edited.value;
}

function unpinned(text: string, pattern = PIN): string {
  const edited = withoutPin(text, pattern);
  if (!edited.ok) throw new Error(edited.why);
  return edited.value;
}

/** What is there before, and after a pin. */
const CONFIGS: readonly (readonly [what: string, before: string, after: string])[] = [
  ['an empty file', '', `outputs: # by outputs pin\n  pinned: # by outputs pin\n    - ${PIN}\n`],
  ['a file of comments', '# mine\n', `# mine\noutputs: # by outputs pin\n  pinned: # by outputs pin\n    - ${PIN}\n`],
  ['no block', 'lr: 1e-4\n', `lr: 1e-4\noutputs: # by outputs pin\n  pinned: # by outputs pin\n    - ${PIN}\n`],
  ['no block and no line end', 'lr: 1e-4', `lr: 1e-4\noutputs: # by outputs pin\n  pinned: # by outputs pin\n    - ${PIN}`],
  ['no block and blank lines', 'lr: 1\n\n\n', `lr: 1\noutputs: # by outputs pin\n  pinned: # by outputs pin\n    - ${PIN}\n\n\n`],
  [
    'a block without a list',
    'outputs:\n  root: o\nlr: 1\n',
    `outputs:\n  root: o\n  pinned: # by outputs pin\n    - ${PIN}\nlr: 1\n`,
  ],
  [
    'a block that ends deep, with a comment',
    'outputs:\n    sections:\n        cache:\n            path: c # here\n    # the end\n\nlr: 1\n',
    `outputs:\n    sections:\n        cache:\n            path: c # here\n    pinned: # by outputs pin\n      - ${PIN}\n    # the end\n\nlr: 1\n`,
  ],
  ['an empty block', 'outputs: # ours\nlr: 1\n', `outputs: # ours\n  pinned: # by outputs pin\n    - ${PIN}\nlr: 1\n`],
  [
    'an empty list',
    'outputs:\n  pinned: # what stays\n  root: o\n',
    `outputs:\n  pinned: # what stays\n    - ${PIN}\n  root: o\n`,
  ],
  ['an empty list at the very end', 'outputs:\n  pinned:', `outputs:\n  pinned:\n    - ${PIN}`],
  ['an empty flow list', 'outputs:\n  pinned: [ ]\n', `outputs:\n  pinned: [${PIN} ]\n`],
  ['a list', 'outputs:\n  pinned:\n  - b # why\n  root: o\n', `outputs:\n  pinned:\n  - b # why\n  - ${PIN}\n  root: o\n`],
  [
    'a list before comments',
    'outputs:\n  pinned:\n    - b\n    # c\n\n# d\n',
    `outputs:\n  pinned:\n    - b\n    - ${PIN}\n    # c\n\n# d\n`,
  ],
  ['a flow list', 'outputs: {pinned: [a, b], root: o}\n', `outputs: {pinned: [a, b, ${PIN}], root: o}\n`],
  ['a flow list with a last comma', 'outputs:\n  pinned: [a, b,]\n', `outputs:\n  pinned: [a, b, ${PIN},]\n`],
  [
    'a flow list over lines',
    'outputs:\n  pinned: [\n    a, # one\n    "b" # two\n  ]\n',
    `outputs:\n  pinned: [\n    a, # one\n    "b", ${PIN} # two\n  ]\n`,
  ],
  [
    'CRLF',
    'a: 1\r\noutputs:\r\n  pinned:\r\n    - b\r\nz: 1\r\n',
    `a: 1\r\noutputs:\r\n  pinned:\r\n    - b\r\n    - ${PIN}\r\nz: 1\r\n`,
  ],
  ['CRLF and no block', 'a: 1\r\n', `a: 1\r\noutputs: # by outputs pin\r\n  pinned: # by outputs pin\r\n    - ${PIN}\r\n`],
  [
    'anchors and aliases',
    'x: &x { lr: 1e-4 }\noutputs:\n  root: &r o\n  pinned: &p\n    - b\ny: { <<: *x, z: *r }\n',
    `x: &x { lr: 1e-4 }\noutputs:\n  root: &r o\n  pinned: &p\n    - b\n    - ${PIN}\ny: { <<: *x, z: *r }\n`,
  ],
  [
    'a block scalar at the end of the block',
    'outputs:\n  root: |-\n    o\nz: 1\n',
    `outputs:\n  root: |-\n    o\n  pinned: # by outputs pin\n    - ${PIN}\nz: 1\n`,
  ],
];

describe('a pin', () => {
  it.each(CONFIGS)('in %s', (_, before, after) => expect(pinned(before)).toBe(after));
  it.each(CONFIGS)('taken out again, leaves %s as it was', (_, before, after) => expect(unpinned(after)).toBe(before));

  it.each([
    [
      'pinned: null',
      'outputs:\n  pinned: null # none\n',
      `outputs:\n  pinned: [${PIN}] # none\n`,
      'outputs:\n  pinned: [] # none\n',
    ],
    ['outputs: ~', 'outputs: ~\n', `outputs: {pinned: [${PIN}]}\n`, 'outputs: {pinned: []}\n'],
    ['an empty flow block', 'outputs: {}\n', `outputs: {pinned: [${PIN}]}\n`, 'outputs: {pinned: []}\n'],
    ['a flow block', 'outputs: { root: o }\n', `outputs: { root: o, pinned: [${PIN}] }\n`, 'outputs: { root: o, pinned: [] }\n'],
    ['a flow file', '{a: 1}\n', `{a: 1, outputs: {pinned: [${PIN}]}}\n`, '{a: 1, outputs: {pinned: []}}\n'],
  ])('leaves [] of %s, which says the same', (_, before, after, then) => {
    expect(pinned(before)).toBe(after);
    expect(unpinned(after)).toBe(then);
  });

  it.each([
    ['a block that is an alias', 'x: &x { root: o }\noutputs: *x\n'],
    ['a list that is an alias', 'x: &x [b]\noutputs:\n  pinned: *x\n'],
    ['a list that is merged in', 'x: &x { pinned: [b] }\noutputs:\n  <<: *x\n  root: o\n'],
    ['a list that others use too', 'outputs:\n  pinned: &p\n    - b\nx: *p\n'],
    ['a file with an end', 'a: 1\n...\n'],
    ['a block scalar that ends the file', 'a: |\n  text'],
    ['a file that is none', 'a: [\n'],
    ['a file that is a list', '- a\n'],
  ])('is not written into %s', (_, text) => expect(withPin(text, PIN).ok).toBe(false));

  it('keeps what was written beside it', () => {
    const text = `outputs:\n  pinned:\n    # the paper's\n    - ${PIN} # table 2\n    - b # and this\n`;
    expect(unpinned(text)).toBe("outputs:\n  pinned:\n    # the paper's\n    - b # and this\n");
    expect(unpinned(`outputs:\n  pinned: [${PIN}, # one\n    b]\n`)).toBe('outputs:\n  pinned: [ # one\n    b]\n');
    expect(unpinned(`outputs:\n  pinned: [b, # one\n    ${PIN}]\n`)).toBe('outputs:\n  pinned: [b, # one\n    ]\n');
    expect(unpinned(`outputs:\n  pinned: [b, ${PIN}, c]\n`)).toBe('outputs:\n  pinned: [b, c]\n');
  });
  it('goes wherever it stands', () => {
    expect(unpinned(`outputs:\n  pinned: [${PIN}, b, ${PIN}]\n`)).toBe('outputs:\n  pinned: [b]\n');
  });
  it('is not found where there is none', () => {
    expect(withoutPin('outputs:\n  pinned: [b]\n', PIN).ok).toBe(false);
    expect(withoutPin('a: 1\n', PIN).ok).toBe(false);
  });

  const strange = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.constantFrom(
      'checkpoints/*',
      'a: b',
      '# c',
      '- d',
      "it's",
      '"',
      '\\[x\\]',
      '!x',
      '&x',
      '*x',
      '\u2028',
      '\udcff',
      'yes',
      '1e4',
      ' x ',
    ),
  );
  it('is written so that it is read as it was meant, and leaves the bytes of the rest', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CONFIGS),
        fc.uniqueArray(strange, { minLength: 1, maxLength: 3 }),
        ([, before], patterns) => {
          // `withoutPin` takes every pin of that text: one that stood there before cannot come back.
          fc.pre(!patterns.some((pattern) => withoutPin(before, pattern).ok));
          const after = patterns.reduce((text, pattern) => pinned(text, pattern), before);
          const list = parse(after, { merge: true }).outputs.pinned;
          expect(list.slice(-patterns.length)).toEqual(patterns);
          expect([...patterns].reverse().reduce((text, pattern) => unpinned(text, pattern), after)).toBe(before);
        },
      ),
    );
  });
});
