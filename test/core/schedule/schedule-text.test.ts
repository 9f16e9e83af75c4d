// Units and crontab lines, read back by systemd and the shell.
// Covers: src/core/schedule/schedule-quote.ts

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { cronLine, systemdCommand } from '../../../src/core/schedule/schedule-quote.ts';
import {
  cronBlock,
  type Schedule,
  scheduleName,
  systemdUnitsOf,
  withCronBlock,
  withoutCronBlock,
} from '../../../src/core/schedule/schedule-text.ts';
import { fc } from '../../support/properties.ts';

const COMMAND = ['/usr/bin/node', '/opt/outputs.cjs', '-C', '/home/me/p', 'prune', '--yes'];
const schedule = (more: Partial<Schedule> = {}): Schedule => ({
  name: scheduleName('/home/me/p'),
  root: '/home/me/p',
  command: COMMAND,
  every: 'daily',
  ...more,
});
const LOG = { log: '/home/me/.local/state/outputs/x.log', under: ['nice -n 10'] };

describe('the name', () => {
  it.each([
    ['/home/me/p', /^outputs-prune-p-[0-9a-f]{8}$/],
    ['/home/me/my project %$', /^outputs-prune-my-project-[0-9a-f]{8}$/],
    ['/', /^outputs-prune-[0-9a-f]{8}$/],
    [`/${'x'.repeat(250)}`, /^outputs-prune-x{40}-[0-9a-f]{8}$/],
    ['/\u6a21\u578b\n\udcff', /^outputs-prune-[0-9a-f]{8}$/],
  ])('of %j can be a file and a unit', (root, name) => {
    expect(scheduleName(root)).toMatch(name);
    expect(scheduleName(root)).toBe(scheduleName(root));
  });
  it('is another for another project of the same name', () => expect(scheduleName('/a/p')).not.toBe(scheduleName('/b/p')));
});

describe('units', () => {
  it('say exactly this', () => {
    const units = systemdUnitsOf(schedule());
    expect(units.ok && units.value.map(({ file, text }) => `${file}\n${text}`).join('\n')).toMatchInlineSnapshot(`
      "outputs-prune-p-aac8d87a.service
      # outputs-prune-p-aac8d87a: made by outputs schedule; outputs schedule --remove takes it away
      [Unit]
      Description=outputs prune in /home/me/p
      Documentation=man:outputs(1)

      [Service]
      Type=oneshot
      ExecStart=/usr/bin/node /opt/outputs.cjs -C /home/me/p prune --yes
      Nice=10
      IOSchedulingClass=idle

      outputs-prune-p-aac8d87a.timer
      # outputs-prune-p-aac8d87a: made by outputs schedule; outputs schedule --remove takes it away
      [Unit]
      Description=outputs prune in /home/me/p, daily

      [Timer]
      OnCalendar=daily
      RandomizedDelaySec=30min
      Persistent=true

      [Install]
      WantedBy=timers.target
      "
    `);
  });
  it.each<readonly [readonly string[], string]>([
    [['/a b/node', 'x y'], '"/a b/node" "x y"'],
    [['/100%/node', '5%'], '"/100%%/node" "5%%"'],
    [['/a$b/node', '$HOME'], '"/a$b/node" "$$HOME"'],
    [['/n', 'q"\\'], '/n "q\\"\\\\"'],
    [['/n', "it's; \n"], '/n "it\'s; \\x0a"'],
    [['/n', '', '-C'], '/n "" -C'],
  ])('write %j as %s', (words, line) => expect(systemdCommand(words)).toEqual({ ok: true, value: line }));
  it('refuse bytes that are not UTF-8', () => expect(systemdCommand(['/n', 'a\udcff']).ok).toBe(false));
});

