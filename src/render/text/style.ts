// The only user of chalk: which parts of a text are painted, once somebody else has decided whether to (`cli/terminal/color-level.ts`).

export type Paint = (text: string) => string;

export interface Style {
  readonly heading: Paint;
  readonly faint: Paint;
  readonly keep: Paint;
  readonly remove: Paint;
  readonly attention: Paint;
}

/** 0 is none; 1 the sixteen colours every terminal has. More is not needed. */
export type ColourLevel = 0 | 1;

const plain: Paint = (text) => text;
export const PLAIN: Style = { heading: plain, faint: plain, keep: plain, remove: plain, attention: plain };

export async function styleOf(level: ColourLevel): Promise<Style> {
  if (level === 0) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level });
  return {
    heading: ofOne(chalk.bold),
    faint: ofOne(chalk.dim),
    keep: ofOne(chalk.green),
    remove: ofOne(chalk.red),
    attention: ofOne(chalk.yellow),
  };
}

/** Chalk paints every argument it gets: as the function of a `map` the index and the whole list too. */
function ofOne(paint: Paint): Paint {
  return (text) => paint(text);
}
