/** Handlers that run inside tests would print their metrics between the results. */
process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';
