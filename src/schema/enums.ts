import { alertStatuses, caseStatuses, eventKinds, recordKinds, verdicts } from '../model/records.ts';
import { sourceStates } from '../model/health.ts';
import { confidences, severities } from '../model/severity.ts';
import { capabilities, statisticsKeys, vendors, type VendorName } from '../model/source.ts';
import { observableTypes } from '../model/values.ts';
import { builder } from './builder.ts';

type Descriptions<T extends string> = { readonly [K in T]: string };

/** Enum values from a list of words, each with its description; the compiler notices a word without one. */
export function described<T extends string>(
  words: readonly T[],
  descriptions: Descriptions<T>,
): Record<T, { value: T; description: string }> {
  const values: Partial<Record<T, { value: T; description: string }>> = {};
  for (const word of words) values[word] = { value: word, description: descriptions[word] };
  return complete(values, words);
}

function complete<T extends string, V>(values: Partial<Record<T, V>>, words: readonly T[]): Record<T, V> {
  const isComplete = (candidate: Partial<Record<T, V>>): candidate is Record<T, V> =>
    words.every((word) => word in candidate);
  if (!isComplete(values)) throw new TypeError('an enum word has no description');
  return values;
}

const vendorWord: {
  readonly [K in VendorName]: {
    readonly word: 'ARGUS' | 'ALPHASOC' | 'KATA' | 'CISCO_GTA';
    readonly description: string;
  };
} = {
  argus: { word: 'ARGUS', description: 'mnemonic Argus.' },
  alphasoc: { word: 'ALPHASOC', description: 'AlphaSOC.' },
  kata: { word: 'KATA', description: 'Kaspersky Anti Targeted Attack Platform.' },
  'cisco-gta': { word: 'CISCO_GTA', description: 'Cisco Global Threat Alerts.' },
};

export const Vendor = builder.enumType('Vendor', {
  description: 'A product with an API that Crosswatch reads.',
  values: Object.fromEntries(
    vendors.map((value) => [vendorWord[value].word, { value, description: vendorWord[value].description }]),
  ),
});

export const SourceState = builder.enumType('SourceState', {
  description: 'How a source is doing, as far as Crosswatch can tell from its last answers.',
  values: described(sourceStates, {
    STARTING: 'Not asked yet since Crosswatch started.',
    OK: 'The last call was answered.',
    LAGGING: 'It answers, but a followed feed is behind.',
    DEGRADED: 'It answers, but not as its contract says.',
    RATE_LIMITED: 'It asked us to slow down, or a quota is used up.',
    PENDING_APPROVAL: 'An administrator of the source still has to accept our registration.',
    UNAUTHORIZED: 'It refuses the configured credentials.',
    UNAVAILABLE: 'It cannot be reached, or does not answer in time.',
    GAP: 'It answers, but a stretch of a followed feed is lost for good.',
  }),
});

export const SourceCapability = builder.enumType('SourceCapability', {
  description: 'Something a source can do natively, without the journal.',
  values: described(capabilities, {
    BROWSE_EVENTS: 'Lists events in its own order.',
    BROWSE_ALERTS: 'Lists alerts in its own order.',
    BROWSE_THREAT_DETECTIONS: 'Lists threat detections in its own order.',
    BROWSE_CASES: 'Lists cases in its own order.',
    BROWSE_FLOWS: 'Lists network flows in its own order.',
    WINDOW_EVENTS: 'Lists events of any stretch of time, newest or oldest first.',
    WINDOW_ALERTS: 'Lists alerts of any stretch of time, newest or oldest first.',
    WINDOW_THREAT_DETECTIONS: 'Lists threat detections of any stretch of time, newest or oldest first.',
    WINDOW_CASES: 'Lists cases of any stretch of time, newest or oldest first.',
    LOOKUP_EVENTS: 'Finds events by id, in batches.',
    LOOKUP_ALERTS: 'Finds alerts by id, in batches.',
    LOOKUP_THREAT_DETECTIONS: 'Finds threat detections by id, in batches.',
    LOOKUP_CASES: 'Finds cases by id, in batches.',
    FOLLOW_EVENTS: 'Its events are followed into the journal.',
    FOLLOW_ALERTS: 'Its alerts are followed into the journal.',
    FOLLOW_THREAT_DETECTIONS: 'Its threat detections are followed into the journal.',
    FOLLOW_CASES: 'Its cases are followed into the journal.',
    ASSESS: 'Takes assessments of events.',
    SUBMIT: 'Takes new events and updates of them.',
    SET_STATUS: 'Lets the status of an alert be set.',
    SET_NOTE: 'Lets a note be written on an alert.',
    SUBMIT_TELEMETRY: 'Takes telemetry to analyse.',
    STATISTICS: 'Counts events itself.',
  }),
});

