/** What the file's header says and what its voxels show, as a line that opens to a table. */
import type { VolumeInfo, VolumeStatistics } from '../../shared/protocol/volume';

export function headerDetails(info: VolumeInfo, statistics: VolumeStatistics): HTMLElement {
  const details = document.createElement('details');
  details.className = 'header';
  const summary = document.createElement('summary');
  const [size, pixel] = info.table;
  summary.textContent = [info.fileName, size[1], pixel[1]].join(' · ');
  const table = document.createElement('table');
  const measured: [string, string][] = [
    ['Minimum, maximum', `${short(statistics.min)}, ${short(statistics.max)}`],
    ['Mean, standard deviation', `${short(statistics.mean)}, ${short(statistics.sigma)}`],
  ];
  for (const [label, value] of [...info.table, ...measured]) {
    const row = table.insertRow();
    const name = document.createElement('th');
    name.scope = 'row';
    name.textContent = label;
    row.append(name);
    row.insertCell().textContent = value;
  }
  details.append(summary, table);
  return details;
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}
