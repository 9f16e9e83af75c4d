// Which checkpoints pruning removes, and why the others stay.
// Covers: src/core/checkpoints/classify-entries.ts, src/core/checkpoints/decide-checkpoints.ts

import { describe, expect, it } from 'vitest';
import {
  budgetEntries,
  type PruneCheckpointsInput,
  pruneCheckpointsPlan,
} from '../../../src/core/checkpoints/plan-prune-checkpoints.ts';
import { layoutsFor } from '../../../src/core/layouts/compile-layouts.ts';
import { recognise } from '../../../src/core/layouts/recognise-checkpoints.ts';
import { UTC } from '../../../src/core/lib/calendar.ts';
import { folderOf } from '../../../src/core/lib/paths.ts';
import { chooseForBudget } from '../../../src/core/retention/budget.ts';
import { BY_MODEL_AND_RUN, groupsOf } from '../../../src/core/retention/groups.ts';
import type { Evidence } from '../../../src/core/types/checkpoints.ts';
import type { ExternalState, Problem, Scan } from '../../../src/core/types/items.ts';
import type { Plan, Reason } from '../../../src/core/types/plan.ts';
import type { Count } from '../../../src/core/types/primitives.ts';
import type { KeepRules, Project, Section } from '../../../src/core/types/project.ts';
import {
  ALONE,
  DAY,
  deepItem,
  duration,
  HOUR,
  keyOf,
  MINUTE,
  NOW,
  OUTPUTS,
  projectOf,
  type Spec,
  scanOf,
  sectionOf,
} from '../../support/items.ts';
import { fc } from '../../support/properties.ts';
import { inspectionOf } from '../../support/units.ts';

interface Given extends Partial<Omit<PruneCheckpointsInput, 'scan' | 'evidence' | 'surroundings' | 'project'>> {
  readonly section?: Partial<Section>;
  readonly problems?: readonly Omit<Problem, 'section'>[];
  readonly surroundings?: Partial<ExternalState>;
  readonly project?: Partial<Project>;
  readonly evidence?: Partial<Evidence>;
}

function planFor(specs: readonly Spec[], { section = {}, problems = [], ...given }: Given = {}): Plan {
  return planScan(scanOf(sectionOf('checkpoints', section), specs, problems), given);
}

type GivenScan = Omit<Given, 'section' | 'problems'>;

function planScan(scan: Scan, given: GivenScan = {}): Plan {
  return pruneCheckpointsPlan(inputOf(scan, given));
}

function inputOf(scan: Scan, { surroundings, project, evidence, ...overrides }: GivenScan): PruneCheckpointsInput {
  return {
    project: projectOf(project),
    scan,
    evidence: {
      recognition: recognise(layoutsFor(scan.section, {}), scan.items),
      inspections: new Map(),
      metrics: new Map(),
      mentions: new Map(),
      blind: new Map(),
      warnings: [],
      ...evidence,
    },
    surroundings: { ...ALONE, ...surroundings },
    now: NOW,
    localTime: UTC,
    disposal: 'default',
    rules: { last: 1 },
    grace: duration({ seconds: 10 * MINUTE }),
    groupBy: BY_MODEL_AND_RUN,
    allowEmptyGroups: [],
    removeIncomplete: null,
    ...overrides,
  };
}

/** Path → `removed`, or the codes of why it is kept. */
const say = (plan: Plan): Record<string, string> =>
  Object.fromEntries(
    plan.verdicts.map(({ entry, keep, reasons }) => [entry.path, keep ? reasons.map(({ code }) => code).join(' ') : 'removed']),
  );
const reasonsFor = (plan: Plan, path: string): readonly Reason[] =>
  plan.verdicts.find(({ entry }) => entry.path === path)?.reasons ?? [];
const epoch = (number: number | string, rest: Partial<Spec> = {}): Spec => ({ path: `UNet_epoch_${number}.pth`, ...rest });
const holding = (...paths: readonly string[]): Partial<ExternalState> => ({
  held: new Map(paths.map((path) => [keyOf(path), { pid: 7, process: 'python' }])),
});

