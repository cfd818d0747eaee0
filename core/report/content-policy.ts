/** What a report may load, as a Content-Security-Policy: its own style sheet and nothing else, wherever it is opened. */
export const REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
