// A whole safetensors file of one tensor of so many bytes.

export function safetensorsBytes(bytes = 64, fill = 1): Uint8Array {
  const header = Buffer.from(`{"w":{"dtype":"U8","shape":[${bytes}],"data_offsets":[0,${bytes}]}}`);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(bytes, fill)]);
}
