/**
 * What the contract sheet leaves open (section 11) or offers as a test aid (section 10), one switch each. All may be
 * turned while the simulator runs. A cut body is the kit's fault `truncate`; a 429 is `throttleNext`, so that a client that
 * ignores it is noted.
 */
export interface AlphaSocSwitches {
  /** How far back the feed reaches, in milliseconds. What has left the window does not come back. Default 3 days. */
  retainedMs: number;
  /** Alerts on a page; `random`: 0 to 100, another number each time. 0: always an empty page with `more`. Default 100. */
  pageSize: number | 'random';
  /** How many empty pages with `more: true` come before each page that has alerts, 0 to 7. Each moves the bookmark. Default 0. */
  emptyPages: number;
  /** A full page says `more: true` even when it was the last. Default false. */
  moreAfterFullPage: boolean;
  /** How bookmarks look. Both are understood at any time. Default `short`. */
  bookmarkForm: 'short' | 'base64';
  /** Whether the bookmark of a page that reaches the end of the feed moves on with the clock, or stays at the last alert. Default `moves`. */
  tailBookmark: 'moves' | 'stays';
  /** A bad or expired bookmark: false, it is a 400; true, the answer begins at the start of the window. Default false. */
  lenientBookmarks: boolean;
  /** False: what was delivered once is never delivered again. Default true. */
  rereadable: boolean;
  /** Which threats a page explains: those it uses, one more, all but one, or none. Default `minimal`. */
  dictionary: 'minimal' | 'extra' | 'missing' | 'empty';
  /** Whether `threats=all` is understood; the seed does not know it. Default true. */
  threatsAll: boolean;
  /** Whether alerts carry `id` (`some`: every other one), with `full` also `detections` and `mitreAttack`. Default `none`, as in the seed. */
  alertIds: 'none' | 'some' | 'id' | 'full';
  /** Every n-th alert that enters the feed enters it twice; 0: none. Default 0. */
  duplicateEvery: number;
  /** The share of story alerts that come hours after their event, from 0 to 1. Default 0.1. */
  lateShare: number;
  /** How an empty list or dictionary is sent. Default `empty`. */
  emptyCollections: 'empty' | 'null' | 'missing';
  /** Adds fields nobody knows, everywhere. Default false. */
  unknownFields: boolean;
  /** Writes `""`, 0 and year 1 for what an event lacks. Default false. */
  zeroValues: boolean;
  /** What happens to alerts raised while the account is unregistered: they come once it is registered, or never. Default `lost`. */
  withheld: 'appear' | 'lost';
  /** Whether `/v1/findings` exists; else 404. Default false. */
  findings: boolean;
  /** The status without usable credentials. Default 401. */
  missingKeyStatus: 401 | 403;
  /** The status for a key that is unknown or revoked. Default 403. */
  wrongKeyStatus: 401 | 403;
  /** What an expired key gets everywhere but at account/status; 200: it goes on working. Default 403. */
  expiredKeyStatus: 200 | 401 | 403;
  /** A non-empty password is refused like a wrong key; false: it is only a violation. Default false. */
  passwordRefused: boolean;
  /** Requests of one key in a rolling minute; 429 above. Null: no limit. Default null. */
  rateLimit: number | null;
  /** Whether a 429 says when to come back, and how. Default `none`. */
  retryAfter: 'none' | 'seconds' | 'date';
  /** How long the 429s of `throttleNext` ask to wait, in seconds. Default 2. */
  retryAfterSeconds: number;
  /** The body of an error; `bare` is a JSON object without `message`. Default `json`. */
  errorBody: 'json' | 'bare' | 'empty' | 'html';
  /** Whether answers are compressed for those who ask. Off for the kit's faults `truncateJson` and `rewrite`. Default true. */
  compress: boolean;
  /** What `deflate` means, both ways. Default `zlib`. */
  deflate: 'zlib' | 'raw';
  /** The largest upload, in bytes after inflation. Default 10 000 000. */
  uploadLimit: number;
  /** The status above it. Default 413. */
  oversizeStatus: 400 | 413;
  /** The status for an unknown Content-Encoding. Default 400. */
  unknownEncodingStatus: 400 | 415;
  /** What a stream that breaks half-way leaves behind. The answer is a 400 either way. Default `nothing`. */
  brokenStream: 'nothing' | 'partial';
  /** Whether events are checked (section 5), or all are accepted. Default `rules`. */
  acceptance: 'rules' | 'all';
  /** What unknown fields do to an uploaded event. Default `ignored`. */
  unknownUploadFields: 'ignored' | 'rejected';
  /** Whether the answer to an upload counts the reasons of rejection. Default false. */
  rejectedReasons: boolean;
  /** Uploaded events that touch a remote of the story become alerts. Default false. */
  analyseUploads: boolean;
  /** How long every answer takes, in real milliseconds. Default 0. */
  latencyMs: number;
  /** Asking again sooner than this after `more: false` is a violation. Default 1000. */
  pollFloorMs: number;
  /** Repeating a request sooner than this after its 400, 401 or 403 is a violation. Default 5000. */
  retryFloorMs: number;
  /** Any request sooner than this after a 429 without Retry-After is a violation. Default 500. */
  backoffFloorMs: number;
}

export function defaultSwitches(): AlphaSocSwitches {
  return {
    retainedMs: 3 * 24 * 3_600_000,
    pageSize: 100,
    emptyPages: 0,
    moreAfterFullPage: false,
    bookmarkForm: 'short',
    tailBookmark: 'moves',
    lenientBookmarks: false,
    rereadable: true,
    dictionary: 'minimal',
    threatsAll: true,
    alertIds: 'none',
    duplicateEvery: 0,
    lateShare: 0.1,
    emptyCollections: 'empty',
    unknownFields: false,
    zeroValues: false,
    withheld: 'lost',
    findings: false,
    missingKeyStatus: 401,
    wrongKeyStatus: 403,
    expiredKeyStatus: 403,
    passwordRefused: false,
    rateLimit: null,
    retryAfter: 'none',
    retryAfterSeconds: 2,
    errorBody: 'json',
    compress: true,
    deflate: 'zlib',
    uploadLimit: 10_000_000,
    oversizeStatus: 413,
    unknownEncodingStatus: 400,
    brokenStream: 'nothing',
    acceptance: 'rules',
    unknownUploadFields: 'ignored',
    rejectedReasons: false,
    analyseUploads: false,
    latencyMs: 0,
    pollFloorMs: 1_000,
    retryFloorMs: 5_000,
    backoffFloorMs: 500,
  };
}
