/** Calls reach the other side and come back, errors included. */
import assert from 'node:assert/strict';
import { connect, type Port, type Remote } from '../../../shared/rpc';

interface Calculator {
  add(a: number, b: number): Promise<number>;
  fail(): void;
}

describe('calls between host and webview', () => {
  it('answer in any order', async () => {
    const [client] = pair({
      add: (a, b) => new Promise((resolve) => setTimeout(() => resolve(a + b), a)),
      fail: () => undefined,
    });
    assert.deepEqual(await Promise.all([client.add(20, 1), client.add(1, 1)]), [21, 2]);
  });

  it('carry errors as their message', async () => {
    const [client] = pair({
      add: () => Promise.resolve(0),
      fail: () => {
        throw new Error('the file is truncated');
      },
    });
    await assert.rejects(client.fail(), /^Error: the file is truncated$/);
  });

  it('reach only what is served', async () => {
    const [client] = pair({ add: () => Promise.resolve(0), fail: () => undefined });
    const stranger = client as unknown as { toString2(): Promise<void>; hasOwnProperty(): Promise<void> };
    await assert.rejects(stranger.toString2(), /nothing answers/);
    await assert.rejects(stranger.hasOwnProperty(), /nothing answers/);
  });

  it('can be awaited: a service is not taken for a promise', async () => {
    const [client] = pair({ add: (a, b) => Promise.resolve(a + b), fail: () => undefined });
    const awaited = await Promise.resolve(client);
    assert.equal(await awaited.add(1, 2), 3);
  });

  it('pass over messages that are none of theirs', async () => {
    const [client, ports] = pair({ add: (a, b) => Promise.resolve(a + b), fail: () => undefined });
    for (const strange of [null, 'hello', { answer: 99, result: 1 }, 7]) ports[0].send(strange);
    assert.equal(await client.add(2, 2), 4);
  });
});

function pair(served: Calculator): [Remote<Calculator>, Port[]] {
  const listeners: ((message: unknown) => void)[] = [];
  const ports = [0, 1].map((side) => ({
    send: (message: unknown) => queueMicrotask(() => listeners[1 - side](structuredClone(message))),
    listen: (receive: (message: unknown) => void) => {
      listeners[side] = receive;
    },
  }));
  connect<Calculator, object>(ports[1], served);
  return [connect<object, Calculator>(ports[0], {}), ports];
}
