// Opens a project for the use cases: what the configuration says, and the host that they work with.

import type { Project } from '../types/project.ts';
import type { Host } from './host.ts';

export interface OpenProject {
  readonly project: Project;
  readonly host: Host;
}
