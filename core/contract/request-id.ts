/** What a caller may name a request by, in the header `x-request-id`: whatever else was sent stays out of logs and headers. */
export const REQUEST_ID = /^[\w.:/+=-]{1,128}$/;
