// Walks a pickle of any protocol without executing anything: what Python would call is only named. Operations: CPython's
// Lib/pickletools.py. One that we do not know, or a bound that is reached, is unclear and never "short".

import { ReadStop } from './byte-source.ts';
import { byte, floatOf, intOf, length, line, long, readText, take } from './pickle-cursor.ts';
import {
  build,
  bytesHere,
  dictionary,
  elsewhere,
  extension,
  fill,
  global,
  itemsOf,
  machineOn,
  make,
  makeFrom,
  mark,
  type PickleMachine,
  pairsOf,
  pop,
  popSome,
  popToMark,
  push,
  recall,
  remember,
  sequence,
  spend,
  top,
  tuple,
} from './pickle-machine.ts';
import { OTHER, type Pickled, type Storage } from './pickle-values.ts';

export type PickleWalk =
  | {
      readonly ok: true;
      readonly value: Pickled;
      /** By key, all that are named in it. */
      readonly storages: ReadonlyMap<string, Storage>;
      /** It names something elsewhere that is no storage. */
      readonly isStrange: boolean;
      /** Where it ends. */
      readonly end: number;
    }
  | { readonly ok: false; readonly short: boolean; readonly why: string };

const STOP = 0x2e;

/** `bytes` starts with the pickle; what comes behind its end is not looked at. */
export function walkPickle(bytes: Uint8Array): PickleWalk {
  const machine = machineOn(bytes);
  try {
    for (;;) {
      spend(machine, 1);
      const code = byte(machine.cursor);
      if (code === STOP) break;
      const operation = OPERATIONS.get(code);
      if (operation === undefined) throw new ReadStop(`its pickle has an operation we do not know (0x${code.toString(16)})`);
      operation(machine);
    }
    const { storages, isStrange } = machine;
    return { ok: true, value: pop(machine), storages, isStrange, end: machine.cursor.at };
  } catch (error) {
    if (error instanceof ReadStop) return { ok: false, short: error.short, why: error.message };
    throw error;
  }
}

