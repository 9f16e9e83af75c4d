// Decides how a file shows that it only keeps a name free for something that is just coming back out of the trash.
// Only where hard links are refused: there a rename is all there is, and a rename replaces whatever has the name.

/** So that one that a crash left is known by what is in it, and taken for nothing else. */
export function placeholderText(operation: string, number: number): string {
  return `outputs undo: ${JSON.stringify(operation)} ${number}\n`;
}
