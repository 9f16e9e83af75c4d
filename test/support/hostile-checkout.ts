// A repository whose configuration names a program wherever git would run one, and a pipe wherever git would wait at one. Whoever runs
// such a program leaves a mark.

import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { type Tree, type TreeSpec, tree } from './tree.ts';

export interface HostileCheckout extends Tree {
  /** Whether any of its programs ran. */
  readonly hasRun: () => boolean;
}

const FILES: TreeSpec = {
  'p/configs/project_config.yaml': 'outputs: {root: outputs}\n',
  'p/a/f': 'x\n',
  'p/train.py': 'torch.save(x, "outputs/checkpoints/u_epoch_1.pth")\n',
  'p/.gitignore': 'outputs/\n',
  'p/.gitattributes': '* filter=evil diff=evil merge=evil\n',
  'p/outputs/cache/tracked': 'the committed one\n',
  'p/outputs/cache/other': { bytes: 9, age: '9d' },
  'p/outputs/checkpoints/u_epoch_1.pth': { bytes: 9, age: '9d' },
  'p/outputs/checkpoints/u_epoch_2.pth': { bytes: 9, age: '9d' },
  'p/outputs/logs/a.log': { bytes: 9, age: '9d' },
  'p/outputs/results/m/metrics.json': '{"m": {"loss": 1}}',
};

export function gitIn(folder: string, ...args: readonly string[]): string {
  const plain = ['-c', 'user.name=x', '-c', 'user.email=x@x', '-c', 'init.defaultBranch=main', '-c', 'safe.directory=*'];
  return execFileSync('git', [...plain, ...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Committed, `outputs/cache/tracked` too. `before` runs while git can still be used there. */
export function hostileCheckout(before: (project: string) => void = () => {}): HostileCheckout {
  const t = tree(FILES);
  const [project, program] = [t.at('p'), t.at('evil.sh')];
  writeFileSync(program, `#!/bin/sh\n: > "${t.at('has-run')}"\nexit 1\n`);
  chmodSync(program, 0o755);
  gitIn(project, 'init', '-q');
  gitIn(project, 'add', '-A');
  gitIn(project, 'add', '-f', 'outputs/cache/tracked');
  gitIn(project, 'commit', '-qm', '1');
  before(project);
  execFileSync('mkfifo', [t.at('p/.git/pipe')]);
  mkdirSync(t.at('p/.git/evil-hooks'));
  for (const hook of ['post-index-change', 'reference-transaction', 'fsmonitor-watchman', 'post-checkout']) {
    writeFileSync(t.at(`p/.git/evil-hooks/${hook}`), `#!/bin/sh\n${program}\n`);
    chmodSync(t.at(`p/.git/evil-hooks/${hook}`), 0o755);
  }
  appendFileSync(t.at('p/.git/config'), hostileConfig(program));
  return Object.assign(t, { hasRun: () => existsSync(t.at('has-run')) });
}

function hostileConfig(program: string): string {
  const aliases = ['ls-files', 'rev-parse', 'diff-index', 'status', 'cat-file', 'check-ignore', 'check-attr'];
  return `
[core]
	repositoryformatversion = 1
	fsmonitor = ${program}
	hooksPath = .git/evil-hooks
	sshCommand = ${program}
	pager = ${program}
	editor = ${program}
	askPass = ${program}
	gitProxy = ${program}
	alternateRefsCommand = ${program}
[extensions]
	partialClone = origin
[remote "origin"]
	promisor = true
	url = ext::${program}
	uploadpack = ${program}
[protocol]
	allow = always
[protocol "ext"]
	allow = always
[filter "evil"]
	clean = ${program}
	smudge = ${program}
	process = ${program}
	required = true
[diff "evil"]
	textconv = ${program}
	command = ${program}
[diff]
	external = ${program}
[merge "evil"]
	driver = ${program}
[credential]
	helper = !${program}
[gpg]
	program = ${program}
[log]
	showSignature = true
[uploadpack]
	packObjectsHook = ${program}
[alias]
${aliases.map((name) => `	${name} = !${program}`).join('\n')}
[include]
	path = pipe
`;
}
