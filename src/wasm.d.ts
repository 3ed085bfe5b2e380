/** The bundler compiles the AssemblyScript beside an import and puts the module's bytes in its place. */
declare module '*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  // oxlint-disable-next-line import/no-default-export -- that is how the bundler gives a file's content
  export default bytes;
}