describe('pruneCheckpointsPlan', () => {
  it('keeps the newest of each model, the best, the final, and what it does not know', () => {
    const plan = planFor([
      ...[5, 9, 10].map((number) => epoch(number)),
      { path: 'UNet_best.pth' },
      { path: 'UNet_best_overall.pth' },
      { path: 'UNet_final.pth' },
      { path: 'multi_epoch_net_best.pth' },
      { path: 'stage_1_final.pth' },
      { path: 'unet_learning_curves.png' },
      { path: 'm_best_epoch_12.pth' },
      { path: 'm_epoch_1.pth' },
      { path: 'm_epoch_2.pth' },
    ]);
    expect(say(plan)).toEqual({
      'UNet_epoch_5.pth': 'removed',
      'UNet_epoch_9.pth': 'removed',
      'UNet_epoch_10.pth': 'last',
      'UNet_best.pth': 'best',
      'UNet_best_overall.pth': 'best',
      'UNet_final.pth': 'final',
      'multi_epoch_net_best.pth': 'best',
      'stage_1_final.pth': 'final',
      'unet_learning_curves.png': 'unrecognized',
      'm_best_epoch_12.pth': 'best',
      'm_epoch_1.pth': 'removed',
      'm_epoch_2.pth': 'last',
    });
    expect(plan.verdicts.find(({ entry }) => entry.path === 'UNet_epoch_9.pth')).toMatchObject({
      keep: false,
      reasons: [{ code: 'superseded' }],
      checkpoint: { model: 'UNet', role: 'regular', epoch: 9 },
    });
    expect(plan.actions.map((action) => action.do)).toEqual(['trash', 'trash', 'trash']);
  });

  it('knows the files by which a framework finds its newest checkpoint', () => {
    const specs = [
      'global_step5/mp_rank_00_model_states.pt',
      'global_step6/mp_rank_00_model_states.pt',
      'latest',
      'zero_to_fp32.py',
    ];
    const plan = planFor(
      specs.map((path) => ({ path })),
      { section: { layout: 'deepspeed' } },
    );
    expect(say(plan)).toMatchObject({ latest: 'pointer', 'zero_to_fp32.py': 'unrecognized' });
  });

  it('keeps everything in a folder that a link leads to, but not in the whole section', () => {
    const plan = planFor([epoch(1), epoch(2), ...[1, 2].map((number) => ({ path: `run/1/UNet_epoch_${number}.pth` }))], {
      surroundings: {
        pointedAt: new Map([
          [keyOf('run'), '/project/latest'],
          [keyOf(`${OUTPUTS}/checkpoints`), '/project/checkpoints'],
        ]),
      },
    });
    expect(say(plan)).toEqual({
      'UNet_epoch_1.pth': 'removed',
      'UNet_epoch_2.pth': 'last',
      'run/1/UNet_epoch_1.pth': 'pointed-at',
      'run/1/UNet_epoch_2.pth': 'last pointed-at',
    });
    expect(reasonsFor(plan, 'run/1/UNet_epoch_1.pth')).toEqual([{ code: 'pointed-at', by: '/project/latest' }]);
  });

  it('keeps a git repository whole', () => {
    const plan = planFor([epoch(1), epoch(2), { path: 'repo/.git/HEAD' }, { path: 'repo/UNet_epoch_1.pth' }]);
    expect(say(plan)).toEqual({ 'UNet_epoch_1.pth': 'removed', 'UNet_epoch_2.pth': 'last', repo: 'repository' });
  });

  it('keeps a checkpoint with a git repository somewhere in it', () => {
    const folder = (step: number) => [
      { path: `checkpoint-${step}/trainer_state.json` },
      { path: `checkpoint-${step}/model.safetensors` },
    ];
    const plan = planFor([...[1, 2, 3].flatMap(folder), { path: 'checkpoint-1/code/.git/HEAD' }]);
    expect(say(plan)).toEqual({ 'checkpoint-1': 'repository', 'checkpoint-2': 'removed', 'checkpoint-3': 'last' });
  });

  it('lists every reason there is, in one order', () => {
    const path = 'UNet_epoch_10.pth';
    const plan = planFor([epoch(10, { age: MINUTE }), epoch(9)], {
      rules: { last: 2, every: { count: 5, unit: 'any' }, within: duration({ days: 1 }), best: 1 },
      project: { pinned: ['checkpoints/*_10.pth'] },
      surroundings: {
        ...holding(path),
        tracked: new Set([`${OUTPUTS}/checkpoints/${path}`]),
        pointedAt: new Map([[keyOf(path), '/project/latest']]),
      },
    });
    expect(reasonsFor(plan, path)).toEqual([
      { code: 'within', limit: '1d' },
      { code: 'last', rank: 1, of: 2 },
      { code: 'every', every: 5, unit: 'epochs' },
      { code: 'pinned', by: 'checkpoints/*_10.pth' },
      { code: 'pointed-at', by: '/project/latest' },
      { code: 'recent', limit: '10min' },
      { code: 'in-use', pid: 7, process: 'python' },
      { code: 'tracked' },
    ]);
  });

  it('judges each folder and each model by itself', () => {
    expect(
      say(
        planFor([
          { path: 'run_1/UNet_epoch_3.pth' },
          { path: 'run_2/UNet_epoch_1.pth' },
          { path: 'run_2/UNet_epoch_2.pth' },
          { path: 'run_2/Net_epoch_1.pth' },
        ]),
      ),
    ).toEqual({
      'run_1/UNet_epoch_3.pth': 'last',
      'run_2/UNet_epoch_1.pth': 'removed',
      'run_2/UNet_epoch_2.pth': 'last',
      'run_2/Net_epoch_1.pth': 'last',
    });
  });

  it('compares epochs as numbers, leading zeros or not', () => {
    expect(say(planFor([epoch(9), epoch('010'), epoch(10), epoch('0008')]))).toEqual({
      'UNet_epoch_9.pth': 'removed',
      'UNet_epoch_010.pth': 'last',
      'UNet_epoch_10.pth': 'last',
      'UNet_epoch_0008.pth': 'removed',
    });
  });

  it('reads hostile names', () => {
    expect(
      say(
        planFor(
          ['a\nb', '-rf', '\udcff', '..'].flatMap((model) => [
            { path: `${model}_epoch_1.pth` },
            { path: `${model}_epoch_2.pth` },
          ]),
        ),
      ),
    ).toEqual({
      'a\nb_epoch_1.pth': 'removed',
      'a\nb_epoch_2.pth': 'last',
      '-rf_epoch_1.pth': 'removed',
      '-rf_epoch_2.pth': 'last',
      '\udcff_epoch_1.pth': 'removed',
      '\udcff_epoch_2.pth': 'last',
      '.._epoch_1.pth': 'removed',
      '.._epoch_2.pth': 'last',
    });
  });

  it('keeps a link, and what one leads to by any of its names', () => {
    const plan = planFor(
      [
        epoch(1),
        epoch(2),
        epoch(3),
        { path: 'resume.pth', type: 'link', leadsTo: 'UNet_epoch_1.pth' },
        { path: 'UNet_epoch_99.pth', type: 'link' },
        { path: 'twin_epoch_2.pth', sameInodeAs: 'UNet_epoch_2.pth' },
        { path: 'twin_epoch_3.pth' },
      ],
      {
        surroundings: {
          pointedAt: new Map([
            [keyOf('UNet_epoch_1.pth'), `${OUTPUTS}/checkpoints/resume.pth`],
            [keyOf('UNet_epoch_2.pth'), '/elsewhere/link'],
          ]),
        },
      },
    );
    expect(say(plan)).toEqual({
      'UNet_epoch_1.pth': 'pointed-at',
      'UNet_epoch_2.pth': 'pointed-at',
      'UNet_epoch_3.pth': 'last',
      'resume.pth': 'not-a-regular-file',
      'UNet_epoch_99.pth': 'not-a-regular-file',
      'twin_epoch_2.pth': 'pointed-at',
      'twin_epoch_3.pth': 'last',
    });
  });

  it('keeps what was modified within the grace period, strictly, and what claims to be from the future', () => {
    const specs = [
      epoch(1),
      epoch(2, { age: 10 * MINUTE }),
      epoch(3, { age: 10 * MINUTE - 1 }),
      epoch(4, { age: -HOUR }),
      { path: 'UNet_best.pth' },
    ];
    expect(say(planFor(specs))).toEqual({
      'UNet_best.pth': 'best',
      'UNet_epoch_1.pth': 'removed',
      'UNet_epoch_2.pth': 'removed',
      'UNet_epoch_3.pth': 'recent',
      'UNet_epoch_4.pth': 'last future',
    });
    expect(say(planFor(specs, { grace: duration({}) }))).toMatchObject({
      'UNet_epoch_3.pth': 'removed',
      'UNet_epoch_4.pth': 'last future',
    });
  });

  it('gives an empty file no slot: it is a save that has just begun', () => {
    const plan = planFor([epoch(8), epoch(9), epoch(10, { size: 0 }), { path: 'UNet_best.pth', size: 0 }]);
    expect(say(plan)).toEqual({
      'UNet_epoch_8.pth': 'removed',
      'UNet_epoch_9.pth': 'last',
      'UNet_epoch_10.pth': 'incomplete',
      'UNet_best.pth': 'incomplete',
    });
  });

  it('keeps the newest settled one beside one that may be half written', () => {
    expect(say(planFor([epoch(8), epoch(9), epoch(10, { age: 1 })]))).toEqual({
      'UNet_epoch_8.pth': 'removed',
      'UNet_epoch_9.pth': 'survivor',
      'UNet_epoch_10.pth': 'last recent',
    });
    expect(say(planFor([epoch(8), epoch(9), epoch(10)], { surroundings: holding('UNet_epoch_10.pth') }))).toMatchObject({
      'UNet_epoch_9.pth': 'survivor',
    });
  });

  it('refuses rules that would leave a group with nothing, unless that group is named', () => {
    const specs = [epoch(1), epoch(2), { path: 'UNet_best.pth' }, { path: 'm_epoch_9.pth' }, { path: 'x_epoch_1.pth', size: 0 }];
    const rules = { last: 0, best: 1 };
    expect(() => planFor(specs, { rules })).toThrow(
      expect.objectContaining({ code: 'refused', message: expect.stringContaining('no checkpoint of m (of 1)') }),
    );
    expect(say(planFor(specs, { rules, allowEmptyGroups: ['m'] }))).toEqual({
      'UNet_epoch_1.pth': 'removed',
      'UNet_epoch_2.pth': 'removed',
      'UNet_best.pth': 'best',
      'm_epoch_9.pth': 'removed',
      'x_epoch_1.pth': 'incomplete',
    });
  });

  it('does not take an empty best for what a group has left', () => {
    const specs = [epoch(1), epoch(2), { path: 'UNet_best.pth', size: 0 }];
    expect(() => planFor(specs, { rules: { last: 0, best: 1 } })).toThrow(/no checkpoint of UNet/);
  });

  it('refuses rules that keep nothing by themselves', () => {
    expect(() => planFor([epoch(1)], { rules: { last: 0 } })).toThrow(/keep nothing/);
    expect(planFor([], { rules: { last: 0 } }).verdicts).toEqual([]);
  });

  it('removes nothing in a section of which something could not be read', () => {
    const plan = planFor([epoch(1), epoch(2), { path: 'secret', type: 'directory', closed: 'unreadable' }], {
      problems: [{ path: 'secret', code: 'EACCES' }],
    });
    expect(say(plan)).toEqual({ 'UNet_epoch_1.pth': 'unreadable', 'UNet_epoch_2.pth': 'last', secret: 'unreadable' });
    expect(reasonsFor(plan, 'UNet_epoch_1.pth')).toEqual([{ code: 'unreadable', errno: 'EACCES' }]);
    expect(plan.actions).toEqual([]);
  });

  it('goes on beside another mount, and keeps it', () => {
    expect(say(planFor([epoch(1), epoch(2), { path: 'disk', type: 'directory', closed: 'mount' }]))).toMatchObject({
      'UNet_epoch_1.pth': 'removed',
      disk: 'mount',
    });
  });

  it('leaves the trash alone', () => {
    expect(say(planFor([{ path: '.trash/UNet_epoch_1.pth' }, epoch(2)]))).toEqual({ 'UNet_epoch_2.pth': 'last' });
  });

  it('keeps what lies in a pinned folder', () => {
    const specs = [{ path: 'run/deep/UNet_epoch_1.pth' }, { path: 'run/deep/UNet_epoch_2.pth' }];
    expect(say(planFor(specs, { project: { pinned: ['checkpoints/run'] } }))).toMatchObject({
      'run/deep/UNet_epoch_1.pth': 'pinned',
    });
    expect(say(planFor(specs, { project: { pinned: ['checkpoints'] } }))).toEqual({
      'run/deep/UNet_epoch_1.pth': 'pinned',
      'run/deep/UNet_epoch_2.pth': 'last pinned',
    });
  });

  it('stands 20,000 levels', () => {
    const scan = { ...scanOf(sectionOf('checkpoints'), []), items: [deepItem(20_000, 'm_epoch_1.pth')] };
    const plan = planScan(scan, { disposal: 'permanent', rules: { last: 1 }, grace: duration({}) });
    expect(plan.verdicts).toMatchObject([{ keep: true, reasons: [{ code: 'last' }] }]);
  });
});

