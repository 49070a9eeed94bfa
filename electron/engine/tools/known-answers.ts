// Known answers: inputs with results that were computed elsewhere. Hashes are from FIPS 180-2 and
// RFC 4231, the tree from the reference tests of RFC 6962, Ed25519 from RFC 8032 section 7.1; the RSA
// signature was made with OpenSSL, the chain with Python's json and hashlib.

export const SHA256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

export const HMAC = {
  key: 'Jefe',
  data: 'what do ya want for nothing?',
  result: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
};

/** Leaves as hex, and the roots of the first one, three and eight of them. */
export const TREE = {
  leaves: [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ],
  roots: {
    1: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    3: 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    8: '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  },
};

export const ED25519 = {
  publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  message: '',
  signature:
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
};

/** SHA-256 with RSA, PKCS #1 v1.5, as digests of CloudTrail are signed. */
export const RSA = {
  publicKey:
    'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAxdZCchfhOFGGR4DHg9G1fLezhzacHMp1kUmPiMqwY2wnzkSHEnQzdvD4frzn12prOIuQ5jDKhDYIqzM7RbWDQU1dkCZcoYmuCBEwUSMuIo2PvGSySOIsOjKYRNhuOsuwvJd3Nc+WwsO+Q9YMgqSkGrKci9f7l2B28/5Mg83H5hGEoiZfyTnCtx9XVYGj+vOUZzctJvHFQr3SV3shVkQRu/mXd+tvoVfLRtckcxImIGAugSfd2CAYRm/TAu9FjLPX3b4APRBNbJm66r4jpzpnClYeqWJIaFlY6mR/j8My/MF0rzAHODQ8HQUClOSuhenM5erWTnk+GgcbuQvwmLh3swIDAQAB',
  message: 'Sealwatch',
  signature:
    'IcWkAV97fKYtZSMxm/LUmPWuqPDNvh8wDHD0Debl/lLo5Na22hdS6SHbf6xlp8sEaIoNt2k3dn1SoDqIhMD9KSKR7FLJ8UJd87STbryFAYEjBabuq5fHr+oWtXBkj55WmdxaXMRpU7sPJd+w4dfzXf12HDZLvRmnlh1Edb7Dj4hwaJwOfpmLLzMxHZ04K2n0GGnpCPeT/eGCECaEOmmXUHy0cPwM4qqHkVk0uYZJhoM0jNE5k78B29xfxJBoyltF9yGzRTwxQwQhbLNGwbRddHS66lGrd+CAp9BlkBdXeH5GhPLQ/ZggbA1d/15iexHNH3BfOfQarK4BMkPuL4lgig==',
};

export const CHAIN = {
  key: '00112233445566778899aabbccddeeff',
  head: '2406dd3eb1748da3e11d37f00c2b949d405a13253d3bd9ff1baad18eabfab41a',
  rows: [
    '{"entry_id": "entry_0", "timestamp": "2026-06-01T00:00:00+00:00", "sequence_number": 0, "log_level": "INFO", "component": "auth", "event_type": "user_login", "message": "Gruß aus Köln", "data": "{\\"a\\": [1, 2.5e-07, null, true], \\"b\\": 1.0, \\"\\\\ud83d\\\\ude00\\": \\"x\\"}", "content_hash": "2fb04aff29c9c05cfea7ac482c3fae8676efa7306ab10f91953605f30e2235bc", "hmac_signature": "1d9861848d15e0663d9a45f971260a57bbfa5b897fca004df4ce2682915ccf4b", "previous_hash": "0000000000000000000000000000000000000000000000000000000000000000", "chain_hash": "35a3c2c5710eceac71dea072e41a1aecadd70311e07deb57b2aa3bbe7f75a1d5"}',
    '{"entry_id": "entry_1", "timestamp": "2026-06-01T00:00:01+00:00", "sequence_number": 1, "log_level": "INFO", "component": "auth", "event_type": "user_login", "message": "Failed login", "data": "{\\"ip\\": \\"203.0.113.9\\"}", "content_hash": "db2d856c3047ecfefeafd0579f803e2d63ea247f5e813f013057341541fcf0c4", "hmac_signature": "e301df988f6bf407f578f87514ff5a8f3b3aef988ed9ac3a4b0bafe3e016abdd", "previous_hash": "35a3c2c5710eceac71dea072e41a1aecadd70311e07deb57b2aa3bbe7f75a1d5", "chain_hash": "2406dd3eb1748da3e11d37f00c2b949d405a13253d3bd9ff1baad18eabfab41a"}',
  ],
};

export interface SigmaCase {
  readonly name: string;
  readonly rule: string;
  readonly events: readonly string[];
  /** Record numbers, from 1. */
  readonly matches: readonly number[];
}

const rule = (detection: string): string =>
  `title: known answer\nid: known-answer\nlogsource:\n  product: any\ndetection:\n${detection}\n  condition: selection\n`;

export const SIGMA: readonly SigmaCase[] = [
  {
    name: 'wildcards and escapes',
    rule: rule("  selection:\n    path: 'C:\\\\*\\?.exe'"),
    events: [
      '{"path":"c:\\\\temp\\\\a?.EXE"}',
      '{"path":"c:\\\\temp\\\\ab.exe"}',
      '{"path":"d:\\\\a?.exe"}',
    ],
    matches: [1],
  },
  {
    name: 'base64 at any offset',
    rule: rule('  selection:\n    text|base64offset|contains: secret'),
    events: [
      '{"text":"eHNlY3JldA=="}',
      '{"text":"c2VjcmV0"}',
      '{"text":"eHhzZWNyZXR4"}',
      '{"text":"bm90aGluZw=="}',
    ],
    matches: [1, 2, 3],
  },
  {
    name: 'networks of both versions',
    rule: rule('  selection:\n    ip|cidr:\n      - 10.0.0.0/8\n      - 2001:db8::/32'),
    events: ['{"ip":"10.255.0.1"}', '{"ip":"11.0.0.1"}', '{"ip":"2001:db8:1::1"}'],
    matches: [1, 3],
  },
  {
    name: 'a correlation within its window',
    rule: `title: login
name: login
logsource: {product: any}
detection: {selection: {event: login}, condition: selection}
---
title: many
id: known-answer
correlation:
  type: event_count
  rules: [login]
  group-by: [user]
  timespan: 1m
  condition: {gte: 3}
`,
    events: [
      '{"time":"2026-01-01T00:00:00Z","event":"login","user":"a"}',
      '{"time":"2026-01-01T00:00:30Z","event":"login","user":"b"}',
      '{"time":"2026-01-01T00:00:40Z","event":"login","user":"a"}',
      '{"time":"2026-01-01T00:01:00Z","event":"login","user":"a"}',
      '{"time":"2026-01-01T00:01:41Z","event":"login","user":"b"}',
    ],
    matches: [1, 3, 4],
  },
];
