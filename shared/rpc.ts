/** Calls between the extension host and a webview: one `connect` serves both sides, errors included. */

/** What carries messages to the other side. */
export interface Port {
  send(message: unknown): void;
  listen(receive: (message: unknown) => void): void;
}

/** A service as the other side sees it: every method answers later. */
export type Remote<Service> = {
  readonly [Method in keyof Service]: Service[Method] extends (...args: infer Arguments) => infer Result
    ? (...args: Arguments) => Promise<Awaited<Result>>
    : never;
};

type Message =
  | { readonly call: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly answer: number; readonly result: unknown }
  | { readonly answer: number; readonly error: string };

/**
 * Serves `local` to the other side and returns the other side's service.
 * @param local a plain object; only its own functions can be called
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names what is served, so that it is checked
export function connect<Local extends object, Other extends object>(port: Port, local: Local): Remote<Other> {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let calls = 0;

  port.listen((received) => {
    if (!isMessage(received)) return;
    if ('method' in received) {
      void answer(local, received).then((message) => port.send(message));
      return;
    }
    const call = waiting.get(received.answer);
    waiting.delete(received.answer);
    if ('error' in received) call?.reject(new Error(received.error));
    else call?.resolve(received.result);
  });

  const remote = (method: string, args: readonly unknown[]) =>
    new Promise((resolve, reject) => {
      const call = ++calls;
      waiting.set(call, { resolve, reject });
      port.send({ call, method, args } satisfies Message);
    });
  return new Proxy({} as Remote<Other>, {
    // A service is no promise, though `await` asks whether it is one.
    get: (_, method) =>
      method === 'then' ? undefined : (...args: readonly unknown[]) => remote(String(method), args),
  });
}

async function answer(
  local: object,
  { call, method, args }: Extract<Message, { method: string }>,
): Promise<Message> {
  try {
    const own = Object.hasOwn(local, method) ? (local as Record<string, unknown>)[method] : undefined;
    if (typeof own !== 'function') throw new Error(`nothing answers to ${method}`);
    return { answer: call, result: (await own.apply(local, args)) as unknown };
  } catch (error) {
    return { answer: call, error: error instanceof Error ? error.message : String(error) };
  }
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && ('call' in value || 'answer' in value);
}

/** The buffers of an answer's arrays, to be handed over rather than copied, for answers that are of no more use here. */
export function buffersOf(message: unknown): ArrayBuffer[] {
  const result = (message as { result?: unknown }).result;
  const values = ArrayBuffer.isView(result) ? [result] : Object.values(result ?? {});
  return values.flatMap((value) =>
    ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
  );
}
