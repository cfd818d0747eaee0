export const measureThroughput = async (_: unknown) => '';
