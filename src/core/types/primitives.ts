// Texts, instants and counts that everything else is made of.

/**
 * A file name or path as text that always turns back into the same bytes: a byte that is not UTF-8 is kept as a lone
 * low surrogate U+DC80..U+DCFF (Python's `surrogateescape`). See `path-text.ts`. Never print one raw: `escape.ts`.
 */
export type PathText = string;

/** Nanoseconds since 1970-01-01T00:00:00Z. The only form of time that decisions use. */
export type Instant = bigint;

/**
 * An amount of time as written: `1y2mo3d` has a calendar part. Weeks are 7 days; a day is 24 hours wherever an age is
 * compared (`lib/quantities.ts` says how each use counts).
 */
export interface Duration {
  readonly years: number;
  readonly months: number;
  readonly days: number;
  readonly seconds: number;
}

/** Where a configured value was written. `line` and `column` start at 1. */
export interface SourcePlace {
  readonly file: PathText;
  readonly line: number;
  readonly column: number;
}

/** How many to keep: a whole number from 0, or every one of them. */
export type Count = number | 'all';

/** Something a person should hear that stops nothing. `text` is already escaped for a screen. */
export interface Warning {
  readonly text: string;
  readonly place?: SourcePlace;
}
