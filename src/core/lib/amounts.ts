// Sizes, counts and times as text. For screens only: nothing is decided by these.

import type { Instant } from '../types/primitives.ts';

const SIZE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Powers of 1000: `999 B`, `1.5 kB`, `412 MB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 999.95 would round to "1000.0": it belongs to the next unit.
  while (value >= (unit === 0 ? 1000 : 999.5) && unit < SIZE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${SIZE_UNITS[unit]}`;
}

/** `99,960`. */
export function numberText(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

const COUNT_UNITS = ['', 'k', 'M', 'B', 'T'] as const;

/** `1.2M`, `7.0B`: roughly, as people say how large a model is. */
export function countText(value: number): string {
  let scaled = value;
  let unit = 0;
  while (scaled >= (unit === 0 ? 1000 : 999.95) && unit < COUNT_UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return unit === 0 ? String(value) : `${scaled.toFixed(1)}${COUNT_UNITS[unit]}`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${numberText(count)} ${count === 1 ? one : many}`;
}

const AGE_STEPS = [
  { unit: 's', seconds: 1, below: 60 },
  { unit: 'min', seconds: 60, below: 3600 },
  { unit: 'h', seconds: 3600, below: 48 * 3600 },
  { unit: 'd', seconds: 86_400, below: 90 * 86_400 },
  { unit: 'mo', seconds: 30 * 86_400, below: 730 * 86_400 },
  { unit: 'y', seconds: 365 * 86_400, below: Number.POSITIVE_INFINITY },
] as const;

/** `3 d`: roughly, for a person; decisions never use it. */
export function ageText(modifiedAt: Instant, now: Instant): string {
  if (modifiedAt > now) return 'future';
  const age = Number((now - modifiedAt) / 1_000_000_000n);
  const step = AGE_STEPS.find(({ below }) => age < below) ?? AGE_STEPS[0];
  return `${numberText(Math.floor(age / step.seconds))} ${step.unit}`;
}

const LATEST_MS = 8_640_000_000_000_000n;

/** ISO 8601 in UTC with milliseconds. A time no calendar holds (tmpfs takes any 64-bit mtime) becomes the nearest one that does. */
export function isoText(instant: Instant): string {
  const ms = instant / 1_000_000n;
  const held = ms > LATEST_MS ? LATEST_MS : ms < -LATEST_MS ? -LATEST_MS : ms;
  return new Date(Number(held)).toISOString();
}

/** ISO 8601 to the second, for columns. */
export function isoSecondsText(instant: Instant): string {
  return isoText(instant).replace(/\.\d+Z$/, 'Z');
}

/** `2026-11-30`. */
export function dayText(instant: Instant): string {
  return isoText(instant).slice(0, -14);
}

/** `124 MB`, or where there are holes or the file system compresses: `124 MB, of which 4.1 kB on the disk`. */
export function sizeText({ bytes, allocatedBytes }: { readonly bytes: number; readonly allocatedBytes: number }): string {
  const size = bytesText(bytes);
  return allocatedBytes < bytes * 0.9 ? `${size}, of which ${bytesText(allocatedBytes)} on the disk` : size;
}
