// Gives a project a configuration.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function writeConfig(project: string, text: string | Uint8Array): void {
  mkdirSync(join(project, 'configs'), { recursive: true });
  writeFileSync(join(project, 'configs/project_config.yaml'), text);
}
