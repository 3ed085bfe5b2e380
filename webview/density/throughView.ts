/** Looks through a map: rays gather density between the eye and the back of the box (three's Data3DTexture). */
import {
  BackSide,
  BoxGeometry,
  Color,
  Data3DTexture,
  GLSL3,
  LinearFilter,
  Mesh,
  RedFormat,
  ShaderMaterial,
  UnsignedByteType,
} from 'three';
import type { Vector3 } from 'three';
import type { DensityVolume } from '../volume/fetchVolume';

const vertexShader = `
out vec3 origin;
out vec3 direction;
void main() {
  origin = (inverse(modelMatrix) * vec4(cameraPosition, 1.0)).xyz;
  direction = position - origin;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
}`;

const fragmentShader = `
precision highp float;
precision highp sampler3D;
uniform sampler3D map;
uniform float level;
uniform vec3 tint;
in vec3 origin;
in vec3 direction;
out vec4 color;
void main() {
  vec3 ray = normalize(direction);
  vec3 a = (-0.5 - origin) / ray;
  vec3 b = (0.5 - origin) / ray;
  vec3 near = min(a, b);
  vec3 far = max(a, b);
  float start = max(max(near.x, max(near.y, near.z)), 0.0);
  float end = min(far.x, min(far.y, far.z));
  if (start >= end) discard;
  const int steps = 160;
  float stride = 1.7321 / float(steps);
  vec4 sum = vec4(0.0);
  for (int i = 0; i < steps; i++) {
    float t = start + (float(i) + 0.5) * stride;
    if (t > end || sum.a > 0.97) break;
    float value = texture(map, origin + t * ray + 0.5).r;
    float over = clamp((value - level) / max(1.0 - level, 0.001), 0.0, 1.0);
    float alpha = 1.0 - exp(-18.0 * over * stride * 6.0);
    vec3 shade = mix(tint * 0.45, vec3(1.0), over);
    sum.rgb += (1.0 - sum.a) * alpha * shade;
    sum.a += (1.0 - sum.a) * alpha;
  }
  if (sum.a < 0.004) discard;
  color = vec4(sum.rgb / sum.a, sum.a);
}`;

export class ThroughView {
  readonly mesh: Mesh<BoxGeometry, ShaderMaterial>;
  private texture: Data3DTexture | null = null;
  private low = 0;
  private high = 1;

  constructor() {
    const material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader,
      fragmentShader,
      side: BackSide,
      transparent: true,
      depthWrite: false,
      uniforms: { map: { value: null }, level: { value: 0.2 }, tint: { value: new Color('#6fb3ff') } },
    });
    this.mesh = new Mesh(new BoxGeometry(1, 1, 1), material);
    this.mesh.visible = false;
  }

  /** Bytes are enough for the eye, and every driver can interpolate them. @param half of the box, scene units */
  setVolume({ size, data }: DensityVolume, low: number, high: number, half: Vector3): void {
    this.low = low;
    this.high = high;
    const bytes = new Uint8Array(data.length);
    const scale = 255 / (high - low || 1);
    for (let i = 0; i < data.length; i++) {
      const value = (data[i] - low) * scale;
      bytes[i] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
    this.texture?.dispose();
    this.texture = new Data3DTexture(bytes, size[0], size[1], size[2]);
    this.texture.format = RedFormat;
    this.texture.type = UnsignedByteType;
    this.texture.minFilter = this.texture.magFilter = LinearFilter;
    this.texture.unpackAlignment = 1;
    this.texture.needsUpdate = true;
    this.mesh.material.uniforms.map.value = this.texture;
    this.mesh.scale.copy(half).multiplyScalar(2);
  }

  /** Rays take nothing from below this value. */
  setLevel(level: number): void {
    this.mesh.material.uniforms.level.value = Math.min(
      0.98,
      (level - this.low) / (this.high - this.low || 1),
    );
  }

  dispose(): void {
    this.texture?.dispose();
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
  }
}
