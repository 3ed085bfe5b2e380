/** Of this program: results of one version need not be those of another. */
import { version } from '../../package.json';

export const engineVersion: string = version;
