/** Constants that choose another way through a shader than its defaults do, by the shader's file. */
export const shaderVariants: Readonly<Record<string, readonly Record<string, number>[]>> = {
  'fftPass.wgsl': [2, 3, 4, 5, 7, 8].map((RADIX) => ({ RADIX })),
  'layout3d.wgsl': [0, 1, 2, 3].map((MODE) => ({ MODE })),
  'prepareBox.wgsl': [{}, { SQUARED: 1 }, { QUADRATURE: 1 }, { PLAIN: 1 }],
  'score.wgsl': [{ INFORMATION: 0 }, { INFORMATION: 1 }],
};
