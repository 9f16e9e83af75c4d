// Names for operations that run in this process, in the order of their numbers.

export function operationId(number: number): string {
  return `20261123T090500Z-${number.toString(16).padStart(8, '0')}`;
}
