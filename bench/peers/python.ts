import { spawnSync } from 'node:child_process';

/** A Python that has a package. */
export interface PythonWith {
  readonly python: string;
  /** The package's. */
  readonly version: string;
}

/** Where Python is looked for: first the one that the shell finds, then Debian's, which its packages belong to. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** The first Python on this machine that can import a package; undefined where there is none. */
export function findPythonWith(name: string): PythonWith | undefined {
  for (const python of PYTHONS) {
    const asked = spawnSync(python, ['-c', `import ${name}; print(${name}.__version__)`], { encoding: 'utf8' });
    if (asked.status === 0) return { python, version: asked.stdout.trim() };
  }
  return undefined;
}
