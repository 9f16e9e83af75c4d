// Decides what the card of a promoted model says: Hugging Face's front matter, what is known of the model, and what a person has to add.

import { escapeText } from '../lib/escape.ts';
import type { PromotionRecord } from '../types/plan.ts';

/** The formats of which the Hub's `library_name` is known. */
const LIBRARIES: Readonly<Record<string, string>> = {
  pytorch: 'pytorch',
  'pytorch-legacy': 'pytorch',
  torchscript: 'pytorch',
  keras: 'keras',
  onnx: 'onnx',
  nemo: 'nemo',
};

/** From what the metadata file says alone, so that a card that nobody has touched is known by its text. */
export function modelCard(record: PromotionRecord): string {
  const library = Object.hasOwn(LIBRARIES, record.format) ? LIBRARIES[record.format] : undefined;
  const name = escapeText(record.name);
  const rows = factsOf(record).map(([what, value]) => `| ${what} | ${cell(value)} |`);
  const metrics = record.metrics.map(({ name, value, source }) => {
    const place = `${source.path}${source.line === undefined ? '' : `:${source.line}`}`;
    return `| ${cell(name)} | ${cell(String(value))} | ${cell(place)} |`;
  });
  return [
    '---',
    // JSON is YAML, and says any name.
    `model_name: ${JSON.stringify(name)}`,
    ...(library === undefined ? [] : [`library_name: ${library}`]),
    'tags: []',
    '# license: mit',
    '# datasets: []',
    '---',
    '',
    `# ${inline(name)}`,
    '',
    '<!-- What it is for, what it was trained on, what it cannot do. This file is yours: it is never overwritten. -->',
    '',
    '## Where it comes from',
    '',
    '| | |',
    '| --- | --- |',
    ...rows,
    '',
    ...(metrics.length === 0 ? [] : ['## Results', '', '| metric | value | read in |', '| --- | --- | --- |', ...metrics, '']),
  ].join('\n');
}

function factsOf(record: PromotionRecord): readonly (readonly [string, string])[] {
  const { source, epoch, step, format, git, config, promotedAt, tool } = record;
  const dirty = git?.dirty === true ? ' with changes' : '';
  return [
    ['checkpoint', source],
    ...(epoch === null ? [] : [['epoch', String(epoch)] as const]),
    ...(step === null ? [] : [['step', String(step)] as const]),
    ['format', format],
    ...(git === null ? [] : [['commit', git.commit + dirty] as const]),
    ...(config === null ? [] : [['config', `${config.path} (sha256 ${config.sha256.slice(0, 12)}…)`] as const]),
    ['promoted', `${promotedAt} by ${tool}`],
  ];
}

function cell(text: string): string {
  return inline(escapeText(text)).replaceAll('|', '\\|');
}

/** Nothing that Markdown would take for HTML, code or a link. */
function inline(text: string): string {
  return text.replace(/[<&`*[\]]/g, (character) => `\\${character}`);
}
