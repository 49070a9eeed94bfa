// Vite turns this import into a class that starts the file as a worker of the same origin.

declare module '*?worker' {
  const WorkerOfFile: new (options?: { readonly name?: string }) => Worker;
  export default WorkerOfFile;
}
