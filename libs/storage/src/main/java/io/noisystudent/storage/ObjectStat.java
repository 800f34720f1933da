package io.noisystudent.storage;

import java.time.Instant;

import static java.util.Objects.requireNonNull;

/**
 * What a store reports about an object without its content.
 *
 * @param size bytes
 * @param etag the store's own mark of the content, without quotes; often an MD5, never to be used for integrity; empty
 *     where the store has lost it
 */
public record ObjectStat(String key, long size, String etag, Instant lastModified) {
    public ObjectStat {
        requireNonNull(key, "key is null");
        requireNonNull(etag, "etag is null");
        requireNonNull(lastModified, "lastModified is null");
        if (size < 0) {
            throw new IllegalArgumentException("size is negative: " + size);
        }
    }
}
