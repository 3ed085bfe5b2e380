/** Whether this Node.js runs the engine. */
import { engines } from '../../../package.json';
import { error, ok, type DoctorItem } from './item';

/** @param version `22.11.0` @param needed as package.json says it: `>=20` */
export function nodeItem(version = process.versions.node, needed = engines.node): DoctorItem {
  const least = Number(/\d+/.exec(needed)?.[0]);
  return parseInt(version, 10) >= least
    ? ok('Node.js', version)
    : error('Node.js', `${version} is too old`, `install Node.js ${least} or newer`);
}