describe('as properties', () => {
  const names = ['', 'run/'].flatMap((folder) =>
    ['a', 'b_epoch_net'].flatMap((model) => [
      ...['1', '2', '9', '10', '010', '11'].map((number) => `${folder}${model}_epoch_${number}.pth`),
      `${folder}${model}_best.pth`,
      `${folder}${model}_final.pth`,
      `${folder}${model}.png`,
    ]),
  );
  const specs = fc.uniqueArray(
    fc.record({
      path: fc.constantFrom(...names),
      size: fc.constantFrom(0, 5, 5),
      age: fc.constantFrom(-HOUR, MINUTE, DAY, 2 * DAY, 9 * DAY),
    }),
    { selector: ({ path }) => path, maxLength: 18 },
  );
  const count: fc.Arbitrary<Count> = fc.oneof(fc.nat(3), fc.constant<'all'>('all'));
  /** The last of each group stays: what leaves a group with nothing is refused. */
  const rules: fc.Arbitrary<KeepRules> = fc.record(
    {
      last: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.constant<'all'>('all')),
      best: count,
      final: count,
      every: fc.record({ count: fc.integer({ min: 1, max: 5 }), unit: fc.constantFrom('any', 'epochs', 'steps') }),
      within: fc.nat(3).map((days) => duration({ days })),
    },
    { requiredKeys: ['last'] },
  );
  const guarded = fc
    .record({ held: fc.subarray(names), pointed: fc.subarray(names), pinned: fc.subarray(names), tracked: fc.subarray(names) })
    .map(({ held, pointed, pinned, tracked }) => ({
      all: [...held, ...pointed, ...pinned, ...tracked],
      given: {
        surroundings: {
          ...holding(...held),
          pointedAt: new Map(pointed.map((path) => [keyOf(path), '/link'])),
          tracked: new Set(tracked.map((path) => `${OUTPUTS}/checkpoints/${path}`)),
        },
        project: { pinned: pinned.map((path) => `checkpoints/${path}`) },
      },
    }));
  const removedIn = (plan: Plan): readonly string[] => plan.verdicts.filter(({ keep }) => !keep).map(({ entry }) => entry.path);

  it('kept and removed are all there is; the protected are never removed; the actions are the removed', () => {
    fc.assert(
      fc.property(specs, rules, guarded, (list, by, { all, given }) => {
        const plan = planFor(list, { rules: by, ...given });
        expect(plan.verdicts.map(({ entry }) => entry.path).sort()).toEqual(list.map(({ path }) => path).sort());
        const removed = removedIn(plan);
        expect(removed.filter((path) => all.includes(path) || /best|final|png/.test(path))).toEqual([]);
        expect(plan.actions.map((action) => ('item' in action ? action.item.path : ''))).toEqual(removed);
      }),
    );
  });

  it('the order of the input makes no difference', () => {
    fc.assert(
      fc.property(specs, rules, guarded, (list, by, { given }) => {
        const plan = planFor(list, { rules: by, ...given });
        const scan = scanOf(sectionOf('checkpoints'), list);
        expect(planScan({ ...scan, items: [...scan.items].reverse() }, { rules: by, ...given })).toEqual(plan);
      }),
    );
  });

  it('each model of each folder that has a complete checkpoint keeps one', () => {
    fc.assert(
      fc.property(specs, rules, (list, by) => {
        const complete = planFor(list, { rules: by }).verdicts.flatMap(({ entry, keep, checkpoint }) =>
          checkpoint !== undefined && entry.bytes > 0 ? [{ run: folderOf(entry.path), checkpoint, keep }] : [],
        );
        for (const { members } of groupsOf(complete, BY_MODEL_AND_RUN)) expect(members.some(({ keep }) => keep)).toBe(true);
      }),
    );
  });

  it('a second plan on what the first one leaves removes nothing', () => {
    fc.assert(
      fc.property(specs, rules, guarded, (list, by, { given }) => {
        const removed = new Set(removedIn(planFor(list, { rules: by, ...given })));
        const left = list.filter(({ path }) => !removed.has(path));
        expect(removedIn(planFor(left, { rules: by, ...given }))).toEqual([]);
      }),
    );
  });

  it('keeping more of the last never removes what keeping fewer kept by a rule', () => {
    fc.assert(
      fc.property(specs, rules, fc.integer({ min: 1, max: 3 }), (list, by, last) => {
        const fewer = planFor(list, { rules: { ...by, last } });
        const more = new Set(removedIn(planFor(list, { rules: { ...by, last: last + 1 } })));
        // A survivor is no rule's: with a rule that keeps another one, it may go.
        const byRule = fewer.verdicts.filter(({ keep, reasons }) => keep && reasons[0].code !== 'survivor');
        for (const { entry } of byRule) expect(more).not.toContain(entry.path);
      }),
    );
  });
});

