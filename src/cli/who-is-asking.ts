// For whom a project is looked for, and whose own configuration counts.

import type { ProjectRequest } from '../core/project/find-project.ts';
import type { Context } from './context.ts';

/** Asked anew each time: root may have become another user since. */
export function whoIsAsking(
  context: Pick<Context, 'uid' | 'systemHome' | 'userConfig'>,
): Pick<ProjectRequest, 'uid' | 'systemHome' | 'userConfig'> {
  return {
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
}
