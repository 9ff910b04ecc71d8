import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError, type ConfigFault } from '../src/config/faults.ts';
import { listenOn, parseConfig, type Config } from '../src/config.ts';
import { vendorsByName } from '../src/vendors.ts';

const files: Readonly<Record<string, string>> = {
  '/etc/crosswatch/kata.crt': '-----BEGIN CERTIFICATE-----\ncert\n',
  '/etc/crosswatch/kata.key': '-----BEGIN PRIVATE KEY-----\nkey\n',
  '/etc/crosswatch/kata-ca.crt': '-----BEGIN CERTIFICATE-----\nca\n',
  '/etc/crosswatch/secret.txt': 's3cret-from-file\n',
  '/run/secrets/argus': 'absolute-s3cret\r\n',
};

function parse(text: string, env: Readonly<Record<string, string>> = {}): Config {
  return parseConfig(text, {
    env,
    baseDir: '/etc/crosswatch',
    readFile(path) {
      const content = files[path];
      if (content === undefined) throw new Error(`ENOENT ${path}`);
      return content;
    },
  });
}

function faultsOf(action: () => unknown): readonly ConfigFault[] {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const faults = (text: string, env: Readonly<Record<string, string>> = {}) => faultsOf(() => parse(text, env));
const line = ({ path, message }: ConfigFault) => `${path}: ${message}`;

const alpha = 'name: alpha, vendor: alphasoc, url: https://alpha.example';
const minimal = `sources: [{ ${alpha}, apiKey: k }]`;
const keyHash = createHash('sha256').update('key').digest('hex');

const whole = `
server:   { host: 127.0.0.1, port: 4000, heartbeat: 20s }
journal:  { path: ./crosswatch.db, retention: 30d }
auth:
  keys: [{ name: ana, sha256: ${keyHash.toUpperCase()}, roles: [read, triage], sources: [argus] }]
sources:
  - name: argus
    vendor: argus
    url: https://api.mnemonic.no
    apiKey: "\${ARGUS_API_KEY}"
    follow: { every: 10s, from: 24h, types: [AGGREGATED] }
    timeout: 1500ms
    maxConcurrent: 4
  - { name: alpha,   vendor: alphasoc,  url: https://api.alphasoc.net, apiKey: "\${ALPHASOC_API_KEY}" }
  - name: kata-pcn
    vendor: kata
    url: https://kata.example:443
    externalSystemId: 6f1c2b52-9c1f-4c8a-9d0e-3f6f0f2f7a11
    tls: { cert: ./kata.crt, key: ./kata.key, ca: ./kata-ca.crt }
  - { name: gta, vendor: cisco-gta, url: https://api.cta.eu.amp.cisco.com, tokenUrl: https://visibility.eu.amp.cisco.com/iroh/oauth2/token,
      clientId: "\${GTA_CLIENT_ID}", clientSecret: "file:secret.txt", customerId: CTA123456789 }
`;
const wholeEnv = { ARGUS_API_KEY: '7/1/abc', ALPHASOC_API_KEY: 'alpha-key', GTA_CLIENT_ID: 'client' };

describe('a whole file', () => {
  const config = parse(whole, wholeEnv);

  test('is read into milliseconds and absolute paths', () => {
    expect(config.server).toEqual({ host: '127.0.0.1', port: 4000, heartbeat: 20_000 });
    expect(config.journal).toEqual({ path: '/etc/crosswatch/crosswatch.db', retention: 2_592_000_000 });
    expect(config.auth.keys).toEqual([
      { name: 'ana', sha256: keyHash, roles: ['read', 'triage'], sources: ['argus'] },
    ]);
    expect(
      config.sources.map(({ name, vendor, timeout, follow }) => ({ name, vendor, timeout, follow })),
    ).toEqual([
      {
        name: 'argus',
        vendor: 'argus',
        timeout: 1_500,
        follow: { every: 10_000, from: 86_400_000, types: ['AGGREGATED'] },
      },
      { name: 'alpha', vendor: 'alphasoc', timeout: 5_000, follow: { every: 10_000, from: 86_400_000 } },
      { name: 'kata-pcn', vendor: 'kata', timeout: 5_000, follow: { every: 10_000, from: 86_400_000 } },
      { name: 'gta', vendor: 'cisco-gta', timeout: 5_000, follow: { every: 10_000, from: 86_400_000 } },
    ]);
  });

  test('makes every source', async () => {
    const sources = config.sources.map(({ create }) => create({ now: Date.now }));
    expect(sources.map(({ name, vendor, origin, timeout }) => [name, vendor, origin, timeout])).toEqual([
      ['argus', 'argus', 'https://api.mnemonic.no', 1_500],
      ['alpha', 'alphasoc', 'https://api.alphasoc.net', 5_000],
      ['kata-pcn', 'kata', 'https://kata.example', 5_000],
      ['gta', 'cisco-gta', 'https://api.cta.eu.amp.cisco.com', 5_000],
    ]);
    await Promise.all(sources.map((source) => source.close()));
  });
});

test('what is not said has a default', () => {
  const config = parse(minimal);
  expect(config.server).toEqual({ host: '127.0.0.1', port: 4000, heartbeat: 15_000 });
  expect(config.journal.path).toBe(resolve('/etc/crosswatch/crosswatch.db'));
  expect(config.auth.keys).toEqual([]);
});

test('a journal in memory has no path', () => {
  expect(parse(`{ journal: { path: ":memory:" }, ${minimal} }`).journal.path).toBe(':memory:');
});

describe('references', () => {
  /** What a value becomes, seen through the journal's path. */
  const read = (value: string, env: Readonly<Record<string, string>> = {}) =>
    parse(`{ journal: { path: ${JSON.stringify(value)} }, ${minimal} }`, env).journal.path;

  const cases: readonly [value: string, path: string][] = [
    ['/var/${NAME}', '/var/night'],
    ['/${NAME}/${OTHER}.db', '/night/watch.db'],
    ['/$${NAME}', '/${NAME}'],
    ['/$NAME', '/$NAME'],
    ['/{NAME}', '/{NAME}'],
    ['/${TRICKY}', '/${NAME}'],
    ['file:secret.txt', '/etc/crosswatch/s3cret-from-file'],
    ['file:/run/secrets/${FILE}', '/etc/crosswatch/absolute-s3cret'],
  ];
  const env = {
    NAME: 'night',
    OTHER: 'watch',
    TRICKY: '${NAME}',
    FILE: 'argus',
    SAYS_FILE: 'file:secret.txt',
  };
  for (const [value, path] of cases) {
    test(`${value} becomes ${path}`, () => expect(read(value, env)).toBe(path));
  }

  test('a variable that holds "file:" names no file', () => {
    expect(read('${SAYS_FILE}', env)).toBe('/etc/crosswatch/file:secret.txt');
  });

  test('a port may come from a variable', () => {
    expect(parse(`{ server: { port: "\${PORT}" }, ${minimal} }`, { PORT: '8080' }).server.port).toBe(8_080);
  });

  test('a variable that every object has is not set', () => {
    expect(faults(`sources: [{ ${alpha}, apiKey: "\${constructor}" }]`).map(line)).toEqual([
      'sources[0].apiKey: the environment variable constructor is not set',
    ]);
  });
});

const source = (entry: string) => `sources: [{ ${entry} }]`;
const gta = 'name: gta, vendor: cisco-gta, url: https://a.example, clientId: a, clientSecret: b';
const kata = `name: kata, vendor: kata, url: https://kata.example, externalSystemId: 6f1c2b52-9c1f-4c8a-9d0e-3f6f0f2f7a11`;

const table: readonly [name: string, text: string, expected: readonly string[]][] = [
  ['an empty file', '', ['the file: not valid']],
  ['a list', '[]', ['the file: not valid']],
  ['no sources', '{}', ['sources: missing']],
  ['an empty list of sources', 'sources: []', ['sources: not valid']],
  ['sources that are no list', 'sources: { a: 1 }', ['sources: not valid']],
  ['a source that is no mapping', 'sources: [argus]', ['sources[0]: not valid']],
  ['an unknown section', `{ servr: {}, ${minimal} }`, ['servr: unknown key']],
  ['an unknown key in a section', `{ server: { prt: 1 }, ${minimal} }`, ['server.prt: unknown key']],
  [
    'an unknown key of a vendor',
    source(`${alpha}, apiKey: k, apikey: k`),
    ['sources[0].apikey: unknown key'],
  ],
  [
    'an unknown key in follow',
    source(`${alpha}, apiKey: k, follow: { evry: 1s }`),
    ['sources[0].follow.evry: unknown key'],
  ],
  ['a section without content', `{ auth: null, ${minimal} }`, ['auth: not valid']],
  ['a port out of range', `{ server: { port: 65536 }, ${minimal} }`, ['server.port: not valid']],
  ['a port that is no number', `{ server: { port: http }, ${minimal} }`, ['server.port: not valid']],
  ['a broken port', `{ server: { port: 80.5 }, ${minimal} }`, ['server.port: not valid']],
  ['a missing vendor', source('name: a'), ['sources[0].vendor: missing']],
  ['an unknown vendor', source('name: a, vendor: argos'), ['sources[0].vendor: unknown vendor']],
  [
    'a vendor that every object has',
    source('name: a, vendor: constructor'),
    ['sources[0].vendor: unknown vendor'],
  ],
  [
    'a missing name',
    source('vendor: alphasoc, url: https://a.example, apiKey: k'),
    ['sources[0].name: missing'],
  ],
  [
    'a name with capitals',
    source('name: Alpha, vendor: alphasoc, url: https://a.example, apiKey: k'),
    ['sources[0].name: not valid'],
  ],
  [
    'a name with a colon',
    source('name: "a:b", vendor: alphasoc, url: https://a.example, apiKey: k'),
    ['sources[0].name: not valid'],
  ],
  [
    'a name twice',
    `sources: [{ ${alpha}, apiKey: k }, { ${alpha}, apiKey: l }]`,
    ['sources[1].name: not unique'],
  ],
  ['an empty key', source(`${alpha}, apiKey: ""`), ['sources[0].apiKey: not valid']],
  [
    'a variable that is not set',
    source(`${alpha}, apiKey: "\${NOPE}"`),
    ['sources[0].apiKey: the environment variable NOPE is not set'],
  ],
  [
    'a reference that is none',
    source(`${alpha}, apiKey: "\${no pe}"`),
    ['sources[0].apiKey: not a reference to a variable'],
  ],
  [
    'a reference without end',
    source(`${alpha}, apiKey: "\${NOPE"`),
    ['sources[0].apiKey: not a reference to a variable'],
  ],
  [
    'a file that is not there',
    source(`${alpha}, apiKey: "file:nope"`),
    ['sources[0].apiKey: the file cannot be read'],
  ],
  [
    'a certificate that is not there',
    source(`${kata}, tls: { cert: nope, key: ./kata.key }`),
    ['sources[0].tls.cert: the file cannot be read'],
  ],
  [
    'an id that is no UUID',
    source(`${kata.replace('6f1c', 'xxxx')}, tls: { cert: kata.crt, key: kata.key }`),
    ['sources[0].externalSystemId: not valid'],
  ],
  [
    'an address with a path',
    source('name: a, vendor: alphasoc, url: https://a.example/v1, apiKey: k'),
    ['sources[0].url: not valid'],
  ],
  [
    'an address with a password',
    source('name: a, vendor: alphasoc, url: "https://u:p@a.example", apiKey: k'),
    ['sources[0].url: not valid'],
  ],
  [
    'an address of another scheme',
    source('name: a, vendor: alphasoc, url: "ftp://a.example", apiKey: k'),
    ['sources[0].url: not valid'],
  ],
  [
    'neither customerId nor appUrl',
    source(`${gta}, tokenUrl: https://t.example/token`),
    ['sources[0].customerId: missing'],
  ],
  [
    'no concurrency',
    source(`${alpha}, apiKey: k, maxConcurrent: 0`),
    ['sources[0].maxConcurrent: not valid'],
  ],
  ['no time', source(`${alpha}, apiKey: k, timeout: 0s`), ['sources[0].timeout: not valid']],
  [
    'types of a vendor that has none',
    source(`${alpha}, apiKey: k, follow: { types: [RAW] }`),
    ['sources[0].follow.types: unknown key'],
  ],
  [
    'a hash that is none',
    `{ auth: { keys: [{ name: a, sha256: abc, roles: [read] }] }, ${minimal} }`,
    ['auth.keys[0].sha256: not valid'],
  ],
  [
    'a key without roles',
    `{ auth: { keys: [{ name: a, sha256: ${keyHash}, roles: [] }] }, ${minimal} }`,
    ['auth.keys[0].roles: not valid'],
  ],
  [
    'an unknown role',
    `{ auth: { keys: [{ name: a, sha256: ${keyHash}, roles: [root] }] }, ${minimal} }`,
    ['auth.keys[0].roles[0]: not valid'],
  ],
  [
    'a key for an unknown source',
    `{ auth: { keys: [{ name: a, sha256: ${keyHash}, roles: [read], sources: [nope] }] }, ${minimal} }`,
    ['auth.keys[0].sources[0]: unknown source'],
  ],
  [
    'one key under two names',
    `{ auth: { keys: [{ name: a, sha256: ${keyHash}, roles: [read] }, { name: b, sha256: ${keyHash}, roles: [read] }] }, ${minimal} }`,
    ['auth.keys[1].sha256: not unique'],
  ],
  [
    'a mapping inside itself',
    'sources: &a [{ x: *a }]',
    ['sources[0].x: nested too deeply', 'sources[0].name: missing', 'sources[0].vendor: missing'],
  ],
];

describe('faults', () => {
  for (const [name, text, expected] of table) {
    test(name, () => {
      const found = faults(text);
      expect(found.map(line)).toEqual(expected);
      for (const fault of found) expect(fault.expected).not.toBe('');
    });
  }

  test('all are told at once, each with what was expected', () => {
    const text = `
server: { port: 99999, prot: 1 }
journal: { retention: 30 days }
auth: { keys: [{ name: ana, sha256: x, roles: [read] }] }
sources:
  - { name: argus, vendor: argus, url: https://argus.example, apiKey: "\${ARGUS_API_KEY}", timeout: 5 s }
  - { name: alpha, vendor: alphasok, url: https://alpha.example }
  - { name: kata, vendor: kata, url: nowhere, externalSystemId: 1, tls: { cert: no.crt } }
`;
    expect(
      faultsOf(() => parse(text)).map(({ path, message, expected }) => `${path}: ${message}; ${expected}`),
    ).toMatchInlineSnapshot(`
      [
        "sources[0].apiKey: the environment variable ARGUS_API_KEY is not set; a value for ARGUS_API_KEY",
        "sources[2].tls.cert: the file cannot be read; a readable file",
        "server.port: not valid; at most 65535",
        "server.prot: unknown key; one of host, port, heartbeat",
        "journal.retention: not valid; a duration (1500ms, 1s, 10m, 24h, 90d) from 1s to 3650d",
        "auth.keys[0].sha256: not valid; the SHA-256 of the key in 64 hexadecimal digits",
        "sources[0].timeout: not valid; a duration (1500ms, 1s, 10m, 24h, 90d) from 1ms to 10m",
        "sources[1].vendor: unknown vendor; one of argus, alphasoc, kata, cisco-gta",
        "sources[2].url: not valid; scheme, host and port of an http or https service, and no more",
        "sources[2].externalSystemId: not valid; a UUID",
        "sources[2].tls.key: missing; the name of a PEM file",
      ]
    `);
  });
});

describe('durations', () => {
  const retention = (text: string) =>
    parse(`{ journal: { retention: ${JSON.stringify(text)} }, ${minimal} }`);
  for (const [text, milliseconds] of [
    ['1500ms', 1_500],
    ['1s', 1_000],
    ['10m', 600_000],
    ['24h', 86_400_000],
    ['90d', 7_776_000_000],
  ] as const) {
    test(`${text} is ${milliseconds} ms`, () => expect(retention(text).journal.retention).toBe(milliseconds));
  }
  for (const text of [
    '',
    '10',
    '1.5s',
    '-1s',
    '1 s',
    ' 1s',
    '1S',
    '1min',
    '1w',
    '1h30m',
    'PT1H',
    '9e9d',
    '99999999999999d',
    '1s\n',
  ]) {
    test(`${JSON.stringify(text)} is none`, () =>
      expect(faultsOf(() => retention(text)).map(line)).toEqual(['journal.retention: not valid']));
  }
  test('a number is none', () =>
    expect(faults(`{ journal: { retention: 1000 }, ${minimal} }`).map(line)).toEqual([
      'journal.retention: not valid',
    ]));
});

describe('sizes', () => {
  const maxSize = (text: string) => parse(`{ journal: { maxSize: ${JSON.stringify(text)} }, ${minimal} }`);
  for (const [text, bytes] of [
    ['10MB', 10_000_000],
    ['20GB', 20_000_000_000],
  ] as const) {
    test(`${text} is ${bytes} bytes`, () => expect(maxSize(text).journal.maxSize).toBe(bytes));
  }
  for (const text of ['', '10', '9MB', '1.5GB', '-1GB', '1 GB', '1gb', '1TB', '0GB', '1GB\n']) {
    test(`${JSON.stringify(text)} is none`, () =>
      expect(faultsOf(() => maxSize(text)).map(line)).toEqual(['journal.maxSize: not valid']));
  }
});

describe('text that is no YAML', () => {
  const cases: readonly [text: string, expected: string][] = [
    ['server:\n  port: [1', 'line 2, column 11: not valid YAML (bad indent)'],
    ['a: 1\na: 2', 'line 2, column 1: not valid YAML (duplicate key)'],
    ['\ta: 1', 'line 1, column 1: not valid YAML (tab as indent)'],
    ['a: !foo b', 'line 1, column 4: not valid YAML (tag resolve failed)'],
    ['a: 1\n---\nb: 1', 'line 2, column 1: not valid YAML (multiple docs)'],
    ['a:\n  b: *nope', 'line 2, column 6: an alias without its anchor'],
  ];
  for (const [text, expected] of cases) {
    test(JSON.stringify(text), () => expect(faults(text).map(line)).toEqual([expected]));
  }

  test('neither endless nesting nor a bomb of aliases does more than that', () => {
    const bomb = [
      'a0: &a0 [x, x]',
      ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
    ];
    expect(faults('['.repeat(20_000)).length).toBeGreaterThan(0);
    expect(faults('['.repeat(5_000) + ']'.repeat(5_000)).length).toBeGreaterThan(0);
    expect(faults(bomb.join('\n')).length).toBeGreaterThan(0);
  });
});

describe('secrets', () => {
  test('no fault shows a value, wherever it stands', () => {
    const secret = 'hunter2-hunter2';
    const texts = [
      `sources: [{ ${alpha}, apiKey: k, timeout: ${secret}, maxConcurrent: ${secret}, follow: ${secret} }]`,
      `sources: [{ name: "${secret}!", vendor: ${secret}, url: ${secret} }]`,
      `sources: [{ ${alpha}, "apiKey ${secret}" }]`,
      `{ server: ${secret}, journal: ${secret}, auth: { keys: [{ sha256: ${secret}, roles: [${secret}] }] }, ${minimal} }`,
      `apiKey: "${secret}\nb: [`,
      `a: &x ${secret}\nb: *${secret}`,
      `apiKey: !${secret} x`,
      `sources: [{ name: argus, vendor: argus, url: "https://a.example?${secret}", apiKey: "${secret} x", api: ${secret} }]`,
      `sources: [{ ${gta}, tokenUrl: ${secret}, customerId: [${secret}] }]`,
      `sources: [{ ${kata.replace('6f1c2b52', secret)}, tls: ${secret} }]`,
    ];
    for (const text of texts) {
      const found = faultsOf(() => parse(text));
      expect(found.length).toBeGreaterThan(0);
      expect(JSON.stringify(found)).not.toContain(secret);
    }
  });
});

test('every vendor refuses a key that it does not know', () => {
  for (const [name, { keys }] of vendorsByName) {
    expect(keys).toContain('name');
    expect(faults(`sources: [{ name: a, vendor: ${name}, surprise: 1 }]`).map(line)).toContain(
      'sources[0].surprise: unknown key',
    );
  }
});

test('whatever the text, it is a configuration or a ConfigError', () => {
  const key = fc.constantFrom(
    'server',
    'journal',
    'auth',
    'keys',
    'sources',
    'name',
    'vendor',
    'url',
    'tls',
    'cert',
    'follow',
    '__proto__',
  );
  const leaf = fc.oneof(
    fc.string(),
    fc.constantFrom('argus', 'kata', '${X}', 'file:x', '$${', '*a', '&a x'),
    fc.integer(),
    fc.constant(null),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
    ),
  }));
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    tree.map((value) => JSON.stringify(value)),
    fc
      .array(
        fc.constantFrom(
          'sources',
          ':',
          ' ',
          '\n',
          '- ',
          '[',
          '{',
          '}',
          ']',
          '&a',
          '*a',
          '"',
          "'",
          '|',
          '>',
          '!',
          '${',
          '#',
          '---',
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (input) => {
      try {
        parse(input);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
      }
    }),
    { numRuns: 500 },
  );
});

