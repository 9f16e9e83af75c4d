// Decides from what `getfacl`, `getfattr` and `lsattr` print whether a new file would be the same as an old one to everybody.

/** Every file has it where SELinux runs, and a new one gets the same in the same folder. The access list is compared by itself. */
const USUAL: ReadonlySet<string> = new Set(['security.selinux', 'system.posix_acl_access']);

/** The first of these names that a new file would not have. */
export function strangeAttribute(names: readonly string[]): string | null {
  return names.find((name) => name !== '' && !USUAL.has(name)) ?? null;
}

/** From `getfattr -m -`: a line that names the file, then a name a line. Any other name holds a dot, and no escape of `#` stands before it. */
export function namesOfAttributes(printed: string): readonly string[] {
  return printed.split('\n').filter((line) => line !== '' && !line.startsWith('# file:'));
}

/**
 * From `getfacl --numeric --omit-header FILE FOLDER`. A new file of this mode has the folder's default list, narrowed by the mode; where the
 * folder has none, it has what its mode says.
 */
export function accessListDiffers(printed: string, mode: number): boolean {
  const [its = [], ofFolder = []] = printed.split(/\n\n+/).map((part) => part.split('\n').map(entryOf));
  const defaults = ofFolder.flatMap((line) => (line.startsWith('default:') ? [line.slice('default:'.length)] : []));
  return (
    its
      .filter((line) => line !== '')
      .sort()
      .join() !== listOfNew(defaults, mode).join()
  );
}

/** Without what `getfacl` says of rights that a mask takes away: `user:1000:rw-	#effective:r--`. */
function entryOf(line: string): string {
  return line.replace(/(?<!\s)\s*#effective.*$/, '');
}

function listOfNew(defaults: readonly string[], mode: number): readonly string[] {
  const has = (start: string): boolean => defaults.some((line) => line.startsWith(start));
  if (defaults.length === 0)
    return [`user::${rights(mode >> 6)}`, `group::${rights(mode >> 3)}`, `other::${rights(mode)}`].sort();
  const groupBits = has('mask::') ? 'mask::' : 'group::';
  const narrowed = new Map([
    ['user::', mode >> 6],
    [groupBits, mode >> 3],
    ['other::', mode],
  ]);
  return defaults
    .map((line) => {
      const [start] = /^\w+:[^:]*:/.exec(line) ?? [''];
      const most = narrowed.get(start);
      return most === undefined ? line : start + rights(most & bitsOf(line.slice(start.length)));
    })
    .sort();
}

function bitsOf(written: string): number {
  return (written[0] === 'r' ? 4 : 0) | (written[1] === 'w' ? 2 : 0) | (written[2] === 'x' ? 1 : 0);
}

function rights(bits: number): string {
  return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`;
}

/** From `lsattr -d FILE FOLDER`. A file with these cannot be replaced, and in such a folder nothing can be. */
export function fixingFlag(printed: string): string | null {
  const [file = '', folder = ''] = printed.split('\n').map((line) => line.split(' ')[0] ?? '');
  if (file.includes('i')) return 'it is immutable (chattr +i)';
  if (file.includes('a')) return 'it can only be appended to (chattr +a)';
  if (folder.includes('i')) return 'its folder is immutable (chattr +i)';
  return folder.includes('a') ? 'its folder can only be added to (chattr +a)' : null;
}
