/** The channels through which parameters act on a view, and where each stands in its motion; offsets are computed from the list. */
import { multiply } from '../../../shared/math/vector';
import type { KernelChannel } from '../kernels/kernelChannel';
import type { Channel, PlacedView, ViewAtRest } from './channel';
import { defocus } from './defocus';
import { imageTurn } from './imageTurn';
import { magnificationChange } from './magnification';
import { shift } from './shift';
import { volumeTurn } from './volumeTurn';

/** In the order in which they place a view; those that the kernel has sums of their own for come last. */
export const viewChannels: readonly Channel[] = [shift, volumeTurn, imageTurn, magnificationChange, defocus];

/** The channels that are used, and where their numbers stand in a motion. */
export interface ChannelLayout {
  /** Numbers of a motion. */
  readonly size: number;
  readonly channels: readonly { readonly channel: Channel; readonly first: number }[];
  /** First number of each channel, by name. */
  readonly at: Readonly<Record<string, number>>;
  readonly kernel: readonly KernelChannel[];
  /** Images are needed with the derivative of the transfer function, too. */
  readonly needsQuadrature: boolean;
}

export function layoutOf(used: Iterable<Channel>): ChannelLayout {
  const wanted = new Set(used);
  let size = 0;
  const channels = viewChannels
    .filter((channel) => wanted.has(channel))
    .map((channel) => {
      const first = size;
      size += channel.size;
      return { channel, first };
    });
  const kernel = channels.flatMap(({ channel }) => channel.kernel ?? []);
  return {
    size,
    channels,
    at: Object.fromEntries(channels.map(({ channel, first }) => [channel.name, first])),
    kernel,
    needsQuadrature: kernel.some(({ phase }) => phase !== undefined),
  };
}

/** @param at first number of the view's motion */
export function placeUnder(
  { channels }: ChannelLayout,
  { view, magnification }: { readonly view: ViewAtRest; readonly magnification: PlacedView['magnification'] },
  motions: Float64Array,
  at: number,
): PlacedView {
  const placed: PlacedView = {
    shift: [0, 0],
    toImage: view.rotation,
    rotation: multiply(view.rotation, view.orientation),
    magnification,
    phase: [],
  };
  for (const { channel, first } of channels) channel.place(placed, view, motions, at + first);
  return placed;
}
