// @ts-check
// Loaded before a command that is measured: on its end it writes the most memory it took, in kibibytes, to descriptor 3.
'use strict';

const { writeSync } = require('node:fs');

process.on('exit', () => {
  writeSync(3, String(process.resourceUsage().maxRSS));
});
