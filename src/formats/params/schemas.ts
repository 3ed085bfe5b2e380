/** The kinds of XML files by their root element. */
import type { FileSchema } from './param';
import { populationSchema, sourceSchema, speciesSchema } from './project';
import { frameSeriesSchema, tiltSeriesSchema } from './series';
import { settingsSchema } from './settings';

export const schemas: readonly FileSchema[] = [
  settingsSchema,
  populationSchema,
  sourceSchema,
  speciesSchema,
  tiltSeriesSchema,
  frameSeriesSchema,
];

export function schemaOf(root: string | undefined): FileSchema | undefined {
  return schemas.find((schema) => schema.root === root);
}
