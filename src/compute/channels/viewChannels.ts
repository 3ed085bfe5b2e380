/** The channels through which parameters act on a view, and where each stands in its motion; offsets are computed from the list. */
import { multiplyEach } from '../../../shared/math/matrices';
import type { KernelChannel } from '../kernels/kernelChannel';
import type { Channel, PlacedViews, ViewsAtRest } from './channel';
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

/** @param motions (view, number) */
export function placeUnder(
  { size, channels }: ChannelLayout,
  { views, magnification }: { readonly views: ViewsAtRest; readonly magnification: ArrayLike<number> },
  motions: Float64Array,
): PlacedViews {
  const { rotation, orientation } = views;
  const count = rotation.length / 9;
  const placed: PlacedViews = {
    shift: new Float64Array(2 * count),
    toImage: rotation.slice(),
    rotation: new Float64Array(9 * count),
    magnification: new Float64Array(4 * count),
  };
  multiplyEach(rotation, orientation, placed.rotation);
  for (let at = 0; at < 4 * count; at += 4) placed.magnification.set(magnification, at);
  for (const { channel, first } of channels)
    channel.place?.(placed, views, { values: motions, stride: size, first });
  return placed;
}
