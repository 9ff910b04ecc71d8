/**
 * A copy with all fields, those included that the record makes on demand through its prototype (vendors make the dear
 * ones so): a spread would hold only what stands on the object itself.
 */
export function whole<R extends object>(record: R): R {
  const copy: R = { ...record };
  for (const key in record) if (!Object.hasOwn(copy, key)) copy[key] = record[key];
  return copy;
}
