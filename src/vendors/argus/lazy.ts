/**
 * Puts fields (a fresh object, which it changes) in front of a prototype whose getters make the dear parts; all objects
 * of a kind share one. Copies (spread, JSON, structuredClone) hold the fields only. Getters that close over one object's
 * own values would give every object a shape of its own, which lives in old space and keeps the whole page alive until a
 * full collection: measured, the dearest thing about a page.
 */
export function derive<P extends object, F extends object>(prototype: P, fields: F): P & F {
  return Object.setPrototypeOf(fields, prototype);
}