describe('where names say too little', () => {
  const warningsFor = (...paths: readonly string[]) => planFor(paths.map((path) => ({ path }))).warnings.map(({ text }) => text);

  it('says how they can be taught, where none is that of a checkpoint', () => {
    const says =
      'checkpoints: no name in it is that of a checkpoint; the config can teach yours, by naming.checkpoints or layouts';
    expect(warningsFor('model_epoch_1.pt', 'model_epoch_2.pt')).toEqual([says]);
    expect(warningsFor('run/checkpoint_1.pth')).toEqual([says]);
    expect(warningsFor('notes.txt', 'run/config.json')).toEqual([]);
    expect(warningsFor('UNet_epoch_1.pth', 'model_epoch_1.pt')).toEqual([]);
    expect(warningsFor()).toEqual([]);
  });

  it('says what follows where two layouts read a folder differently', () => {
    expect(warningsFor('best_acc_epoch_7.pth', 'epoch_7.pth', 'UNet_best.pth')).toEqual([
      'checkpoints/: more than one fits: epoch-best-final for UNet_best.pth, mmengine for best_acc_epoch_7.pth; nothing in it is removed until the config says which, as the layout of the section',
    ]);
  });
});

describe('what a budget may give up', () => {
  const ask = (
    specs: readonly Spec[],
    { problems = [], ...given }: GivenScan & Pick<Given, 'problems'> = {},
  ): readonly string[] => {
    const input = inputOf(scanOf(sectionOf('checkpoints'), specs, problems), { rules: { last: 9 }, ...given });
    const { steps } = chooseForBudget({ entries: budgetEntries(input), duplicates: [], need: 100_000 });
    return steps.map(({ path }) => path.slice(`${OUTPUTS}/checkpoints/`.length));
  };
  const epochs = [epoch(1, { age: 9 * DAY }), epoch(2, { age: 8 * DAY }), epoch(3, { age: 7 * DAY })];

  it('is what rules alone keep, but for the newest', () => {
    expect(ask(epochs)).toEqual(['UNet_epoch_1.pth', 'UNet_epoch_2.pth']);
  });

  it('is nothing where a folder could not be read', () => {
    expect(ask(epochs, { problems: [{ path: 'locked', code: 'EACCES' }] })).toEqual([]);
  });

  it('is never the only one that is known to be complete', () => {
    const inspections = new Map([['UNet_epoch_1.pth', inspectionOf()]]);
    expect(ask(epochs, { evidence: { inspections } })).toEqual(['UNet_epoch_2.pth']);
  });
});
