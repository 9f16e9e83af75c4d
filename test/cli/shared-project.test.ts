// Two users of one group in one project, with the real command. Neither has a name: in a container the user database knows nobody.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { command, type Ran } from '../support/run.ts';
import { smallProject } from '../support/small-project.ts';
import { snapshot, type Tree, tree } from '../support/tree.ts';

const [ALICE, BOB, STRANGER, GROUP] = [61_001, 61_002, 61_003, 61_600];
const isRoot = process.getuid?.() === 0;
const canBecome = isRoot && spawnSync('setpriv', ['--version']).status === 0;

it.runIf(process.env['CI'] && isRoot)('CI has setpriv', () => expect(canBecome).toBe(true));

/** As docs/shared-projects.md says it is set up. Results of alice's are in it. */
function sharedProject({ owner = 0, umask = 0o002 } = {}): Tree {
  const t = smallProject();
  const run = t.at('outputs/results/run1');
  mkdirSync(`${run}/sub`, { recursive: true });
  writeFileSync(`${run}/sub/metrics.json`, '{}');
  writeFileSync(t.at('outputs/results/table.csv'), 'a,b');
  for (const [program, ...args] of [
    ['chown', '-hR', `${owner}:${GROUP}`, t.root],
    ['chmod', '-R', 'g+rwX', t.root],
    ['chown', '-hR', `${ALICE}:${GROUP}`, run, t.at('outputs/results/table.csv')],
    ['find', t.root, '-type', 'd', '-exec', 'chmod', 'g+s,o+rx', '{}', '+'],
    ['chmod', '-R', (0o777 & ~umask).toString(8), run],
  ] as const) {
    if (spawnSync(program, args).status !== 0) throw new Error(`${program} failed`);
  }
  return t;
}

const asMember = (uid: number, umask: string, groups: string, program: readonly string[]): readonly string[] => [
  ...['--reuid', String(uid), '--regid', String(uid), ...(groups === '' ? ['--clear-groups'] : ['--groups', groups])],
  ...['sh', '-c', `umask ${umask}; exec "$@"`, 'sh', ...program],
];

interface Setting {
  readonly umask?: string;
  readonly groups?: string;
  readonly env?: Readonly<Record<string, string>>;
}