export const StatisticsKey = builder.enumType('StatisticsKey', {
  description: 'What records are grouped by when they are counted.',
  values: described(statisticsKeys, {
    SOURCE: 'The source, by name.',
    VENDOR: "The source's vendor.",
    KIND: 'The kind of event.',
    SEVERITY: 'The severity as it is now.',
    STATUS: 'How far the triage of an alert has come.',
    VERDICT: 'What was concluded of an alert.',
    CUSTOMER: 'Whose it is: the id, with the name as label.',
    THREAT: 'The threat behind it: its global id, with its title as label.',
    TECHNIQUE: 'The ATT&CK techniques.',
    TACTIC: 'The ATT&CK tactics.',
    SRC_IP: 'The source address or range.',
    DST_IP: 'The destination address or range.',
    DST_PORT: 'The destination port.',
    HOST: 'The hosts it mentions, in whatever role.',
    USER: 'The users it mentions, in whatever role.',
    DOMAIN: 'The domain names it mentions, in whatever role.',
    COUNTRY: 'The countries of either end.',
    PROTOCOL: 'The network protocol.',
    SIGNATURE: 'The signature that fired (Argus).',
  }),
});

export const Severity = builder.enumType('Severity', {
  description: 'How grave something is, normalised over all sources; in rising order.',
  values: described(severities, {
    UNKNOWN: 'The source gives none, or a word we do not know (see severityNative).',
    INFORMATIONAL: 'Worth knowing, nothing to do.',
    LOW: 'Low.',
    MEDIUM: 'Medium.',
    HIGH: 'High.',
    CRITICAL: 'Critical.',
  }),
});

export const Confidence = builder.enumType('Confidence', {
  description: 'How sure a source is of its judgement; in rising order.',
  values: described(confidences, { UNKNOWN: 'Not told.', LOW: 'Low.', MEDIUM: 'Medium.', HIGH: 'High.' }),
});

export const EventKind = builder.enumType('EventKind', {
  description: 'What sort of observation an event is.',
  values: described(eventKinds, {
    INTRUSION: 'A signature or analysis of an intrusion detection system fired.',
    NETWORK: 'A network connection.',
    DNS: 'A DNS query.',
    HTTP: 'An HTTP request.',
    TLS: 'A TLS handshake.',
    DHCP: 'An address lease.',
    PROCESS: 'A process started or ended.',
    MODULE: 'A module was loaded.',
    DRIVER: 'A driver was loaded.',
    FILE: 'A file was changed.',
    REGISTRY: 'A registry key or value was changed.',
    LISTEN: 'A port was opened for listening.',
    SCRIPT: 'A script was run or scanned.',
    CONSOLE_INPUT: 'Something was typed at a console.',
    OS_LOG: 'An entry of an operating system log.',
    MALWARE: 'An anti-virus verdict.',
    BLOCKED: 'Something was prevented from running or opening.',
    ANOMALY: 'Behaviour that statistics or machine learning found odd.',
    OTHER: 'Anything else.',
  }),
});

export const AlertStatus = builder.enumType('AlertStatus', {
  description: 'How far the triage of an alert has come.',
  values: described(alertStatuses, {
    NEW: 'Nobody has looked at it.',
    OPEN: 'Somebody is at it.',
    CLOSED: 'Dealt with.',
    UNKNOWN: 'A word we do not know; it stands in statusNative.',
  }),
});

export const Verdict = builder.enumType('Verdict', {
  description: 'What analysts or the source concluded.',
  values: described(verdicts, {
    THREAT: 'A threat.',
    SUSPECTED: 'Probably a threat.',
    FALSE_POSITIVE: 'The detection was wrong.',
    NOT_A_THREAT: 'The detection was right, but it is no threat.',
  }),
});

