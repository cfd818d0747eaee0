/** The operation that wrote an object, as S3's events name it. */
export type WriteReason = 'PutObject' | 'CompleteMultipartUpload' | 'CopyObject' | 'POST Object';

/** The detail of S3's *Object Created* event. Source: "EventBridge event message structure", S3 user guide. */
export interface ObjectCreated {
  readonly version: '0';
  readonly bucket: { readonly name: string };
  readonly object: {
    /** As it is: not percent-encoded, unlike in S3's older notifications. */
    readonly key: string;
    /** In bytes. */
    readonly size: number;
    /** Without quotes. */
    readonly etag: string;
    /** Absent while the bucket has no versions. */
    readonly 'version-id'?: string;
    /** Hexadecimal; of two events for one key the later write has the greater one. */
    readonly sequencer: string;
  };
  readonly 'request-id': string;
  /** The access key id that signed the request. */
  readonly requester: string;
  readonly 'source-ip-address': string;
  readonly reason: WriteReason;
}
