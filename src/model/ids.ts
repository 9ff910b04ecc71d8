export const nodeTypes = [
  'Event',
  'Alert',
  'ThreatDetection',
  'Case',
  'Threat',
  'Flow',
  'Source',
  'Observable',
] as const;
export type NodeType = (typeof nodeTypes)[number];

export interface GlobalId {
  readonly type: NodeType;
  /** The source's name; it holds no colon. Of an Observable, which has none, its type. */
  readonly source: string;
  /** The vendor's own id; empty for a Source, the value of an Observable. */
  readonly nativeId: string;
}

const isNodeType = (text: string): text is NodeType => nodeTypes.some((type) => type === text);

/** The opaque, stable global id: base64url of `Type:source:vendor id`. */
export function encodeGlobalId(type: NodeType, source: string, nativeId = ''): string {
  return Buffer.from(`${type}:${source}:${nativeId}`).toString('base64url');
}

/** The parts of a global id, or null when the text is not one. */
export function decodeGlobalId(id: string): GlobalId | null {
  const text = Buffer.from(id, 'base64url').toString();
  const first = text.indexOf(':');
  const second = text.indexOf(':', first + 1);
  if (first < 0 || second < 0) return null;
  const type = text.slice(0, first);
  const source = text.slice(first + 1, second);
  const nativeId = text.slice(second + 1);
  if (!isNodeType(type) || source === '' || (nativeId === '') !== (type === 'Source')) return null;
  // Decoding forgives stray characters, unused bits and bytes that are no text: an object has one id and no other.
  if (encodeGlobalId(type, source, nativeId) !== id) return null;
  return { type, source, nativeId };
}
