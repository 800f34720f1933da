package io.noisystudent.service.limit;

/**
 * The largest body of an {@link Upload}; a service with such methods produces one.
 *
 * @param bytes at most
 */
public record UploadLimit(long bytes) {}
