/** A small capture file, so that what claims to be PCAP is one. */

/** One Ethernet frame that carries `text`, captured at `at` (ms), in the classic little-endian format. */
export function pcapFile(text: string, at: number): Buffer {
  const frame = Buffer.concat([
    Buffer.from('02005e10000102005e1000020800', 'hex'),
    // Bytes above 0x7f, so that a client which decodes the body as text breaks it.
    Buffer.from([0x45, 0x00, 0xff, 0xfe, 0x80, 0xc3]),
    Buffer.from(text),
  ]);
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(1, 20);
  const packet = Buffer.alloc(16);
  packet.writeUInt32LE(Math.floor(at / 1_000), 0);
  packet.writeUInt32LE((at % 1_000) * 1_000, 4);
  packet.writeUInt32LE(frame.length, 8);
  packet.writeUInt32LE(frame.length, 12);
  return Buffer.concat([header, packet, frame]);
}
