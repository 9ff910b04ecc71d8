import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../schema/operations/', import.meta.url);

/**
 * The prepared operations of schema/operations, in the order of their file names. A `# variables: {…}` line in a file's
 * head comment holds the variables to start with.
 */
export function readOperations(): { readonly query: string; readonly variables?: string }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .toSorted()
    .map((file) => {
      const query = readFileSync(new URL(file, folder), 'utf8');
      const variables = /^# variables: (\{.*\})$/m.exec(query)?.[1];
      return variables === undefined ? { query } : { query, variables };
    });
}
