// Writes the records of a `torch.save` of thousands of tensors with their optimizer, as each version orders and names them, with
// the pickle of torch's own shape: what was written out once stands there by reference.

import type { ZipRecord } from './zip.ts';

export interface TorchArchive {
  readonly storages: number;
  /** Of an optimizer, behind the last storage: a number for each. */
  readonly parameters?: number;
  /** Of a second group of it. */
  readonly more?: number;
  /** Behind all of that: two histories, of so many numbers each. */
  readonly losses?: number;
  /** Until 2.x by name as text, then by number. */
  readonly order?: 'text' | 'number';
  readonly folder?: string;
  /** Since 2.x there are more records. */
  readonly isRecent?: boolean;
  readonly protocol?: 2 | 4;
  /** Elements of each storage. */
  readonly elements?: number;
}

export function torchArchive({
  storages,
  parameters = 0,
  more = 0,
  losses = 0,
  order = 'number',
  folder = 'archive',
  isRecent = false,
  protocol = 2,
  elements = 2,
}: TorchArchive): readonly ZipRecord[] {
  const own = (name: string, content: string): ZipRecord => ({ name: `${folder}/${name}`, content: Buffer.from(content) });
  const keys = Array.from({ length: storages }, (_, key) => String(key));
  if (order === 'text') keys.sort();
  return [
    { name: `${folder}/data.pkl`, content: pickleOf({ storages, parameters, more, losses, protocol, elements }) },
    ...(isRecent ? [own('.format_version', '1'), own('.storage_alignment', '64'), own('byteorder', 'little')] : []),
    ...keys.map((key) => ({ name: `${folder}/data/${key}`, content: elements * 4 })),
    own('version', '3\n'),
    ...(isRecent ? [own('.data/serialization_id', '0'.repeat(40))] : []),
  ];
}

type Pickled = Required<Pick<TorchArchive, 'storages' | 'parameters' | 'more' | 'losses' | 'protocol' | 'elements'>>;

function pickleOf({ storages, parameters, more, losses, protocol, elements }: Pickled): Uint8Array {
  const text = (value: string): string =>
    protocol === 4 ? `\x8c${latin1(1, value.length)}${value}` : `X${latin1(4, value.length)}${value}`;
  const named = (module: string, name: string): string =>
    protocol === 4 ? `${text(module)}${text(name)}\x93` : `c${module}\n${name}\n`;
  // Remembered as 1 to 5, and taken off the stack again.
  const once = [
    ...[text('storage'), named('torch', 'FloatStorage'), text('cpu'), named('torch._utils', '_rebuild_tensor_v2')],
    named('collections', 'OrderedDict'),
  ].map((written, at) => `${written}${protocol === 4 && at === 0 ? '\x94' : ''}q${latin1(1, at + 1)}0`);
  const tensor = (key: number): string =>
    `${text(`layers.${key}.weight`)}h\x04((h\x01h\x02${text(String(key))}r${latin1(4, 1000 + key)}h\x03${int(elements)}tQ` +
    `K\0${int(elements)}\x85K\x01\x85\x89h\x05)RtR`;
  const weights = Array.from({ length: storages }, (_, key) => tensor(key)).join('');
  const memo = protocol === 4 ? '\x94' : 'r\x65\x65\x65\x65';
  const list = (items: readonly string[]): string => `]${memo}${batches(items)}`;
  const numbers = (from: number, count: number): string => list(Array.from({ length: count }, (_, at) => int(from + at)));
  const group = (params: string): string => `}(${text('lr')}G${'\0'.repeat(8)}${text('params')}${params}u`;
  const groups = [group(numbers(0, parameters)), ...(more > 0 ? [group(numbers(parameters, more))] : [])];
  // Some numbers have what looks like the end of a thousand in them.
  const history = list(Array.from({ length: losses }, (_, at) => `G?${latin1(4, at)}${at % 300 === 7 ? 'e(G' : '123'}`));
  const histories = losses > 0 ? `${text('train')}${history}${text('val')}${history}` : '';
  const state = `}(${text('state')}}(${weights}u${text('param_groups')}${list(groups)}${histories}u`;
  return Buffer.from(`\x80${latin1(1, protocol)}${once.join('')}${state}.`, 'latin1');
}

/** A thousand at a time, as picklers do. */
function batches(items: readonly string[]): string {
  const starts = Array.from({ length: Math.ceil(items.length / 1000) }, (_, at) => at * 1000);
  return starts.map((start) => batch(items.slice(start, start + 1000))).join('');
}

const batch = (items: readonly string[]): string => (items.length === 1 ? `${items[0]}a` : `(${items.join('')}e`);

function int(value: number): string {
  return value < 0x100 ? `K${latin1(1, value)}` : value < 0x10000 ? `M${latin1(2, value)}` : `J${latin1(4, value)}`;
}

function latin1(bytes: number, value: number): string {
  const written = Buffer.alloc(bytes);
  written.writeUIntLE(value, 0, bytes);
  return written.toString('latin1');
}
