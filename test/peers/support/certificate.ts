/** A certificate made on the spot: none is kept in the repository, and none outlives its test. */
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../../support/debian.ts';

/** Writes `cert.pem` and `key.pem` for `host` into `folder`; answers the certificate, which is its own authority. */
export async function makeCertificate(folder: string, host = 'IP:127.0.0.1,DNS:localhost'): Promise<string> {
  const file = (name: string): string => join(folder, name);
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    file('key.pem'),
  ];
  const name = ['-subj', '/CN=Kamailio of a test', '-addext', `subjectAltName=${host}`];
  const { status, stderr } = spawnSync(
    findProgram('openssl') ?? 'openssl',
    ['req', '-x509', ...key, ...name, '-days', '2', '-out', file('cert.pem')],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
  return readFile(file('cert.pem'), 'utf8');
}
