// Says why a trash is not used, and what its owner can do about it. Never to move it away: it may hold what somebody wants back.

import { escapeText } from '../lib/escape.ts';
import { type Access, OTHERS_WRITE } from '../trust/access.ts';
import type { Distrust } from '../trust/shared-trash.ts';
import type { PathText } from '../types/primitives.ts';

/** `above`: of the folder that it lies in. The sentence after its path, and the hint. */
export function whyDistrusted(
  { is }: Distrust,
  { path, trash, above }: { readonly path: PathText; readonly trash: Access; readonly above: Access },
): readonly [why: string, hint: string] {
  const its = quoted(path);
  switch (is) {
    case 'theirs':
      return [
        `belongs to another user (${trash.uid})`,
        `run it as user ${trash.uid}; several users can share a project through a group: docs/shared-projects.md`,
      ];
    case 'not-shared':
      return [
        `belongs to another user (${trash.uid}), who has not shared it with the group`,
        `user ${trash.uid} can share it: chgrp -R ${above.gid} ${its}; chmod -R g+rwX,o-w ${its}; find ${its} -type d -exec chmod g+s {} +`,
      ];
    case 'open':
      return [
        `can be written by others (mode ${trash.mode.toString(8)})`,
        `look at what lies in it; then user ${trash.uid} can close it: ${(trash.mode & OTHERS_WRITE) === 0 ? 'chmod g-w' : 'chmod o-w'} ${its}`,
      ];
    case 'not-a-member':
      return [
        `is shared by group ${trash.gid}, which you are not in`,
        'somebody who administers this machine can make you a member; it counts from your next login',
      ];
    default:
      return is satisfies never;
  }
}

/** For sh; a control character shows as an escape, which nobody can paste by accident. */
function quoted(path: PathText): string {
  const shown = escapeText(path);
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}
