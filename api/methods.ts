import type { RouterRoute } from 'hono/types';

/**
 * Methods that routes take at a path; empty where no route has it. Hono itself answers 404 for a wrong method.
 *
 * @param routes The app's routes; those for every method are middlewares and do not count.
 */
export function allowedMethods(routes: RouterRoute[], path: string): string[] {
  const methods = routes
    .filter(({ method, path: pattern }) => method !== 'ALL' && matches(pattern, path))
    .map(({ method }) => method);
  // Hono answers HEAD wherever GET is.
  return [...new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods)].sort();
}

function matches(pattern: string, path: string): boolean {
  const expected = pattern.split('/');
  const given = path.split('/');
  if (expected.length !== given.length) return false;
  return expected.every((part, index) =>
    part.startsWith(':') ? given[index] !== '' : part === given[index],
  );
}
