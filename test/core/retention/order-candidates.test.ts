import { expect, it } from 'vitest';
import { BY_MODEL_AND_RUN, groupKey } from '../../../src/core/retention/groups.ts';
import { orderedCandidates } from '../../../src/core/retention/order-candidates.ts';
import { candidate } from '../../support/candidates.ts';
import { fc } from '../../support/properties.ts';

const spec = fc.record({
  epoch: fc.nat(9),
  age: fc.nat(9),
  model: fc.constantFrom('a', 'b'),
  folder: fc.constantFrom('', 'x/', 'y/'),
});
const specs = fc.uniqueArray(spec, { maxLength: 40, selector: (each) => JSON.stringify(each) });

it('has every candidate once: its groups together, the newest of each first, and of equally new ones the highest number', () => {
  fc.assert(
    fc.property(specs, fc.boolean(), fc.boolean(), (all, model, run) => {
      const by = { model, run };
      const candidates = all.map(({ folder, ...given }, n) => candidate(`${folder}c${n}`, given));
      const groups = orderedCandidates(candidates, by);
      expect(new Set(groups.flatMap(({ members }) => members))).toEqual(new Set(candidates));
      expect(groups.flatMap(({ members }) => members)).toHaveLength(candidates.length);
      for (const { members } of groups) {
        expect(new Set(members.map((member) => groupKey(member, by))).size).toBe(1);
        for (const [at, member] of members.entries()) {
          const next = members[at + 1];
          if (next === undefined) continue;
          expect(next.modifiedAt <= member.modifiedAt).toBe(true);
          if (next.modifiedAt === member.modifiedAt)
            expect(next.checkpoint.epoch ?? -1).toBeLessThanOrEqual(member.checkpoint.epoch ?? -1);
        }
      }
    }),
  );
  expect(orderedCandidates([], BY_MODEL_AND_RUN)).toEqual([]);
});