export const CaseStatus = builder.enumType('CaseStatus', {
  description: 'Whose turn it is on a case.',
  values: described(caseStatuses, {
    PENDING_CLOSE: 'Will be closed unless somebody objects.',
    PENDING_CUSTOMER: 'Waits for the customer.',
    PENDING_SOC: 'Waits for the security operations centre.',
    PENDING_VENDOR: 'Waits for a vendor.',
    WORKING_CUSTOMER: 'The customer is at it.',
    WORKING_SOC: 'The security operations centre is at it.',
    CLOSED: 'Done.',
    UNKNOWN: 'A word we do not know; it stands in statusNative.',
  }),
});

export const ObservableType = builder.enumType('ObservableType', {
  description: 'What an observable is.',
  values: described(observableTypes, {
    IP: 'An address, or the range that a source gave instead of one.',
    DOMAIN: 'A DNS name.',
    URL: 'A URL.',
    HOST: 'A host name.',
    USER: 'A user name without its domain.',
    MAC: 'A hardware address.',
    FILE_HASH: 'A hash of a file: MD5, SHA-1 or SHA-2.',
    FILE_NAME: 'A file name or path.',
    PROCESS: 'A process name.',
    EMAIL: 'An e-mail address.',
    JA3: 'A fingerprint of a TLS client.',
    CERT_HASH: 'A hash of a certificate.',
  }),
});

export const SourceOutcome = builder.enumType('SourceOutcome', {
  description: 'How a source did in one answer.',
  values: {
    COMPLETE: { description: 'It gave all that was asked.' },
    PARTIAL: {
      description:
        'It gave part: a scan over unfiltered pages ended before the page was full, or some objects failed.',
    },
    TIMED_OUT: { description: 'It did not answer in time.' },
    RATE_LIMITED: { description: 'It asked us to slow down.' },
    UNAUTHORIZED: { description: 'It refused our credentials.' },
    UNAVAILABLE: { description: 'It could not be reached, or answered rubbish.' },
    UNSUPPORTED: { description: 'It has no such kind of record.' },
    SKIPPED: { description: 'It was not asked: nothing of it can match the filter.' },
  },
});

export const RecordKind = builder.enumType('RecordKind', {
  description: 'The four kinds of records.',
  values: described(recordKinds, {
    EVENT: 'An observation.',
    ALERT: 'What an analyst has to handle.',
    THREAT_DETECTION: "A source's judgement that a threat is behind some events.",
    CASE: 'The work that people do.',
  }),
});

export const ChangeOperation = builder.enumType('ChangeOperation', {
  description: 'What became of a record.',
  values: {
    CREATED: {
      description: 'It reached the journal for the first time; this is told exactly once for each record.',
    },
    UPDATED: { description: 'It changed at the source, or something that it follows from did.' },
    REMOVED: { description: 'The source no longer has it.' },
  },
});

export const MessageLevel = builder.enumType('MessageLevel', {
  description: 'How serious a message of a source is.',
  values: {
    INFO: { description: 'Good to know.' },
    WARN: { description: 'Something wants attention.' },
    ERROR: { description: 'Something does not work.' },
  },
});

export const ServedFrom = builder.enumType('ServedFrom', {
  description: 'Where an answer came from.',
  values: {
    LIVE: { description: 'From the source itself, now.' },
    JOURNAL: { description: 'From the local journal.' },
    NOTHING: { description: 'From nowhere: the source gave nothing.' },
  },
});

export const CountRelation = builder.enumType('CountRelation', {
  description: 'What a count proves.',
  values: {
    EXACT: { description: 'There are exactly this many.' },
    AT_LEAST: { description: 'There are this many or more.' },
    ESTIMATE: { description: 'There are about this many.' },
  },
});

export const ArgusEventType = builder.enumType('ArgusEventType', {
  description: 'The two kinds of Argus events.',
  values: {
    AGGREGATED: { description: 'An aggregate of raw events.' },
    RAW: { description: 'One record of a sensor (formerly NIDS).' },
  },
});
