/**
 * Exit code 0 if a GPU answers: a hardware one, or Mesa's software adapter through OpenGL ES; with the argument `lavapipe`,
 * Mesa's software adapter through Vulkan, of a version that Dawn gets along with.
 */
import { create } from 'webgpu';

process.env.EGL_PLATFORM ??= 'surfaceless';
const isCard = ({ device, description }) => !/swiftshader/i.test(`${device} ${description}`);
const isLavapipe = ({ vendor, description }) =>
  vendor === 'mesa' && /llvmpipe/i.test(description) && Number(/\bMesa (\d+)/.exec(description)?.[1]) >= 24;
const attempts =
  process.argv[2] === 'lavapipe'
    ? [[['backend=vulkan'], {}, isLavapipe]]
    : [
        [[], {}, isCard],
        [['backend=opengles'], { featureLevel: 'compatibility' }, isCard],
      ];
let found = false;
for (const [flags, options, isWanted] of attempts) {
  try {
    const instance = create(flags);
    const adapter = await instance.requestAdapter(options);
    found ||= adapter !== null && isWanted(adapter.info);
  } catch {
    // This backend is not there; the next one may be.
  }
}
process.exit(found ? 0 : 1);
