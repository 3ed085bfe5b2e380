/** What the project has come to: correlation curves and resolution of its versions, and viewing directions. */
import type { ProjectReport, SpeciesReport } from '../../shared/records/report';
import type { ReportHost } from '../../shared/protocol/report';
import type { Remote } from '../../shared/rpc';
import { firstAndCurrent, fscKinds, versionName, type FscKind } from '../../shared/report/plots/fsc';
import { reportPlots } from '../../shared/report/reportPlots';
import { createChoice, createTicks } from './controls';
import { createDirectionMap } from './mollweide';
import { createPlotGroup } from './plotGroup';

export interface ProjectSection {
  readonly element: HTMLElement;
  draw(project: ProjectReport): Promise<void>;
}

interface Chosen {
  readonly species?: string;
  readonly kinds?: readonly string[];
}

/** @param remembered what `remember` got last */
export function createProjectSection(
  host: Remote<ReportHost>,
  remembered: unknown,
  remember: (chosen: unknown) => void,
): ProjectSection {
  const chosen = (remembered ?? {}) as Chosen;
  const element = document.createElement('section');
  const title = document.createElement('h2');
  title.textContent = 'Resolution';
  const species = createChoice('Species', () => void drawSpecies(true));
  const versions = createTicks('Versions', () => drawCurves());
  const kinds = createTicks('Curves', () => drawCurves());
  kinds.set(chosen.kinds ?? ['corrected', 'masked', 'unmasked', 'randomised']);
  kinds.offer(fscKinds.map(({ kind, meaning }) => ({ value: kind, label: kind, hint: meaning })));
  const controls = document.createElement('div');
  controls.className = 'controls';
  controls.append(species.element, versions.element, kinds.element);
  const curves = createPlotGroup(reportPlots.species, { host });
  const history = createPlotGroup(reportPlots.project, { host });
  const directions = createDirectionMap(host);
  const problem = document.createElement('p');
  problem.className = 'problem';
  const pair = document.createElement('div');
  pair.className = 'pair';
  pair.append(...history.parts.map((part) => part.element), directions.element);
  element.append(title, controls, ...curves.parts.map((part) => part.element), pair, problem);
  let project: ProjectReport | undefined;
  let count = -1;

  const current = (): SpeciesReport | undefined =>
    project?.species.find(({ guid }) => guid === species.get()) ?? project?.species[0];

  const drawCurves = (): void => {
    const one = current();
    if (one === undefined) return;
    remember({ species: one.guid, kinds: kinds.get() } satisfies Chosen);
    curves.draw({
      species: one,
      versions: versions.get().map(Number),
      kinds: kinds.get() as readonly FscKind[],
    });
  };

  const drawSpecies = async (otherSpecies: boolean): Promise<void> => {
    const one = current();
    if (one === undefined) return;
    versions.offer(one.versions.map((_, i) => ({ value: String(i), label: versionName(one, i) })));
    // The first and the one in use, until somebody chooses; a new version is shown when it comes.
    if (otherSpecies || one.versions.length !== count) {
      versions.set(firstAndCurrent(one).map(String));
      count = one.versions.length;
    }
    drawCurves();
    try {
      problem.textContent = '';
      directions.draw(await host.angles(one.guid));
      directions.element.hidden = false;
    } catch (error) {
      directions.element.hidden = true;
      problem.textContent = error instanceof Error ? error.message : String(error);
    }
  };

  return {
    element,
    async draw(next) {
      const first = project === undefined;
      project = next;
      species.offer(
        next.species.map(({ guid, name }) => ({ value: guid, label: name })),
        first ? chosen.species : undefined,
      );
      element.hidden = next.species.length === 0;
      history.draw(next);
      await drawSpecies(false);
    },
  };
}
