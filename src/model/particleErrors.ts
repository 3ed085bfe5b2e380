/** Columns of particle tables that say how well the pose of a particle is known. M keeps them and does not read them. */

/**
 * Standard errors that a refinement writes, in the order of compute/refine/standardErrors: of the place along x, y and z of the
 * volume, Å, and of turns about these axes, degrees. The geometry's own uncertainty is in them.
 */
export const particleErrors: readonly {
  readonly label: string;
  /** In Å or rad. */
  readonly unit: number;
}[] = [
  ...['X', 'Y', 'Z'].map((axis) => ({ label: `murmurPositionError${axis}`, unit: 1 })),
  ...['X', 'Y', 'Z'].map((axis) => ({ label: `murmurAngleError${axis}`, unit: Math.PI / 180 })),
];
