/** Exit code 0 if a GPU answers: a hardware one, or Mesa's software rasterizer through OpenGL ES. */
import { create } from 'webgpu';

process.env.EGL_PLATFORM ??= 'surfaceless';
const attempts = [
  [[], {}],
  [['backend=opengles'], { featureLevel: 'compatibility' }],
];
let found = false;
for (const [flags, options] of attempts) {
  try {
    const instance = create(flags);
    const adapter = await instance.requestAdapter(options);
    const posing = /swiftshader/i.test(`${adapter?.info.device} ${adapter?.info.description}`);
    found ||= adapter !== null && !posing;
  } catch {
    // This backend is not there; the next one may be.
  }
}
process.exit(found ? 0 : 1);