const OPERATIONS: ReadonlyMap<number, (machine: PickleMachine) => void> = new Map<number, (machine: PickleMachine) => void>([
  [0x80, (m) => void take(m.cursor, 1)], // PROTO
  [0x95, (m) => void take(m.cursor, 8)], // FRAME
  [0x4e, (m) => push(m, null)], // NONE
  [0x88, (m) => push(m, true)], // NEWTRUE
  [0x89, (m) => push(m, false)], // NEWFALSE
  [0x4a, (m) => push(m, m.cursor.view.getInt32(take(m.cursor, 4), true))], // BININT
  [0x4b, (m) => push(m, byte(m.cursor))], // BININT1
  [0x4d, (m) => push(m, m.cursor.view.getUint16(take(m.cursor, 2), true))], // BININT2
  [0x8a, (m) => push(m, long(m.cursor, length(m.cursor, 1)))], // LONG1
  [0x8b, (m) => push(m, long(m.cursor, length(m.cursor, 4)))], // LONG4
  [0x47, (m) => push(m, m.cursor.view.getFloat64(take(m.cursor, 8), false))], // BINFLOAT
  [0x49, (m) => push(m, intOf(line(m.cursor)))], // INT
  [0x4c, (m) => push(m, Number(line(m.cursor).replace(/L$/, '')))], // LONG
  [0x46, (m) => push(m, floatOf(line(m.cursor)))], // FLOAT
  [0x53, (m) => push(m, line(m.cursor).slice(1, -1))], // STRING
  [0x56, (m) => push(m, line(m.cursor))], // UNICODE
  [0x8c, (m) => push(m, readText(m.cursor, length(m.cursor, 1)))], // SHORT_BINUNICODE
  [0x58, (m) => push(m, readText(m.cursor, length(m.cursor, 4)))], // BINUNICODE
  [0x8d, (m) => push(m, readText(m.cursor, length(m.cursor, 8)))], // BINUNICODE8
  [0x55, (m) => push(m, readText(m.cursor, length(m.cursor, 1)))], // SHORT_BINSTRING
  [0x54, (m) => push(m, readText(m.cursor, length(m.cursor, 4)))], // BINSTRING
  [0x43, (m) => bytesHere(m, length(m.cursor, 1))], // SHORT_BINBYTES
  [0x42, (m) => bytesHere(m, length(m.cursor, 4))], // BINBYTES
  [0x8e, (m) => bytesHere(m, length(m.cursor, 8))], // BINBYTES8
  [0x96, (m) => bytesHere(m, length(m.cursor, 8))], // BYTEARRAY8
  [0x97, (m) => push(m, OTHER)], // NEXT_BUFFER
  [0x98, () => {}], // READONLY_BUFFER
  [0x82, (m) => extension(m, 1)], // EXT1
  [0x83, (m) => extension(m, 2)], // EXT2
  [0x84, (m) => extension(m, 4)], // EXT4
  [0x30, (m) => void (m.stack.length > 0 ? pop(m) : popToMark(m))], // POP
  [0x31, (m) => void popToMark(m)], // POP_MARK
  [0x32, (m) => push(m, top(m))], // DUP
  [0x28, mark], // MARK
  [0x67, (m) => recall(m, Number(line(m.cursor)))], // GET
  [0x68, (m) => recall(m, byte(m.cursor))], // BINGET
  [0x6a, (m) => recall(m, length(m.cursor, 4))], // LONG_BINGET
  [0x70, (m) => remember(m, Number(line(m.cursor)))], // PUT
  [0x71, (m) => remember(m, byte(m.cursor))], // BINPUT
  [0x72, (m) => remember(m, length(m.cursor, 4))], // LONG_BINPUT
  [0x94, (m) => remember(m, m.memo.size)], // MEMOIZE
  [0x5d, (m) => sequence(m, 'list', [])], // EMPTY_LIST
  [0x29, (m) => sequence(m, 'tuple', [])], // EMPTY_TUPLE
  [0x8f, (m) => sequence(m, 'set', [])], // EMPTY_SET
  [0x7d, (m) => dictionary(m, [])], // EMPTY_DICT
  [0x6c, (m) => sequence(m, 'list', popToMark(m))], // LIST
  [0x74, (m) => sequence(m, 'tuple', popToMark(m))], // TUPLE
  [0x91, (m) => sequence(m, 'set', popToMark(m))], // FROZENSET
  [0x64, (m) => dictionary(m, popToMark(m))], // DICT
  [0x85, (m) => sequence(m, 'tuple', popSome(m, 1))], // TUPLE1
  [0x86, (m) => sequence(m, 'tuple', popSome(m, 2))], // TUPLE2
  [0x87, (m) => sequence(m, 'tuple', popSome(m, 3))], // TUPLE3
  [0x61, (m) => fill(m, [pop(m)], itemsOf)], // APPEND
  [0x65, (m) => fill(m, popToMark(m), itemsOf)], // APPENDS
  [0x90, (m) => fill(m, popToMark(m), itemsOf)], // ADDITEMS
  [0x73, (m) => fill(m, popSome(m, 2), pairsOf)], // SETITEM
  [0x75, (m) => fill(m, popToMark(m), pairsOf)], // SETITEMS
  [0x63, (m) => global(m, line(m.cursor), line(m.cursor))], // GLOBAL
  [0x93, (m) => global(m, ...(popSome(m, 2) as [Pickled, Pickled]))], // STACK_GLOBAL
  [0x69, (m) => make(m, { kind: 'global', name: `${line(m.cursor)}.${line(m.cursor)}` }, tuple(popToMark(m)))], // INST
  [0x6f, (m) => makeFrom(m, popToMark(m))], // OBJ
  [0x52, (m) => make(m, ...(popSome(m, 2) as [Pickled, Pickled]))], // REDUCE
  [0x81, (m) => make(m, ...(popSome(m, 2) as [Pickled, Pickled]))], // NEWOBJ
  [0x92, (m) => make(m, ...(popSome(m, 3).slice(0, 2) as [Pickled, Pickled]))], // NEWOBJ_EX
  [0x62, build], // BUILD
  [0x51, (m) => elsewhere(m, pop(m))], // BINPERSID
  [0x50, (m) => elsewhere(m, line(m.cursor))], // PERSID
]);
