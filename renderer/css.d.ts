// Style sheets are imported for their effect; Vite resolves them.

declare module '*.css';