function outputsAs(
  uid: number,
  t: Tree,
  args: readonly string[],
  { umask = '002', groups = String(GROUP), env = {} }: Setting = {},
): Ran {
  const { status, stdout, stderr } = spawnSync(
    'setpriv',
    asMember(uid, umask, groups, [process.execPath, command, '-C', t.root, ...args]),
    { cwd: t.root, env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', ...env }, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

const trashOf = (t: Tree): string => t.at('outputs/.trash');
const modeOf = (path: string): string => (lstatSync(path).mode & 0o7777).toString(8);
const operationsIn = (t: Tree): readonly string[] =>
  readdirSync(trashOf(t)).filter((name) => /^\d{8}T/.test(name) && !name.endsWith('.redo'));

describe.skipIf(!canBecome)('a project that a group shares', () => {
  it.each([
    ['002', 'root’s', 0],
    ['022', 'root’s', 0],
    ['077', 'nobody’s of both', STRANGER],
  ])('is used by both with umask %s, where it is %s', (umask, _, owner) => {
    using t = sharedProject();
    if (owner !== 0) chownSync(t.at('outputs'), owner, GROUP);
    if (owner !== 0) chmodSync(t.at('outputs'), 0o2775);
    const before = snapshot(t.at('outputs/results'));
    const places = Object.keys(before);
    expect(outputsAs(ALICE, t, ['clean', '--results', '--yes'], { umask })).toMatchObject({ status: 0 });
    const [operation] = operationsIn(t);
    for (const folder of ['', `/${operation}`, `/${operation}/items`]) expect(modeOf(trashOf(t) + folder)).toBe('2770');
    for (const file of ['history.jsonl', `${operation}/plan.jsonl`, `${operation}/state.jsonl`, 'RESERVE'])
      expect(modeOf(`${trashOf(t)}/${file}`)).toBe('660');

    expect(outputsAs(BOB, t, ['history'])).toMatchObject({ status: 0, stdout: expect.stringContaining(`${ALICE}@`) });
    expect(outputsAs(BOB, t, ['undo'], { umask })).toMatchObject({ status: 0, stderr: '' });
    expect(Object.keys(snapshot(t.at('outputs/results')))).toEqual(places);
    expect(lstatSync(t.at('outputs/results/run1')).uid).toBe(ALICE);

    expect(outputsAs(ALICE, t, ['redo', '--yes'], { umask })).toMatchObject({ status: 0 });
    expect(operationsIn(t)).toHaveLength(1);
    const emptied = outputsAs(BOB, t, ['clean', '--trash', '--yes'], { umask });
    expect(emptied).toMatchObject({ status: 0, stdout: expect.stringContaining('Freed 1 operation') });
    expect(operationsIn(t)).toEqual([]);
  });

  it('members free what has expired, and go on with what a colleague was interrupted in', () => {
    using t = sharedProject();
    expect(outputsAs(ALICE, t, ['clean', '--results', '--yes'])).toMatchObject({ status: 0 });
    const [operation] = operationsIn(t) as [string];
    spawnSync('mv', [`${trashOf(t)}/${operation}`, `${trashOf(t)}/purge-${operation}`]);
    expect(outputsAs(BOB, t, ['prune-checkpoints', '--yes'], { umask: '022' })).toMatchObject({ status: 0, stderr: '' });
    expect(operationsIn(t)).toHaveLength(1);
    expect(existsSync(`${trashOf(t)}/purge-${operation}`)).toBe(false);
  });

  it('everybody looks, and makes nothing: members, and others where the files may be read', () => {
    using t = sharedProject();
    const before = snapshot(t.root);
    for (const args of [
      ['status'],
      ['history'],
      ['clean', '--results', '--dry-run'],
      ['prune-checkpoints', '--dry-run'],
      ['paths'],
    ]) {
      expect(outputsAs(BOB, t, args)).toMatchObject({ status: 0, stderr: '' });
      expect(outputsAs(STRANGER, t, args, { groups: '' })).toMatchObject({ status: 0 });
    }
    expect(snapshot(t.root)).toEqual(before);
  });

  it('who is not of the group hears that the trash is, and can still look', () => {
    using t = sharedProject();
    expect(outputsAs(ALICE, t, ['clean', '--results', '--yes'])).toMatchObject({ status: 0 });
    const before = snapshot(t.root);
    const member = expect.stringContaining(`is shared by group ${GROUP}, which you are not in`);
    const asStranger = (...args: readonly string[]) => outputsAs(STRANGER, t, args, { groups: '' });
    expect(asStranger('status')).toMatchObject({ status: 3, stderr: member, stdout: expect.stringContaining('checkpoints') });
    expect(asStranger('history')).toMatchObject({ status: 4, stderr: member });
    expect(asStranger('prune-checkpoints', '--dry-run')).toMatchObject({
      stderr: member,
      stdout: expect.stringContaining('Would'),
    });
    expect(asStranger('prune-checkpoints', '--yes')).toMatchObject({ status: 4, stderr: member });
    expect(snapshot(t.root)).toEqual(before);
  });

  it('a colleague’s private trash is left alone, and its owner is told how to share it', () => {
    using t = sharedProject();
    expect(outputsAs(ALICE, t, ['clean', '--results', '--yes'])).toMatchObject({ status: 0 });
    for (const args of [['-hR', `${ALICE}:${ALICE}`, trashOf(t)]]) spawnSync('chown', args);
    spawnSync('chmod', ['-R', 'g-rwxs', trashOf(t)]);
    const before = snapshot(t.root);
    const refused = outputsAs(BOB, t, ['prune-checkpoints', '--yes']);
    expect(refused).toMatchObject({ status: 4, stderr: expect.stringContaining(`belongs to another user (${ALICE})`) });
    expect(refused.stderr).not.toMatch(/move it|mv |rm /);
    expect(outputsAs(BOB, t, ['history'])).toMatchObject({ status: 4, stderr: expect.stringContaining('who has not shared it') });
    expect(outputsAs(BOB, t, ['status'])).toMatchObject({ status: 3, stderr: expect.stringContaining('who has not shared it') });
    expect(outputsAs(BOB, t, ['clean', '--cache', '--dry-run'])).toMatchObject({ stdout: expect.stringContaining('Would') });
    expect(snapshot(t.root)).toEqual(before);
    // Alice herself goes on as before, and what the message says opens it.
    expect(outputsAs(ALICE, t, ['history'])).toMatchObject({ status: 0 });
    const advice = /can share it: (.*)\n/.exec(refused.stderr)?.[1] ?? '';
    const shared = spawnSync('setpriv', asMember(ALICE, '022', String(GROUP), ['sh', '-c', advice]), { encoding: 'utf8' });
    expect(shared).toMatchObject({ status: 0, stderr: '' });
    expect(outputsAs(BOB, t, ['undo'])).toMatchObject({ status: 0, stderr: '' });
    expect(existsSync(t.at('outputs/results/run1/sub/metrics.json'))).toBe(true);
  });

  it('a folder that is a colleague’s alone stays whole, and the summary says what they can run', () => {
    using t = sharedProject({ umask: 0o022 });
    const before = snapshot(t.at('outputs/results/run1'));
    const ran = outputsAs(BOB, t, ['clean', '--results', '--yes']);
    expect(ran).toMatchObject({ status: 3, stderr: expect.stringContaining(`run1 belongs to user ${ALICE}`) });
    expect(snapshot(t.at('outputs/results/run1'))).toEqual(before);
    expect(existsSync(t.at('outputs/results/table.csv'))).toBe(false);
    const advice = /can run: (find .*)\n/.exec(ran.stderr)?.[1] ?? '';
    spawnSync('setpriv', asMember(ALICE, '022', String(GROUP), ['sh', '-c', advice]));
    expect(outputsAs(BOB, t, ['clean', '--results', '--yes'])).toMatchObject({ status: 0 });
    expect(existsSync(t.at('outputs/results/run1'))).toBe(false);
  });

  it('in a sticky section moves only what is theirs, and says whose the rest is and what helps', () => {
    using t = sharedProject();
    writeFileSync(t.at('outputs/results/mine.csv'), 'a,b');
    chownSync(t.at('outputs/results/mine.csv'), BOB, GROUP);
    chmodSync(t.at('outputs/results'), 0o3775);
    const theirs = `run1 (the first of 2) belongs to user ${ALICE}, and its folder is sticky`;
    const before = snapshot(t.root);
    const dry = outputsAs(BOB, t, ['clean', '--results', '--dry-run']);
    expect(dry).toMatchObject({ status: 0, stderr: expect.stringContaining(theirs) });
    expect(dry.stdout.match(/(run1\/|table\.csv) .*of user 61001, who alone may move it/g)).toHaveLength(2);
    expect(dry.stdout).toContain('Would move 1 result');
    expect(snapshot(t.root)).toEqual(before);
    const ran = outputsAs(BOB, t, ['clean', '--results', '--yes']);
    expect(ran).toMatchObject({ status: 0, stderr: expect.stringContaining(theirs) });
    expect(readdirSync(t.at('outputs/results')).sort()).toEqual(['run1', 'table.csv']);
    const [program = '', ...args] = (/: (chmod -t .*)\n/.exec(ran.stderr)?.[1] ?? '').replaceAll("'", '').split(' ');
    expect(spawnSync(program, args).status).toBe(0);
    expect(outputsAs(BOB, t, ['clean', '--results', '--yes'])).toMatchObject({ status: 0 });
    expect(readdirSync(t.at('outputs/results'))).toEqual([]);
  });

  it.each([
    ['checkpoints', ['prune-checkpoints', '--yes'], ['UNet_epoch_1.pth', 'UNet_epoch_2.pth']],
    ['logs', ['prune-logs'], ['old.log']],
    ['cache', ['clean', '--cache'], ['data']],
  ])('in sticky %s, %j keeps what is a colleague’s as planned', (section, args, theirs) => {
    using t = sharedProject();
    const folder = t.at(`outputs/${section}`);
    spawnSync('chown', ['-hR', `${ALICE}:${GROUP}`, ...theirs.map((name) => `${folder}/${name}`)]);
    chmodSync(folder, 0o3775);
    const before = readdirSync(folder);
    const kept = expect.stringContaining('who alone may move it out of a sticky folder');
    for (const flags of [['--dry-run'], []])
      expect(outputsAs(BOB, t, [...args, ...flags]), flags.join('')).toMatchObject({ status: 0, stdout: kept });
    expect(readdirSync(folder)).toEqual(before);
    expect(outputsAs(ALICE, t, args)).toMatchObject({ status: 0 });
    for (const name of theirs) expect(readdirSync(folder)).not.toContain(name);
  });

  it.each(['022', '077'])('what promote and name --mkdir make with umask %s, the group can use', (umask) => {
    using t = sharedProject();
    writeFileSync(t.at('outputs/checkpoints/UNet_best.pth'), 'weights');
    rmSync(t.at('outputs/logs'), { recursive: true });
    const promoted = outputsAs(ALICE, t, ['promote', 'UNet_best.pth', '--accept-unknown'], { umask });
    expect(promoted).toMatchObject({ status: 0 });
    expect(outputsAs(ALICE, t, ['name', 'log', '--model', 'unet', '--mkdir'], { umask })).toMatchObject({ status: 0 });
    const made = readdirSync(t.at('outputs/models')).map((name) => t.at(`outputs/models/${name}`));
    expect(made.length).toBeGreaterThan(1);
    for (const path of made) {
      expect([path, modeOf(path).slice(0, 2)]).toEqual([path, '66']);
      expect(lstatSync(path).gid).toBe(GROUP);
    }
    for (const folder of ['models', 'logs']) {
      expect(modeOf(t.at(`outputs/${folder}`))).toMatch(/^277/);
      expect(lstatSync(t.at(`outputs/${folder}`)).gid).toBe(GROUP);
    }
    // A colleague goes on with both.
    expect(outputsAs(BOB, t, ['clean', '--models', '--yes'], { umask })).toMatchObject({ status: 0 });
    expect(readdirSync(t.at('outputs/models'))).toEqual([]);
    const wrote = spawnSync('setpriv', asMember(BOB, umask, String(GROUP), ['touch', t.at('outputs/logs/of-bob.log')]));
    expect(wrote.status).toBe(0);
  });

  it('what has such a folder inside goes to the trash and comes back, and is not freed by halves', () => {
    using t = sharedProject();
    const sub = t.at('outputs/results/run1/sub');
    chmodSync(sub, 0o755);
    const names = Object.keys(snapshot(t.at('outputs/results')));
    expect(outputsAs(BOB, t, ['clean', '--results', '--yes', '--permanent'])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining(`run1/sub belongs to user ${ALICE}`),
    });
    expect(existsSync(`${sub}/metrics.json`)).toBe(true);
    writeFileSync(t.at('outputs/results/table.csv'), 'a,b');
    expect(outputsAs(BOB, t, ['clean', '--results', '--yes'])).toMatchObject({ status: 0 });
    const emptied = outputsAs(BOB, t, ['clean', '--trash', '--yes']);
    expect(emptied).toMatchObject({ status: 3, stdout: expect.stringContaining("a folder in it is another user's") });
    expect(outputsAs(ALICE, t, ['undo'])).toMatchObject({ status: 0 });
    expect(Object.keys(snapshot(t.at('outputs/results')))).toEqual(names);
  });

  it('one at a time: the message names the colleague by number, and what a dead one left is taken over', async () => {
    using t = sharedProject();
    expect(outputsAs(ALICE, t, ['clean', '--results', '--yes'])).toMatchObject({ status: 0 });
    const holder = { version: 1, lock: 'kernel', pid: 1 << 30, startTicks: null, bootId: null, pidNamespace: null };
    const file = `${trashOf(t)}/holder.json`;
    writeFileSync(
      file,
      JSON.stringify({ ...holder, host: 'h', machineId: null, user: String(ALICE), command: 'prune', since: '2026' }),
    );
    chownSync(file, ALICE, GROUP);
    chmodSync(file, 0o660);
    const working = spawn(
      'setpriv',
      asMember(ALICE, '002', String(GROUP), ['flock', '-x', trashOf(t), 'sh', '-c', 'echo ready; cat']),
    );
    await once(working.stdout, 'data');
    const locked = outputsAs(BOB, t, ['undo']);
    working.stdin.end();
    await once(working, 'close');
    expect(locked).toMatchObject({ status: 5, stderr: expect.stringContaining(`user ${ALICE}`) });
    expect(outputsAs(BOB, t, ['undo'])).toMatchObject({ status: 0, stderr: '' });
    expect(existsSync(file)).toBe(false);
  });
});

/** A `.git` whose index names one file, all of it of the owner of the project. */
function withRepository(t: Tree, owner: number): void {
  for (const args of [
    ['init', '-q'],
    ['add', '-f', 'outputs/results/table.csv'],
  ])
    if (spawnSync('git', ['-c', 'safe.directory=*', '-C', t.root, ...args]).status !== 0) throw new Error('git failed');
  spawnSync('chown', ['-hR', `${owner}:${GROUP}`, t.at('.git')]);
  spawnSync('chmod', ['-R', 'g+rwX', t.at('.git')]);
}

const LOOKS: readonly (readonly string[])[] = [
  ['status'],
  ['history'],
  ['doctor'],
  ['pin', '--list'],
  ['clean', '--results', '--dry-run'],
  ['clean', '--cache', '--dry-run'],
  ['prune-checkpoints', '--dry-run'],
  ['prune-logs', '--dry-run'],
  ['undo', '--dry-run'],
  ['init', '--dry-run'],
];

describe.skipIf(!canBecome)('the config and .git are a colleague’s', () => {
  it('everybody of the group looks without trust, and makes nothing', () => {
    using t = sharedProject({ owner: ALICE });
    withRepository(t, ALICE);
    const before = snapshot(t.root);
    for (const args of LOOKS) expect(outputsAs(BOB, t, args), args.join(' ')).toMatchObject({ status: 0 });
    expect(outputsAs(BOB, t, ['check']).status).toBe(1);
    // What alice tracks is protected in the dry run, too.
    expect(outputsAs(BOB, t, ['clean', '--results', '--dry-run']).stdout).toMatch(/table\.csv .*tracked/);
    expect(snapshot(t.root)).toEqual(before);
  });

  it('where only .git is a colleague’s, all of the group find the same project from any folder', () => {
    using t = sharedProject();
    withRepository(t, ALICE);
    rmSync(t.at('configs'), { recursive: true });
    mkdirSync(t.at('src/deep'), { recursive: true });
    using home = tree({});
    chownSync(home.root, BOB, BOB);
    const env = { XDG_CONFIG_HOME: home.root };
    for (const user of [ALICE, BOB]) {
      const found = outputsAs(user, t, ['-C', t.at('src/deep'), 'status'], { env });
      expect(found).toMatchObject({ status: 0, stdout: expect.stringContaining('checkpoints') });
    }
    const clean = ['-C', t.at('src/deep'), 'clean', '--results', '--yes'];
    expect(outputsAs(BOB, t, clean, { env })).toMatchObject({ status: 4, stderr: expect.stringContaining('outputs trust') });
    expect(outputsAs(BOB, t, ['-C', t.at('src/deep'), 'trust'], { env })).toMatchObject({ status: 0 });
    expect(outputsAs(BOB, t, clean, { env })).toMatchObject({ status: 0 });
    expect(readdirSync(t.at('outputs/results'))).toEqual(['table.csv']);
    expect(readdirSync(t.at('src/deep'))).toEqual([]);
  });

  it('who is not of the group is refused', () => {
    using t = sharedProject({ owner: ALICE });
    withRepository(t, ALICE);
    for (const args of [['status'], ['clean', '--results', '--dry-run']])
      expect(outputsAs(STRANGER, t, args, { groups: '' })).toMatchObject({
        status: 4,
        stderr: expect.stringContaining('outputs trust'),
      });
  });

  it('a command that changes something, and one whose answer a shell uses, names outputs trust; after it all work', () => {
    using t = sharedProject({ owner: ALICE });
    withRepository(t, ALICE);
    using home = tree({});
    chownSync(home.root, BOB, BOB);
    const env = { XDG_CONFIG_HOME: home.root };
    const before = snapshot(t.root);
    for (const args of [
      ['clean', '--results', '--yes'],
      ['undo'],
      ['redo', '--yes'],
      ['prune-checkpoints', '--yes'],
      ['prune-logs', '--yes'],
      ['init', '--yes'],
      ['pin', 'outputs/checkpoints/UNet_epoch_1.pth'],
      ['name', 'log', '--model', 'unet', '--mkdir'],
      ['paths'],
      ['env'],
    ])
      expect(outputsAs(BOB, t, args, { env }), args.join(' ')).toMatchObject({
        status: 4,
        stderr: expect.stringContaining('outputs trust'),
      });
    expect(snapshot(t.root)).toEqual(before);
    expect(outputsAs(BOB, t, ['trust'], { env })).toMatchObject({ status: 0 });
    for (const args of [
      ['clean', '--results', '--yes'],
      ['undo'],
      ['redo', '--yes'],
      ['prune-checkpoints', '--yes'],
      ['prune-logs', '--yes'],
      ['init', '--yes'],
      ['paths'],
      ['env'],
    ])
      expect(outputsAs(BOB, t, args, { env }), args.join(' ')).toMatchObject({ status: 0 });
    expect(existsSync(t.at('outputs/results/run1'))).toBe(false);
    expect(existsSync(t.at('outputs/results/table.csv'))).toBe(true);
    expect(outputsAs(BOB, t, ['pin', 'outputs/checkpoints/UNet_best.pth'], { env })).toMatchObject({
      status: 4,
      stderr: expect.stringContaining('- checkpoints/UNet_best.pth'),
    });
  });

  it('outputs trust makes folders that count with umask 002, and says why it would not count in others', () => {
    using t = sharedProject({ owner: ALICE });
    using home = tree({});
    chownSync(home.root, BOB, STRANGER);
    const env = { HOME: home.root, XDG_CONFIG_HOME: home.at('.config') };
    const clean = () => outputsAs(BOB, t, ['clean', '--cache'], { env });
    expect(outputsAs(BOB, t, ['trust'], { env })).toMatchObject({ status: 0, stderr: '' });
    expect([modeOf(home.at('.config')), modeOf(home.at('.config/outputs'))]).toEqual(['700', '700']);
    expect(clean()).toMatchObject({ status: 0, stderr: '' });
    // A private group whose number is not the user's own: nobody can tell who is in it.
    chownSync(home.at('.config'), BOB, STRANGER);
    chmodSync(home.at('.config'), 0o775);
    const advice = expect.stringContaining(`chmod go-w ${home.at('.config')}\n`);
    expect(outputsAs(BOB, t, ['init', '--yes'], { env })).toMatchObject({ status: 4, stderr: advice });
    rmSync(home.at('.config/outputs'), { recursive: true });
    expect(outputsAs(BOB, t, ['trust'], { env })).toMatchObject({
      status: 4,
      stderr: expect.stringMatching(/would not count: .*chmod go-w/),
    });
    expect(readdirSync(home.at('.config'))).toEqual([]);
    chmodSync(home.at('.config'), 0o755);
    expect(outputsAs(BOB, t, ['trust'], { env })).toMatchObject({ status: 0 });
    expect(outputsAs(BOB, t, ['init', '--yes'], { env })).toMatchObject({ status: 0 });
  });

  it('without a home folder, outputs trust says where else it can be written', () => {
    using t = sharedProject({ owner: ALICE });
    const elsewhere = 'set XDG_CONFIG_HOME to a folder of your own';
    for (const HOME of ['/nonexistent', '/']) {
      const said = outputsAs(BOB, t, ['trust'], { env: { HOME } });
      expect(said).toMatchObject({ status: 3, stdout: expect.stringContaining(elsewhere) });
    }
    const said = outputsAs(BOB, t, ['trust'], { env: { HOME: '' } });
    expect(said).toMatchObject({ status: 4, stderr: expect.stringContaining(elsewhere) });
  });
});

describe.skipIf(!canBecome)('what init makes in a project of a group', () => {
  it.each(['022', '077'])('everybody of the group can use, with umask %s', (umask) => {
    using t = sharedProject();
    expect(outputsAs(ALICE, t, ['init', '--yes'], { umask })).toMatchObject({ status: 0 });
    const rest = umask === '022' ? 5 : 0;
    expect(modeOf(t.at('outputs/models'))).toBe(`277${rest}`);
    expect(modeOf(t.at('outputs/README.md'))).toBe(`66${rest === 0 ? 0 : 4}`);
    writeFileSync(t.at('outputs/models/m.pth'), 'm');
    expect(outputsAs(BOB, t, ['init', '--dry-run'])).toMatchObject({ status: 0 });
    const wrote = spawnSync('setpriv', asMember(BOB, '022', String(GROUP), ['touch', t.at('outputs/models/of-bob')]));
    expect(wrote.status).toBe(0);
  });

  it('has the umask’s mode where the group may not write', () => {
    using t = sharedProject();
    chownSync(t.at('outputs'), ALICE, GROUP);
    chmodSync(t.at('outputs'), 0o2755);
    expect(outputsAs(ALICE, t, ['init', '--yes'], { umask: '022' })).toMatchObject({ status: 0 });
    expect(modeOf(t.at('outputs/models'))).toBe('2755');
  });
});

describe.skipIf(!canBecome)('nothing is shared', () => {
  it('where the folder is its owner’s alone: then the trash is, too', () => {
    using t = sharedProject();
    chownSync(t.at('outputs'), ALICE, GROUP);
    chmodSync(t.at('outputs'), 0o2755);
    expect(outputsAs(ALICE, t, ['clean', '--results', '--yes'])).toMatchObject({ status: 0 });
    expect(modeOf(trashOf(t))).toBe('2700');
    expect(modeOf(`${trashOf(t)}/history.jsonl`)).toBe('600');
  });

  it('where a new trash would be of another group', () => {
    using t = sharedProject();
    chmodSync(t.at('outputs'), 0o775);
    expect(outputsAs(ALICE, t, ['clean', '--results', '--yes'])).toMatchObject({ status: 0 });
    expect(modeOf(trashOf(t))).toBe('700');
  });

  it('with everybody: a trash that every user can write to is refused, with what closes it', () => {
    using t = sharedProject();
    mkdirSync(trashOf(t));
    chownSync(trashOf(t), ALICE, GROUP);
    chmodSync(trashOf(t), 0o2777);
    expect(outputsAs(BOB, t, ['clean', '--results', '--yes'])).toMatchObject({
      status: 4,
      stderr: expect.stringContaining(`user ${ALICE} can close it: chmod o-w`),
    });
    expect(readdirSync(trashOf(t))).toEqual([]);
  });

  it('with root, who is told to leave it to a member', () => {
    using t = sharedProject();
    const { status, stderr } = spawnSync(process.execPath, [command, '-C', t.root, 'clean', '--results', '--yes'], {
      encoding: 'utf8',
    });
    expect(status).toBe(4);
    expect(stderr).toContain(`run it as a member of group ${GROUP}`);
    expect(readFileSync(t.at('outputs/results/table.csv'), 'utf8')).toBe('a,b');
  });
});
