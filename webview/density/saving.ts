/** Pictures and surfaces on their way into files that the user names. */
import type { DensityHost } from '../../shared/protocol/density';
import type { Remote } from '../../shared/rpc';
import { action, section } from './elements';
import { exportSurface, picture, type SurfaceFormat } from './exports';
import type { MapLayer } from './mapLayer';

/** The picture in front: the surface, else the slice that is shown. */
export async function savePicture(host: Remote<DensityHost>, page: HTMLElement, stem: string): Promise<void> {
  const shown = page.querySelector<HTMLCanvasElement>('.scene canvas, figure:not([hidden]) canvas');
  if (shown !== null) await host.saveFile(`${stem}.png`, await picture(shown));
}

/** Asks for the format, saves, and goes away. @param say gets what came of it */
export function surfaceFormats(
  host: Remote<DensityHost>,
  layer: MapLayer,
  stem: string,
  say: (text: string) => void,
): HTMLElement {
  const formats: readonly SurfaceFormat[] = ['glb', 'obj', 'stl'];
  const bar = section('Save Surface As', true);
  const save = async (format: SurfaceFormat): Promise<void> => {
    bar.remove();
    try {
      const saved = await host.saveFile(`${stem}.${format}`, await exportSurface(layer, format));
      say(saved === null ? '' : `Saved as ${saved}`);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  };
  bar.append(
    ...formats.map((format) =>
      action(format === 'glb' ? 'glTF' : format.toUpperCase(), `${stem}.${format}`, () => void save(format)),
    ),
  );
  return bar;
}
