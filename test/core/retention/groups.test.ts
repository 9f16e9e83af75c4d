import { describe, expect, it } from 'vitest';
import { BY_MODEL_AND_RUN, groupKey, groupName, groupsOf, parseGroupBy } from '../../../src/core/retention/groups.ts';

const member = (run: string, model: string) => ({ run, checkpoint: { model } });
const FOUR = [member('r1', 'a'), member('r2', 'a'), member('r1', 'b'), member('', '')];

describe('groupsOf', () => {
  it.each([
    ['model,run', ['.', 'r1/a', 'r1/b', 'r2/a']],
    ['run,model', ['.', 'r1/a', 'r1/b', 'r2/a']],
    ['model', ['.', 'a', 'b']],
    ['run', ['.', 'r1', 'r2']],
    ['none', ['.']],
  ])('%s', (text, names) => {
    const by = parseGroupBy(text);
    if (!by.ok) throw new Error(by.why);
    const groups = groupsOf(FOUR, by.value);
    expect(groups.map(({ name }) => name)).toEqual(names);
    expect(groups.flatMap(({ members }) => members)).toHaveLength(FOUR.length);
    for (const { name, members } of groups) {
      for (const each of members) expect(groupName(each, by.value)).toBe(name);
      expect(new Set(members.map((each) => groupKey(each, by.value))).size).toBe(1);
    }
  });

  it('does not take run a/b for model b of run a, though both are called a/b', () => {
    expect(groupsOf([member('a/b', ''), member('a', 'b')], BY_MODEL_AND_RUN)).toHaveLength(2);
    expect(groupKey(member('a/b', ''), BY_MODEL_AND_RUN)).not.toBe(groupKey(member('a', 'b'), BY_MODEL_AND_RUN));
  });
});

it.each(['', 'models', 'host', 'model,', 'constructor'])('%j is no way to group', (text) => {
  expect(parseGroupBy(text)).toEqual({ ok: false, why: 'expected model,run, model, run or none' });
});
