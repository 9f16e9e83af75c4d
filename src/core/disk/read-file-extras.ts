// Looks whether a file has what a new one in its place would not have: an access list, extended attributes, flags. Node can ask for none
// of them, so the programs that can are run: only those of the system, by their absolute path, with nothing of our environment.

import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { platform } from 'node:os';
import { dirname } from 'node:path/posix';
import { accessListDiffers, fixingFlag, namesOfAttributes, strangeAttribute } from '../lib/file-extras.ts';
import { fsPath } from '../lib/path-text.ts';
import type { PathText } from '../types/primitives.ts';
import { attempt } from './directory.ts';
import { filesystemAt } from './filesystem-at.ts';

/** Where a system keeps its programs: only root writes there. */
const FOLDERS = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/run/current-system/sw/bin'];
const OTHERS_MAY_WRITE = 0o022;
const PATIENCE_MS = 5000;
const LARGEST_ANSWER = 1 << 20;
/** They have no users, so no lists of them either. */
const WITHOUT_EXTRAS: ReadonlySet<string> = new Set(['fat', 'exfat']);

const UNKNOWN =
  'nobody here says whether it has an access list or extended attributes (are the packages acl and attr installed?)';
/** Prints what `getfattr` would; `-I -S`: nothing of the environment, of this folder or of the user is imported. */
const IN_PYTHON = `import os, sys
for path in sys.argv[1:]:
    sys.stdout.buffer.write(b"\\n".join(os.fsencode(name) for name in os.listxattr(os.fsencode(path), follow_symlinks=False)) + b"\\n\\n")`;

/** Why a new file could not be the same as this one; null where it can. `mode`: its permission bits. Knows Linux only. */
export function extraOf(path: PathText, mode: number): string | null {
  if (platform() !== 'linux' || WITHOUT_EXTRAS.has(filesystemAt(path)?.name ?? '')) return null;
  const folder = dirname(path);
  const flags = ask('lsattr', ['-d', '--', path, folder]);
  const flag = flags === null ? null : fixingFlag(flags);
  if (flag !== null) return flag;
  const lists = ask('getfacl', ['--absolute-names', '--numeric', '--omit-header', '--', path, folder]);
  const names = ask('getfattr', ['--absolute-names', '--no-dereference', '-m', '-', '--', path]);
  if (lists !== null && names !== null)
    return accessListDiffers(lists, mode) ? 'it has an access list (ACL) of its own' : attributeText(namesOfAttributes(names));
  const asked = ask('python3', ['-I', '-S', '-c', IN_PYTHON, path, folder]);
  if (asked === null) return UNKNOWN;
  const [its = [], ofFolder = []] = asked.split('\n\n').map((each) => each.split('\n'));
  const hasList = its.includes('system.posix_acl_access') || ofFolder.includes('system.posix_acl_default');
  return hasList ? 'it or its folder has an access list (ACL)' : attributeText(its);
}

function attributeText(names: readonly string[]): string | null {
  const name = strangeAttribute(names);
  return name === null ? null : `it has an extended attribute (${name})`;
}

/** What it printed; null where it is not installed, failed, or took too long: no answer is not "nothing". */
function ask(program: string, args: readonly string[]): string | null {
  const file = FOLDERS.map((folder) => `${folder}/${program}`).find(isOfTheSystem);
  if (file === undefined) return null;
  const answer = attempt(() => {
    try {
      return execFileSync(file, args.map(argument), {
        ...{ cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' }, encoding: 'latin1', timeout: PATIENCE_MS },
        ...{ stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: LARGEST_ANSWER, killSignal: 'SIGKILL' },
      });
    } catch (error) {
      throw Object.assign(new Error(`${program} did not answer`), { code: 'EIO', syscall: program, cause: error });
    }
  });
  return answer.ok ? answer.value : null;
}

/** Node takes arguments as UTF-8 only: what is none cannot be asked about. */
function argument(text: string): string {
  if (typeof fsPath(text) !== 'string') throw new Error('not UTF-8');
  return text;
}

function isOfTheSystem(file: string): boolean {
  const stats = attempt(() => statSync(file));
  return stats.ok && stats.value.isFile() && stats.value.uid === 0 && (stats.value.mode & OTHERS_MAY_WRITE) === 0;
}