describe('where to listen', () => {
  const open = parse(minimal);
  const guarded = parse(`{ auth: { keys: [{ name: a, sha256: ${keyHash}, roles: [read] }] }, ${minimal} }`);

  test('what comes from outside the file wins over it', () => {
    const { server } = listenOn(open, { from: '--host', text: '::1' }, { from: 'PORT', text: '0' });
    expect(server).toEqual({ host: '::1', port: 0, heartbeat: 15_000 });
    expect(listenOn(open, undefined, undefined)).toEqual(open);
  });

  for (const host of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', 'localhost']) {
    test(`${host} needs no keys`, () =>
      expect(listenOn(open, { from: '--host', text: host }, undefined).server.host).toBe(host));
  }
  for (const host of [
    '0.0.0.0',
    '::',
    '192.0.2.1',
    'crosswatch.example',
    '127.0.0.1.example',
    '127.1',
    '::ffff:192.0.2.1',
  ]) {
    test(`${host} needs keys`, () => {
      const override = { from: 'HOST', text: host };
      expect(faultsOf(() => listenOn(open, override, undefined)).map(line)).toEqual([
        'HOST: not a loopback address, and no keys are configured',
      ]);
      expect(listenOn(guarded, override, undefined).server.host).toBe(host);
    });
  }
  for (const port of ['http', '-1', '65536', '1.5', '0x50', ' 80']) {
    test(`${JSON.stringify(port)} is no port`, () =>
      expect(faultsOf(() => listenOn(open, undefined, { from: '--port', text: port })).map(line)).toEqual([
        '--port: not valid',
      ]));
  }
});
