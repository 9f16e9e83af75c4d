// Keeps only the absolute folders of a list such as PATH or LD_LIBRARY_PATH. A relative or empty part (`:/opt/cuda/lib64` has an empty
// one) means the working folder, and a stranger's checkout can hold a `git` or a `libz.so.1` there.

/** What a dynamically linked program may need to start. */
export const LIBRARY_LISTS = ['LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'DYLD_FALLBACK_LIBRARY_PATH'] as const;

export function absoluteFolders(list: string | undefined): readonly string[] {
  return (list ?? '').split(':').filter((folder) => folder.startsWith('/'));
}

/** The lists of libraries of an environment, without those that hold no such folder. The loader takes `;` for a separator too. */
export function libraryLists(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    LIBRARY_LISTS.map((name) => [name, absoluteFolders(env[name]?.replaceAll(';', ':')).join(':')] as const).filter(
      ([, folders]) => folders !== '',
    ),
  );
}
