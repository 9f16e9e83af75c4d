import { expect, it } from 'vitest';
import { BY_MODEL_AND_RUN, groupKey } from '../../../src/core/retention/groups.ts';
import { lineUp } from '../../../src/core/retention/order-candidates.ts';
import { candidate } from '../../support/candidates.ts';
import { fc } from '../../support/properties.ts';

const spec = fc.record({
  epoch: fc.nat(9),
  age: fc.nat(9),
  model: fc.constantFrom('a', 'b'),
  folder: fc.constantFrom('', 'x/', 'y/'),
});
const specs = fc.uniqueArray(spec, { maxLength: 40, selector: (each) => JSON.stringify(each) });

it('has every row once: its groups together, the newest of each first, and of equally new ones the highest number', () => {
  fc.assert(
    fc.property(specs, fc.boolean(), fc.boolean(), (all, model, run) => {
      const by = { model, run };
      const candidates = all.map(({ folder, ...given }, n) => candidate(`${folder}c${n}`, given));
      const { groups, firsts } = lineUp(candidates, by);
      expect([...groups.rows].sort((a, b) => a - b)).toEqual([...candidates.keys()]);
      expect(firsts).toHaveLength(groups.starts.length - 1);
      for (let group = 0; group < firsts.length; group++) {
        const members = [...groups.rows.subarray(groups.starts[group], groups.starts[group + 1])].map((row) => candidates[row]);
        for (const [at, member] of members.entries()) {
          const [next, first] = [members[at + 1], firsts[group]];
          if (member === undefined || first === undefined) throw new Error('a group with a hole');
          expect(groupKey(member, by)).toBe(groupKey(first, by));
          if (next === undefined) continue;
          expect(next.modifiedAt <= member.modifiedAt).toBe(true);
          if (next.modifiedAt === member.modifiedAt)
            expect(next.checkpoint.epoch ?? -1).toBeLessThanOrEqual(member.checkpoint.epoch ?? -1);
        }
      }
    }),
  );
  expect(lineUp([], BY_MODEL_AND_RUN).firsts).toEqual([]);
});
