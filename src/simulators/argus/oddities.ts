/** What the documents do not promise and servers do: strangers, holes and words that nobody named. */
import type { ArgusWorld } from './world.ts';

/** True for about half of all records, and always for the same ones. */
export const isOdd = (id: string | number): boolean => {
  const last = String(id).at(-1) ?? '0';
  return Number.parseInt(last, 16) % 2 === 1;
};

/** With the `sparse` switch: the named members gone from half of the records, null in the others. */
export function sparsely(
  { switches }: ArgusWorld,
  id: string | number,
  model: Record<string, unknown>,
  optional: readonly string[],
): Record<string, unknown> {
  if (!switches.sparse) return model;
  const entries = Object.entries(model);
  if (isOdd(id)) return Object.fromEntries(entries.filter(([key]) => !optional.includes(key)));
  return Object.fromEntries(entries.map(([key, value]) => [key, optional.includes(key) ? null : value]));
}

/** With the switches: members nobody named in every record, and words nobody named in half of them. */
export function strange(
  { switches }: ArgusWorld,
  id: string | number,
  model: Record<string, unknown>,
  words: Record<string, unknown>,
): Record<string, unknown> {
  const known = {
    severity: 'apocalyptic',
    protocol: 'quic',
    status: 'pendingMoon',
    priority: 'cosmic',
    ...words,
  };
  const renamed = Object.entries(known).filter(([key]) => key in model);
  return {
    ...model,
    ...(switches.unknownWords && isOdd(id) ? Object.fromEntries(renamed) : {}),
    ...(switches.extraFields ? { xFutureField: { nested: [1, null, 'two'] } } : {}),
  };
}
