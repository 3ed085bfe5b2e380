/** What `murmur postprocess` does when nothing is asked for. */
import type { PostprocessFileOptions } from '../../src/jobs/maps/postprocess';

export const byDefault: Omit<PostprocessFileOptions, 'half1' | 'output'> = {
  halfMaps: false,
  forceMask: false,
  molecularWeight: null,
  sharpen: null,
  weighByFsc: true,
  lowPass: null,
  local: null,
  randomize: { below: 0.8 },
  seed: 0,
};
