// Decides what the words of a Python text are: names, strings and signs; comments and line ends are none. Never fails: what is no Python
// gives odd words, of which nobody finds a meaning.

export interface PythonToken {
  readonly is: 'name' | 'string' | 'sign';
  /** A string without its quotes; of an f-string what stands before its first `{`. */
  readonly text: string;
  readonly at: number;
  /** The end is put together at run time. */
  readonly open?: true;
}

const TOKEN =
  /#[^\n]*|([rbufRBUF]{0,2})("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|([^\W\d]\w*)|\d[\w.]*|([^\s\w])/gu;

export function pythonTokens(text: string): readonly PythonToken[] {
  const tokens: PythonToken[] = [];
  for (const { 1: prefix, 2: quoted, 3: name, 4: sign, index } of text.matchAll(TOKEN)) {
    if (name !== undefined) tokens.push({ is: 'name', text: name, at: index });
    else if (sign !== undefined) tokens.push({ is: 'sign', text: sign, at: index });
    else if (quoted !== undefined) tokens.push(stringToken(prefix ?? '', quoted, index));
  }
  return tokens;
}

function stringToken(prefix: string, quoted: string, at: number): PythonToken {
  const quotes = /^(?:"""|''')/.test(quoted) ? 3 : 1;
  const inside = quoted.slice(quotes, -quotes);
  const open = /f/i.test(prefix) ? inside.indexOf('{') : inside.search(/\{|%[sd(]/);
  return open === -1 ? { is: 'string', text: inside, at } : { is: 'string', text: inside.slice(0, open), at, open: true };
}
