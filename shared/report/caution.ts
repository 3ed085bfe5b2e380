/** What is to be known before a resolution of a run with `localReference` is believed. */
export const notGoldStandard =
  'References were filtered by local signal and noise, which both half-maps decide on: the FSC is not gold-standard.';
