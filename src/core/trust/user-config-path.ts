// Decides where the user's own configuration of this program lies: outside of every project, where no checkout can put it.

import type { PathText } from '../types/primitives.ts';

export interface WhereConfigsAre {
  /** `XDG_CONFIG_HOME`; a relative value counts for nothing, by the specification. */
  readonly told: string | undefined;
  /** The home of the system's user database, or `$HOME` for a user without an entry. */
  readonly home: PathText | null;
}

/** Null for a user without a home. */
export function userConfigPath({ told, home }: WhereConfigsAre): PathText | null {
  const folder = told?.startsWith('/') ? told : home?.startsWith('/') ? `${home.replace(/(?<!\/)\/+$/, '')}/.config` : null;
  return folder === null ? null : `${folder.replace(/(?<!\/)\/+$/, '')}/outputs/config.yaml`;
}

/** In a container there may be no home folder, or one that only root can write to. */
export const OWN_CONFIG_FOLDER_HINT = 'set XDG_CONFIG_HOME to a folder of your own, for this command and for later ones';
