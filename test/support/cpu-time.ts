// How long something computes, whatever else the machine does meanwhile: by the clock on the wall, seven suites at once are a slow parser.

/** Milliseconds of processor time of this process. */
export function cpuTimeOf<T>(work: () => T): { readonly value: T; readonly ms: number } {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { value, ms: (user + system) / 1000 };
}
