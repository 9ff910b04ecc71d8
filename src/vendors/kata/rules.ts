/** IOA rules that fired on an event (contract sheet kata, sections 7 and 9). */
import type { KataIoaRule } from '../../model/details.ts';
import type { Attack } from '../../model/values.ts';
import { fieldsOf, isObject, textOf, type Fields } from './fields.ts';

/** A rule with the name by which its detection and its threat go. */
export interface FiredRule extends KataIoaRule {
  readonly key: string;
}

/** Sent as a list, or as one text. */
const words = (values: readonly unknown[]): string[] => [
  ...new Set(values.flatMap((value) => textOf(value)?.split(/[\s,;]+/) ?? []).filter((word) => word !== '')),
];

function ruleOf(raw: unknown, index: number): FiredRule | null {
  if (!isObject(raw)) {
    const name = textOf(raw);
    return name === undefined ? null : { key: name, name, techniques: [], tactics: [] };
  }
  const fields = fieldsOf(raw);
  const [id, name] = [fields.text('id'), fields.text('name')];
  const techniques = words(fields.list('techniques'));
  const tactics = words(fields.list('tactics'));
  // `av` is the name of a verdict's detection.
  const key = id ?? name ?? `rule-${index + 1}`;
  return { key: key === 'av' ? 'rule-av' : key, id, name, techniques, tactics };
}

/** Each rule once, in the vendor's order. */
export function rulesOf(fields: Fields): readonly FiredRule[] {
  const rules = new Map<string, FiredRule>();
  for (const [i, raw] of fields.list('ioa.rules').entries()) {
    const rule = ruleOf(raw, i);
    if (rule === null) continue;
    const same = rules.get(rule.key);
    rules.set(rule.key, {
      ...rule,
      techniques: [...new Set([...(same?.techniques ?? []), ...rule.techniques])],
      tactics: [...new Set([...(same?.tactics ?? []), ...rule.tactics])],
    });
  }
  return [...rules.values()];
}

/** Each technique once, with all tactics it is said to serve; tactics without a technique stand alone. */
export function attacksOf(rules: readonly KataIoaRule[]): readonly Attack[] {
  const found = new Map<string | undefined, Set<string>>();
  for (const { techniques, tactics } of rules) {
    if (techniques.length === 0 && tactics.length === 0) continue;
    for (const technique of techniques.length === 0 ? [undefined] : techniques) {
      const served = found.get(technique) ?? new Set<string>();
      for (const tactic of tactics) served.add(tactic);
      found.set(technique, served);
    }
  }
  return [...found].map(([technique, tactics]) => ({ technique, tactics: [...tactics] }));
}
