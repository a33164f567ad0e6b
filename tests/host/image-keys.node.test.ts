// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { checkPassPhrase, keyIdOf, makeKeyFiles, openKeyFile, parsePublicKey, signingKeyOf } from "../../host/app/image-keys";

const passPhrase = "correct horse bättery";
const { keyId, privateText, publicText } = makeKeyFiles(passPhrase);
const publicKey = parsePublicKey(publicText);

/** The private file with one text in it replaced. */
const withField = (name: string, value: string) => privateText.replace(new RegExp(`("${name}": )("[^"]*"|\\d+)`), `$1${value}`);

describe("a key file", () => {
  test("opens with its pass phrase, and signs as its public key says", () => {
    const key = openKeyFile(privateText, passPhrase);
    assert.deepEqual(Buffer.from(key.publicKey), publicKey);
    assert.equal(keyIdOf(publicKey), keyId);
    assert.match(publicText, /^[0-9a-f]{64}\n$/);
    assert.equal(key.sign(new Uint8Array(3)).length, 64);
  });

  test("opens with a pass phrase typed on another system, whose letters are made of other code points", () => {
    assert.notEqual(passPhrase.normalize("NFD"), passPhrase);
    assert.deepEqual(openKeyFile(privateText, passPhrase.normalize("NFD")).publicKey, openKeyFile(privateText, passPhrase).publicKey);
  });

  test("does not open with another one, and does not say it", () => {
    for (const wrong of ["", `${passPhrase} `, passPhrase.toUpperCase()]) {
      assert.throws(() => openKeyFile(privateText, wrong), { message: "wrong pass phrase, or the key file is damaged" });
    }
  });

  test("does not open when anything in it was changed", () => {
    const other = makeKeyFiles(passPhrase);
    const hex = (bytes: number) => `"${"5a".repeat(bytes)}"`;
    for (const [name, bytes] of [["Salt", 16], ["Nonce", 12], ["Tag", 16], ["EncryptedSeed", 32]] as const) {
      assert.throws(() => openKeyFile(withField(name, hex(bytes)), passPhrase), /wrong pass phrase/, name);
    }
    assert.throws(() => openKeyFile(withField("PublicKey", `"${other.publicText.trim()}"`), passPhrase), /wrong pass phrase/);
  });

  test("is refused at once when it is none of ours, or would cost more memory than ours", () => {
    const texts = ["", "{}", "null", publicText, privateText.slice(0, -10), withField("Format", "2"), withField("N", "1073741824")];
    for (const text of [...texts, withField("r", "1"), withField("p", "9"), withField("Salt", '""'), withField("Tag", '"00"')]) {
      assert.notEqual(text, privateText);
      assert.throws(() => openKeyFile(text, passPhrase), /no private key file/, text);
    }
  });

  test("holds neither pass phrase nor seed, and no two are the same", () => {
    assert.ok(!privateText.includes(passPhrase));
    const { Scrypt, Aes256Gcm } = JSON.parse(privateText) as { Scrypt: { N: number; r: number; p: number }; Aes256Gcm: { EncryptedSeed: string } };
    const { N, r, p } = Scrypt;
    assert.deepEqual({ N, r, p }, { N: 131_072, r: 8, p: 1 });
    assert.notDeepEqual(signingKeyOf(Buffer.from(Aes256Gcm.EncryptedSeed, "hex")).publicKey, Uint8Array.from(publicKey));
    const again = makeKeyFiles(passPhrase);
    assert.notEqual(again.keyId, keyId);
    assert.notEqual(again.privateText, privateText);
  });

  test("is not made with a pass phrase of eleven characters, however many bytes they have", () => {
    assert.throws(() => checkPassPhrase("ä".repeat(11)), /12 characters/);
    assert.throws(() => checkPassPhrase("😀".repeat(11)), /12 characters/);
    checkPassPhrase("ä".repeat(12));
  });

  test("a public key is 64 hexadecimal digits and nothing else", () => {
    for (const text of ["", publicText.slice(2), `${publicText}00`, publicText.replace(/./, "g"), privateText]) {
      assert.throws(() => parsePublicKey(text), /64 hexadecimal digits/);
    }
  });

  test("has the public key that RFC 8032 gives for its first seed", () => {
    const seed = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");
    assert.equal(Buffer.from(signingKeyOf(seed).publicKey).toString("hex"), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  });
});

test("what a key signs never stands in git", () => {
  assert.match(readFileSync(".gitignore", "utf8"), /^keys\/$/m);
});
