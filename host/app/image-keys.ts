// SPDX-License-Identifier: Apache-2.0
/**
 * The keys that sign firmware. The private one is a seed of 32 bytes, kept in a file under a pass phrase: scrypt makes a key of
 * it, AES-256-GCM encrypts the seed. tweetnacl signs, OpenSSL checks here, @noble/ed25519 in the lock: three that check each other.
 * What is thrown here has a message for the person.
 */
import { createCipheriv, createDecipheriv, createPublicKey, randomBytes, scryptSync, verify } from "node:crypto";
import nacl from "tweetnacl";
import { headerBytes, imageHash, type ImageFile } from "./image-file";

export interface SigningKey {
  publicKey: Uint8Array;
  sign: (message: Uint8Array) => Uint8Array;
}

const keyFileFormat = 1;
/** 128 MiB and about half a second for each guess of a pass phrase. */
const cost = { N: 2 ** 17, r: 8, p: 1 };
const scryptMemoryMax = 2 ** 28;
const passPhraseLengthMin = 12;
const seedBytes = 32;
const keyIdBytes = 8;

/** What stands in a key file; bytes are in hexadecimal. */
interface KeyFile {
  Format: number;
  KeyId: string;
  PublicKey: string;
  Scrypt: { N: number; r: number; p: number; Salt: string };
  Aes256Gcm: { Nonce: string; Tag: string; EncryptedSeed: string };
}

export function keyIdOf(publicKey: Uint8Array): string {
  return imageHash(publicKey).toString("hex", 0, keyIdBytes);
}

export function signingKeyOf(seed: Uint8Array): SigningKey {
  const { publicKey, secretKey } = nacl.sign.keyPair.fromSeed(seed);
  return { publicKey, sign: (message) => nacl.sign.detached(message, secretKey) };
}

export function checkPassPhrase(passPhrase: string): void {
  if ([...passPhrase].length < passPhraseLengthMin) throw new Error(`a pass phrase has ${passPhraseLengthMin} characters or more`);
}

/** A new key: the text of the private file and of the public one. */
export function makeKeyFiles(passPhrase: string): { keyId: string; privateText: string; publicText: string } {
  checkPassPhrase(passPhrase);
  const seed = randomBytes(seedBytes);
  const { publicKey } = signingKeyOf(seed);
  const publicText = Buffer.from(publicKey).toString("hex");
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", encryptionKey(passPhrase, salt), nonce).setAAD(publicKey);
  const encrypted = Buffer.concat([cipher.update(seed), cipher.final()]);
  seed.fill(0);
  const file: KeyFile = {
    Format: keyFileFormat,
    KeyId: keyIdOf(publicKey),
    PublicKey: publicText,
    Scrypt: { ...cost, Salt: salt.toString("hex") },
    Aes256Gcm: { Nonce: nonce.toString("hex"), Tag: cipher.getAuthTag().toString("hex"), EncryptedSeed: encrypted.toString("hex") },
  };
  return { keyId: file.KeyId, privateText: `${JSON.stringify(file, null, 2)}\n`, publicText: `${publicText}\n` };
}

export function openKeyFile(text: string, passPhrase: string): SigningKey {
  const file = parseKeyFile(text);
  const { Nonce, Tag, EncryptedSeed } = file.Aes256Gcm;
  const publicKey = Buffer.from(file.PublicKey, "hex");
  const key = encryptionKey(passPhrase, Buffer.from(file.Scrypt.Salt, "hex"));
  const options = { authTagLength: 16 };
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(Nonce, "hex"), options).setAAD(publicKey);
  let opened: SigningKey;
  try {
    decipher.setAuthTag(Buffer.from(Tag, "hex"));
    opened = signingKeyOf(Buffer.concat([decipher.update(EncryptedSeed, "hex"), decipher.final()]));
  } catch {
    throw new Error("wrong pass phrase, or the key file is damaged");
  }
  if (!publicKey.equals(opened.publicKey)) throw new Error("the key file is damaged: its two keys do not belong together");
  return opened;
}

function encryptionKey(passPhrase: string, salt: Uint8Array): Buffer {
  return scryptSync(passPhrase.normalize("NFC"), salt, 32, { ...cost, maxmem: scryptMemoryMax });
}

/** Other costs than ours are refused: a file that somebody gave us does not say how much memory we take. */
function parseKeyFile(text: string): KeyFile {
  try {
    const file = JSON.parse(text) as KeyFile;
    const { N, r, p, Salt } = file.Scrypt;
    const { Nonce, Tag, EncryptedSeed } = file.Aes256Gcm;
    const isOurs = file.Format === keyFileFormat && N === cost.N && r === cost.r && p === cost.p;
    const areBytes = isHex(file.PublicKey, 32) && isHex(Salt, 16) && isHex(Nonce, 12) && isHex(Tag, 16) && isHex(EncryptedSeed, seedBytes);
    if (isOurs && areBytes) return file;
  } catch {
    // Said below.
  }
  throw new Error("this is no private key file of latchkey keygen");
}

export function parsePublicKey(text: string): Buffer {
  const hex = text.trim();
  if (!isHex(hex, 32)) throw new Error("a public key is one line of 64 hexadecimal digits");
  return Buffer.from(hex, "hex");
}

/** Whether the header names this key and its signature is this key's. */
export function isSignedBy({ header, offer }: ImageFile, publicKey: Uint8Array): boolean {
  if (header.keyId !== keyIdOf(publicKey)) return false;
  // What stands before an Ed25519 key where a SubjectPublicKeyInfo is asked for (RFC 8410).
  const key = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), publicKey]);
  const keyObject = createPublicKey({ key, format: "der", type: "spki" });
  return verify(null, offer.subarray(0, headerBytes), keyObject, offer.subarray(headerBytes));
}

function isHex(text: unknown, bytes: number): text is string {
  return typeof text === "string" && text.length === bytes * 2 && /^[0-9a-f]*$/i.test(text);
}