describe('a line of a crontab', () => {
  const PATH = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((word) => !/[\u0000-\u001f\u007f\\]/.test(word));

  it('is read back by sh once cron has taken it', () => {
    fc.assert(
      fc.property(fc.array(PATH, { minLength: 1, maxLength: 5 }), (words) => {
        const line = cronLine(
          '* * * * *',
          words.map((word) => ({ word })),
        );
        if (!line.ok) throw new Error(line.why);
        // As every cron does it: `\%` is a percent sign, any other ends the command.
        const command = line.value.slice('* * * * * '.length);
        expect(command.replaceAll('\\%', '')).not.toContain('%');
        const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${command.replaceAll('\\%', '%')}`], { encoding: 'utf8' });
        expect(stdout.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 40 },
    );
  });
  it.each(['a\nb', 'a\\b', 'a\udcff', 'x'.repeat(1000)])('refuses %j', (word) =>
    expect(cronLine('* * * * *', [{ word }]).ok).toBe(false),
  );
  it.each(['hourly', 'daily', 'weekly', 'monthly', '30 3 * * *', '*/15 0-6,22 1 jan-mar mon'])('--every %s', (every) => {
    const block = cronBlock(schedule({ every }), LOG);
    expect(block.ok && block.value.split('\n')[1]).toMatch(/^(\S+ +){5}mkdir -p \S+ && nice -n 10 \/usr\/bin\/node /);
  });
  it.each(['', 'noon', 'Sat 03:30', '* * * *', '* * * * * *', '@daily', '* * * * *\n* * * * *', '* * * * * rm'])(
    'not --every %j',
    (every) => expect(cronBlock(schedule({ every }), LOG).ok).toBe(false),
  );
});

describe('a crontab', () => {
  const { name } = schedule();
  const made = cronBlock(schedule(), LOG);
  const block = made.ok ? made.value : '';
  const changed = block.replace('nice -n 10', 'nice -n 19');
  const FOREIGN = fc.array(
    fc.string({ unit: 'binary', maxLength: 20 }).map((line) => line.replaceAll('\n', ' ')),
    { maxLength: 6 },
  );

  it('keeps every other byte, whatever is put in, renewed and taken out', () => {
    fc.assert(
      fc.property(FOREIGN, FOREIGN, (before, after) => {
        const top = before.map((line) => `${line}\n`).join('');
        const bottom = after.map((line) => `${line}\n`).join('');
        expect(withCronBlock(top, name, block)).toEqual({ ok: true, value: top + block });
        expect(withCronBlock(top + block + bottom, name, block)).toEqual({ ok: true, value: top + block + bottom });
        expect(withCronBlock(top + block + bottom, name, changed)).toEqual({ ok: true, value: top + changed + bottom });
        expect(withoutCronBlock(top + block + bottom, name)).toEqual({
          ok: true,
          value: { before: top, after: bottom, had: true },
        });
        expect(withoutCronBlock(top, name)).toEqual({ ok: true, value: { before: top, after: '', had: false } });
      }),
    );
  });
  it('keeps the block of another project', () => {
    const other = scheduleName('/another');
    const theirs = cronBlock(schedule({ name: other, root: '/another' }), LOG);
    const text = theirs.ok ? theirs.value : '';
    expect(withoutCronBlock(text + block, name)).toMatchObject({ ok: true, value: { before: text, after: '' } });
    expect(withoutCronBlock(text, name)).toMatchObject({ ok: true, value: { before: text, had: false } });
  });
  it('is ended where its last line was not', () => {
    expect(withCronBlock('# no end', name, block)).toEqual({ ok: true, value: `# no end\n${block}` });
  });
  it.each([
    ['no end', block.replace(/# end .*\n/, '')],
    ['no beginning', block.replace(/# begin .*\n/, '')],
    ['two', block + block],
    ['one in the other', block.replace(/# end .*\n/, '') + block],
  ])('with a block that has %s is refused', (_, crontab) => {
    expect(withCronBlock(crontab, name, block).ok).toBe(false);
    expect(withoutCronBlock(crontab, name).ok).toBe(false);
  });
});
