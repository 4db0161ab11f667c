/** Older ones cannot run TypeScript. */
export const LEAST_NODE = 24
