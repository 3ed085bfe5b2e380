import assert from 'node:assert/strict';
import path from 'node:path';
import {
  checkpointFolder,
  diagnosticsFolder,
  jobsFolder,
  refinementFolder,
  runRecordPath,
} from '../../../src/model/refinementFolder';

describe('The folder of a refinement', () => {
  const population = path.join('/', 'p', 'virus.population');

  it('has a place of its own for every data source, whatever it is called', () => {
    const names = [
      'tilts',
      'jobs',
      'Jobs',
      'jobs_',
      'jobs__',
      'virus.checkpoint',
      'virus.checkpoint_',
      'virus.run.json',
    ];
    const places = [
      ...names.map((name) => diagnosticsFolder(population, name)),
      jobsFolder(population),
      checkpointFolder(population),
      runRecordPath(population),
    ];
    assert.equal(new Set(places).size, places.length);
    for (const place of places) assert.equal(path.dirname(place), refinementFolder(population));
    // As in M.
    assert.equal(diagnosticsFolder(population, 'tilts'), path.join('/', 'p', 'refinement_temp', 'tilts'));
  });

  it('keeps what two populations of one folder leave apart', () => {
    const other = path.join('/', 'p', 'other.population');
    assert.notEqual(checkpointFolder(population), checkpointFolder(other));
    assert.notEqual(runRecordPath(population), runRecordPath(other));
  });
});
