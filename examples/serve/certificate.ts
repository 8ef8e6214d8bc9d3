import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { createSecureContext } from "node:tls";

import { generate } from "selfsigned";

import { StartError } from "./start-error.ts";

/** A private key and its certificate, as PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Real files, or a folder for a certificate that this program makes for itself. */
export type CertificateSource = { readonly keyFile: string; readonly certFile: string } | { readonly folder: string };

/**
 * Gets the certificate: browsers give a camera only to pages that came over HTTPS.
 *
 * @throws StartError if a file is missing, cannot be read, or is no such thing.
 */
export async function loadCertificate(source: CertificateSource): Promise<Certificate> {
  if ("folder" in source) return loadSelfSigned(source.folder);
  const key = await readGiven("KEY_FILE", source.keyFile);
  const cert = await readGiven("CERT_FILE", source.certFile);
  try {
    createSecureContext({ key, cert });
  } catch (cause) {
    throw new StartError("KEY_FILE and CERT_FILE are not a private key and its certificate, both PEM", { cause });
  }
  return { key, cert };
}

async function readGiven(variable: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new StartError(`${variable}: cannot read ${file} (${codeOf(cause)})`, { cause });
  }
}

/** Takes the one made earlier while it is good: a new one would make every browser warn again. */
async function loadSelfSigned(folder: string): Promise<Certificate> {
  const files = { key: join(folder, "key.pem"), cert: join(folder, "cert.pem") };
  const old = await readOld(files);
  if (old !== null) return old;
  const made = await makeSelfSigned();
  try {
    await mkdir(folder, { recursive: true });
    // a file that is already there would keep the mode it has
    await rm(files.key, { force: true });
    await writeFile(files.key, made.key, { mode: 0o600 });
    await writeFile(files.cert, made.cert);
  } catch (cause) {
    throw new StartError(`Cannot write a certificate to ${folder} (${codeOf(cause)})`, { cause });
  }
  console.log(
    `Made a self-signed certificate in ${folder}: no authority vouches for it, so the browser warns once; go on past the warning.`,
  );
  return made;
}

async function readOld(files: { readonly key: string; readonly cert: string }): Promise<Certificate | null> {
  try {
    const key = await readFile(files.key, "utf8");
    const cert = await readFile(files.cert, "utf8");
    const x509 = new X509Certificate(cert);
    const isGood = x509.checkPrivateKey(createPrivateKey(key)) && x509.validToDate.getTime() > Date.now() + DAY_MS;
    return isGood ? { key, cert } : null;
  } catch {
    // not there, or damaged: a new one takes its place
    return null;
  }
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Some browsers refuse a certificate that is good for more than 398 days. */
const VALID_DAYS = 365;

async function makeSelfSigned(): Promise<Certificate> {
  const altNames = [
    { type: 2, value: "localhost" } as const,
    ...machineAddresses().map((ip) => ({ type: 7, ip }) as const),
  ];
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + VALID_DAYS * DAY_MS),
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames },
    ],
  });
  return { key, cert };
}

/** The addresses under which others can open the page, and the machine itself. */
function machineAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  // link-local ones need a zone, which neither a URL in a browser nor a certificate can hold
  const usable = all.map(({ address }) => address).filter((address) => !address.toLowerCase().startsWith("fe80:"));
  return [...new Set(["127.0.0.1", "::1", ...usable])];
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}
