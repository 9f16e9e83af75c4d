// For whom a project is looked for, and whose own configuration counts.

import type { ProjectRequest } from '../config/read/find-project.ts';
import type { System } from './host.ts';

type Asking = Pick<ProjectRequest, 'uid' | 'groups' | 'systemHome' | 'userConfig' | 'becomeUser' | 'proc'>;

/** Asked anew each time, since root may have become another user: so `request` is put into it, and it is never spread. */
export function askedBy<Request extends object>(
  context: Pick<System, 'uid' | 'groups' | 'systemHome' | 'userConfig' | 'becomeUser' | 'proc'>,
  request: Request,
): Request & Asking {
  const asking: Asking = {
    groups: context.groups,
    becomeUser: context.becomeUser,
    proc: context.proc,
    get uid() {
      return context.uid;
    },
    get systemHome() {
      return context.systemHome;
    },
    get userConfig() {
      return context.userConfig;
    },
  };
  return Object.assign(asking, request);
}
