// Every screen of the window, and every part of one, by its address.

export const SCREENS = [
  { name: 'overview', hash: '#/overview' },
  { name: 'evidence', hash: '#/evidence' },
  { name: 'timeline', hash: '#/timeline?q=user_login&event=242' },
  { name: 'rules', hash: '#/rules/1b36dd9e-82db-42b3-9eb4-f25f1cb87032' },
  { name: 'alerts', hash: '#/alerts' },
  { name: 'incidents', hash: '#/incidents' },
  { name: 'reviews', hash: '#/reviews' },
  { name: 'settings', hash: '#/settings/case' },
  { name: 'threat list', hash: '#/settings/threats' },
  { name: 'examiner', hash: '#/settings/examiner' },
  { name: 'keys', hash: '#/settings/keys' },
  { name: 'encryption', hash: '#/settings/encryption' },
  { name: 'retention', hash: '#/settings/retention' },
  { name: 'appearance', hash: '#/settings/appearance' },
  { name: 'audit trail', hash: '#/settings/audit' },
  { name: 'about', hash: '#/settings/about' },
] as const;
