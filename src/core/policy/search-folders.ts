// Takes out of a list of folders, such as PATH or LD_LIBRARY_PATH, what means the folder that a program is started in: an empty part
// (`:/opt/cuda/lib64` has one) and a relative one. A stranger's checkout can hold a `git` or a `libz.so.1` there. Pure.

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
