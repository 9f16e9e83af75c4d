import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../src/render/text/display-width.ts';
import { type Column, tableLines } from '../../../src/render/text/table.ts';

const columns: readonly Column[] = [
  { title: 'NAME', align: 'left', shrinks: true },
  { title: 'SIZE', align: 'right' },
  { title: 'VERDICT', align: 'left' },
];
const rows = [
  [{ text: 'a_rather_long_model_name_epoch_10.pth' }, { text: '412 MB' }, { text: 'keep' }],
  [{ text: '模型.pth' }, { text: '9 B' }, { text: 'remove', paint: (text: string) => `<${text}>` }],
];
const plain = (text: string) => text;

describe('tableLines', () => {
  it('cuts nothing in a pipe', () => {
    expect(tableLines(columns, rows, null, plain)).toMatchInlineSnapshot(`
      [
        "NAME                                     SIZE  VERDICT",
        "a_rather_long_model_name_epoch_10.pth  412 MB  keep",
        "模型.pth                                  9 B  <remove>",
      ]
    `);
  });

  it('cuts names in the middle to fit a terminal, and nothing else', () => {
    const lines = tableLines(columns, rows, 40, plain);
    expect(lines).toMatchInlineSnapshot(`
      [
        "NAME                       SIZE  VERDICT",
        "a_rather_lo…poch_10.pth  412 MB  keep",
        "模型.pth                    9 B  <remove>",
      ]
    `);
    expect(lines.map((line) => displayWidth(line.replace(/[<>]/g, ''))).every((width) => width <= 40)).toBe(true);
  });

  it('leaves a readable rest of a name on the narrowest terminal', () => {
    expect(tableLines(columns, rows, 10, plain)[1]).toBe('a_rat…10.pth  412 MB  keep');
  });

  it('wraps the last column before it cuts a name', () => {
    const why = [...columns, { title: 'WHY', align: 'left', wraps: true } as const];
    const wordy = [[...(rows[0] ?? []), { text: 'newest 1 of 3, pinned by checkpoints/*, changed in the last 10min' }]];
    expect(tableLines(why, wordy, 90, plain)).toMatchInlineSnapshot(`
      [
        "NAME                                     SIZE  VERDICT  WHY",
        "a_rather_long_model_name_epoch_10.pth  412 MB  keep     newest 1 of 3, pinned by",
        "                                                        checkpoints/*, changed in the last",
        "                                                        10min",
      ]
    `);
    expect(tableLines(why, wordy, 60, plain)).toMatchInlineSnapshot(`
      [
        "NAME                     SIZE  VERDICT  WHY",
        "a_rather_l…och_10.pth  412 MB  keep     newest 1 of 3,",
        "                                        pinned by",
        "                                        checkpoints/*,",
        "                                        changed in the last",
        "                                        10min",
      ]
    `);
  });

  it('wraps a path behind its slashes, and a name that has none anywhere', () => {
    const why = [...columns, { title: 'WHY', align: 'left', wraps: true } as const];
    const path = 'experiments/2026/latest_of_the_best_models/current points to it';
    const lines = tableLines(why, [[...(rows[0] ?? []), { text: path }]], 60, plain);
    expect(lines).toMatchInlineSnapshot(`
      [
        "NAME                     SIZE  VERDICT  WHY",
        "a_rather_l…och_10.pth  412 MB  keep     experiments/2026/",
        "                                        latest_of_the_best_m",
        "                                        odels/current points",
        "                                        to it",
      ]
    `);
    expect(lines.every((line) => displayWidth(line) <= 60)).toBe(true);
  });
});
