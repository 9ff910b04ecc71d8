/**
 * Keys and certificates, made when the simulator starts and never written anywhere: an authority, the server's
 * certificate, and certificates that callers issue to themselves (contract sheet kata, section 2).
 *
 * On the ASN.1 types and not on \@peculiar/x509, which wants a global Reflect polyfill in the process it runs in.
 */
import {
  createHash,
  generateKeyPairSync,
  randomBytes,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';

export interface CertificatePair {
  /** PEM. */
  readonly cert: string;
  /** PEM, PKCS #8. */
  readonly key: string;
  /** SHA-256 of the certificate, as Node shows it: upper-case hex pairs with colons. */
  readonly fingerprint: string;
}

export interface Authority {
  /** Its own certificate, PEM. */
  readonly cert: string;
  /** A server certificate for localhost and 127.0.0.1. */
  issueServer(): CertificatePair;
}

const YEAR_MS = 365 * 24 * 3_600_000;
const commonName = '2.5.4.3';
const ecdsaWithSha256 = '1.2.840.10045.4.3.2';

/** An ArrayBuffer of its own: a small Buffer is a window on a shared pool. */
const bytes = (buffer: Buffer): ArrayBuffer => new Uint8Array(buffer).buffer;

const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

const named = (text: string): Name =>
  new Name([
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({ type: commonName, value: new AttributeValue({ utf8String: text }) }),
    ]),
  ]);

function extension(extnID: string, critical: boolean, value: object): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

const spkiOf = (key: KeyObject): SubjectPublicKeyInfo =>
  AsnConvert.parse(key.export({ type: 'spki', format: 'der' }), SubjectPublicKeyInfo);

/** RFC 5280, section 4.2.1.2, method 1. */
const keyId = (key: KeyObject): ArrayBuffer =>
  bytes(
    createHash('sha1')
      .update(Buffer.from(spkiOf(key).subjectPublicKey))
      .digest(),
  );

interface Wanted {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly issuer: string;
  readonly issuerKeys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly authority: boolean;
  readonly names: readonly GeneralName[];
}

/** Issues a certificate that is good from yesterday on, for a year; PEM. */
function issue({ subject, publicKey, issuer, issuerKeys, authority, names }: Wanted): string {
  const signature = new AlgorithmIdentifier({ algorithm: ecdsaWithSha256 });
  const usage = authority ? KeyUsageFlags.keyCertSign : KeyUsageFlags.digitalSignature;
  const extensions = [
    extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: authority })),
    extension(id_ce_keyUsage, true, new KeyUsage(usage)),
    extension(id_ce_subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId(publicKey))),
    extension(
      id_ce_authorityKeyIdentifier,
      false,
      new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyId(issuerKeys.publicKey)) }),
    ),
  ];
  if (names.length > 0) {
    extensions.push(extension(id_ce_subjectAltName, false, new SubjectAlternativeName([...names])));
  }
  const now = Date.now();
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    // A leading 0x01 keeps the number positive and its encoding minimal.
    serialNumber: bytes(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    signature,
    issuer: named(issuer),
    validity: new Validity({
      notBefore: new Date(now - 24 * 3_600_000),
      notAfter: new Date(now + YEAR_MS),
    }),
    subject: named(subject),
    subjectPublicKeyInfo: spkiOf(publicKey),
    extensions: new Extensions(extensions),
  });
  const signed = sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), issuerKeys.privateKey);
  const der = AsnConvert.serialize(
    new Certificate({ tbsCertificate, signatureAlgorithm: signature, signatureValue: bytes(signed) }),
  );
  return new X509Certificate(Buffer.from(der)).toString();
}

const paired = (cert: string, privateKey: KeyObject): CertificatePair => ({
  cert,
  key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  fingerprint: new X509Certificate(cert).fingerprint256,
});

export function createAuthority(): Authority {
  const issuer = 'KATA simulator authority';
  const issuerKeys = keyPair();
  const own = { subject: issuer, publicKey: issuerKeys.publicKey, issuer, issuerKeys };
  return {
    cert: issue({ ...own, authority: true, names: [] }),
    issueServer() {
      const { publicKey, privateKey } = keyPair();
      const names = [new GeneralName({ dNSName: 'localhost' }), new GeneralName({ iPAddress: '127.0.0.1' })];
      const subject = 'KATA simulator';
      return paired(issue({ subject, publicKey, issuer, issuerKeys, authority: false, names }), privateKey);
    },
  };
}

/** What an external system makes for itself: signed by its own key, CN=localhost. */
export function createSelfSigned(subject = 'localhost'): CertificatePair {
  const keys = keyPair();
  const { publicKey, privateKey } = keys;
  return paired(
    issue({ subject, publicKey, issuer: subject, issuerKeys: keys, authority: false, names: [] }),
    privateKey,
  );
}
