/** A lane from the files that cryoSPARC and Warp have for a cluster. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Problem } from '../../../shared/problem';
import { isAccessible } from '../../files/isAccessible';
import { readText } from '../../files/fileProblem';
import { cryosparcLane } from './cryosparcLane';
import type { ImportedLane } from './foreignScript';
import { parseJson } from './readLane';
import { warpLane } from './warpLane';

/**
 * @param file cryoSPARC's cluster_info.json, or the JSON for Warp's --cluster_config
 * @param script the job script; cluster_script.sh beside the file, or the only one there, without it
 * Throws Problem.
 */
export async function importLane(file: string, script?: string): Promise<ImportedLane> {
  const json = parseJson(await readText(file), file);
  const scriptPath = script ?? (await scriptBeside(file));
  const files = { file, scriptPath, script: (await readText(scriptPath)).replaceAll('\r\n', '\n') };
  if ('qsub_cmd_tpl' in json) return cryosparcLane(json, files);
  if ('submit' in json && 'cancel' in json && !('variables' in json)) return warpLane(json, files);
  throw new Problem(
    "it is neither cryoSPARC's cluster_info.json (with qsub_cmd_tpl) nor Warp's cluster file (submit, cancel)",
    {
      where: file,
      remedy: 'choose one of these; lanes of Murmuration need only be copied into a folder of lanes',
    },
  );
}

async function scriptBeside(file: string): Promise<string> {
  const folder = path.dirname(file);
  const usual = [path.join(folder, 'cluster_script.sh'), file.replace(/\.json$/, '.sh')];
  for (const one of usual) if (await isAccessible(one)) return one;
  const scripts = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.sh'));
  if (scripts.length === 1) return path.join(folder, scripts[0]);
  throw new Problem('there is no cluster_script.sh beside it', {
    where: file,
    remedy: 'name the job script with --script',
  });
}
