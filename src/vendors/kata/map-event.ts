/** The event itself, as a record (DESIGN section 10). */
import type { Alert, Event, Ref } from '../../model/records.ts';
import { highestSeverity, severityOfWord, type Severity } from '../../model/severity.ts';
import type { Device, File, Process } from '../../model/values.ts';
import { anySubject, spelling } from './event-types.ts';
import type { Item } from './item.ts';
import type { Link } from './join.ts';
import { attacksOf, type FiredRule } from './rules.ts';
import * as values from './values.ts';

export const vendor = 'kata';

export const verdictId = (id: string): string => `${id}#av`;
export const ruleId = (id: string, rule: FiredRule): string => `${id}#${rule.key}`;

/** What the vendor calls the end of a threat (contract sheet kata, section 7.3); any other word leaves it open. */
const ended: ReadonlySet<string> = new Set([
  'disinfected',
  'deleted',
  'quarantined',
  'rolledback',
  'notinfected',
  'falsepositive',
]);

/** What the records of one event have in common. */
export interface Parts {
  readonly item: Item;
  readonly link: Link;
  /** Whether its verdict is a detection of its own: a result that belongs to another one's is not. */
  readonly verdict: boolean;
  readonly rules: readonly FiredRule[];
  readonly common: Pick<
    Event,
    'source' | 'vendor' | 'time' | 'timeFraction' | 'modifiedAt' | 'observables' | 'raw'
  >;
  readonly device: Ref<Device> | undefined;
}

const LONGEST_TITLE = 200;

function titleOf({ fields, type, word, id }: Item): string {
  const subject = (type?.subject ?? anySubject)
    .map((path) => fields.text(path))
    .find((text) => text !== undefined);
  const title = [type?.label ?? word, subject].filter((part) => part !== undefined).join(': ');
  return (title === '' ? `Event ${id}` : title).slice(0, LONGEST_TITLE);
}

function isOpen({ item, link }: Parts): boolean {
  const last = (link.results.at(-1) ?? item).fields;
  return !ended.has(spelling(last.text('threatstatus') ?? ''));
}

function eventSeverity(parts: Parts): Severity {
  const { item } = parts;
  const list: Severity[] = [severityOfWord(item.fields.text('ioa.severity'))];
  if (item.part !== undefined && isOpen(parts)) list.push('HIGH');
  if (item.type?.kind === 'BLOCKED') list.push('LOW');
  return highestSeverity(list);
}

export function eventOf(parts: Parts, shared: Shared): Event {
  const { item, link, common, device, rules, verdict } = parts;
  const { fields } = item;
  const { ends, process, file } = shared;
  const { srcEndpoint, dstEndpoint } = ends;
  const user = fields.text('username') ?? fields.text('effectiveusername') ?? fields.text('realusername');
  const acting = item.type?.kind === 'PROCESS' ? process?.parent : process;
  const detections = rules.map((rule) => ({ nativeId: ruleId(item.id, rule) }));
  const alerts: Ref<Alert>[] = verdict || rules.length > 0 ? [{ nativeId: item.id }] : [];
  if (verdict) detections.push({ nativeId: verdictId(item.id) });
  if (item.part === 'result' && link.finding !== undefined) {
    detections.push({ nativeId: verdictId(link.finding.id) });
    alerts.push({ nativeId: link.finding.id });
  }
  return {
    recordKind: 'EVENT',
    ...common,
    nativeId: item.id,
    severity: eventSeverity(parts),
    severityNative: fields.text('ioa.severity'),
    kind: fields.text('hostname') === undefined ? 'OTHER' : (item.type?.kind ?? 'OTHER'),
    title: titleOf(item),
    endTime: fields.time('endtime')?.time,
    count: 1,
    srcEndpoint,
    dstEndpoint,
    device,
    actor: user === undefined && acting === undefined ? undefined : { user, process: acting },
    network: values.networkOf(fields),
    http: values.httpOf(fields),
    process,
    file,
    registry: values.registryOf(fields),
    osLog: values.osLogOf(fields),
    malware: values.malwareOf(fields, link.results.at(-1)?.fields),
    attacks: attacksOf(rules),
    alerts,
    threatDetections: detections,
    details: {
      vendor,
      eventType: item.word ?? '',
      ioaRules: rules.map(({ id, name, techniques, tactics }) => ({ id, name, techniques, tactics })),
      ioaSeverity: fields.text('ioa.severity'),
      ioaConfidence: fields.text('ioa.confidence'),
      fields: item.raw,
    },
  };
}

export interface Shared {
  readonly process: Process | undefined;
  readonly file: File | undefined;
  readonly ends: values.Ends;
}

export function sharedOf({ fields, type }: Item): Shared {
  const { file, image } = values.filesOf(fields, type);
  return {
    ends: values.endsOf(fields, type?.kind === 'LISTEN'),
    process: values.processOf(fields, image),
    file,
  };
}
