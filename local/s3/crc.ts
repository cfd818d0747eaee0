import { crc32 } from 'node:zlib';

/** A running cyclic redundancy check. */
export interface Crc {
  update(chunk: Uint8Array): void;
  /** Big-endian bytes, as S3 encodes them in base64. */
  digest(): Buffer;
}

/** CRC-32 as in zip and Ethernet. */
export function createCrc32(): Crc {
  let crc = 0;
  return {
    update: (chunk) => {
      crc = crc32(chunk, crc);
    },
    digest: () => bigEndian(crc),
  };
}

/** Castagnoli's polynomial 0x1EDC6F41 with its bits reversed (RFC 3720, appendix B.4). */
const CASTAGNOLI = 0x82f63b78;

/** CRC-32C. */
export function createCrc32c(): Crc {
  let crc = 0xffffffff;
  return {
    update: (chunk) => {
      let running = crc;
      for (let index = 0; index < chunk.length; index += 1) {
        running = (running >>> 8) ^ (crc32cTable[(running ^ (chunk[index] ?? 0)) & 0xff] ?? 0);
      }
      crc = running;
    },
    digest: () => bigEndian(~crc >>> 0),
  };
}

const crc32cTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let entry = byte;
  for (let bit = 0; bit < 8; bit += 1) entry = entry & 1 ? (entry >>> 1) ^ CASTAGNOLI : entry >>> 1;
  return entry;
});

/** NVMe's polynomial 0xAD93D23594C93659 with its bits reversed (NVM Command Set Specification, section 5.2.1.3.4). */
const NVME_REVERSED = 0x9a6c9329ac4bc9b5n;

/** CRC-64/NVME, in two 32-bit halves: arithmetic on BigInt would be a hundred times slower. */
export function createCrc64Nvme(): Crc {
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update: (chunk) => {
      let runningHigh = high;
      let runningLow = low;
      for (let index = 0; index < chunk.length; index += 1) {
        const entry = (runningLow ^ (chunk[index] ?? 0)) & 0xff;
        runningLow = ((runningLow >>> 8) | (runningHigh << 24)) ^ (crc64Low[entry] ?? 0);
        runningHigh = (runningHigh >>> 8) ^ (crc64High[entry] ?? 0);
      }
      high = runningHigh;
      low = runningLow;
    },
    digest: () => Buffer.concat([bigEndian(~high >>> 0), bigEndian(~low >>> 0)]),
  };
}

const crc64Table = Array.from({ length: 256 }, (_, byte) => {
  let entry = BigInt(byte);
  for (let bit = 0; bit < 8; bit += 1) entry = entry & 1n ? (entry >> 1n) ^ NVME_REVERSED : entry >> 1n;
  return entry;
});
const crc64High = Uint32Array.from(crc64Table, (entry) => Number(entry >> 32n));
const crc64Low = Uint32Array.from(crc64Table, (entry) => Number(entry & 0xffffffffn));

function bigEndian(crc: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc >>> 0);
  return bytes;
}
