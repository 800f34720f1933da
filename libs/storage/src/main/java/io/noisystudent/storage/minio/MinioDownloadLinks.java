package io.noisystudent.storage.minio;

import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.errors.MinioException;
import io.noisystudent.storage.DownloadLinks;
import io.noisystudent.storage.ObjectKeys;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Presigned GET requests (AWS signature version 4); computed here, the store is not asked. */
public final class MinioDownloadLinks implements DownloadLinks {
    private final String bucket;
    private final MinioAsyncClient client;

    /** @param config whose endpoint is the one that clients reach: the host is part of what is signed */
    public MinioDownloadLinks(MinioConfig config) {
        this.bucket = config.bucket();
        this.client = MinioAsyncClient.builder()
                .endpoint(config.endpoint().toString())
                .region(config.region())
                .credentials(config.accessKey(), config.secretKey())
                .build();
    }

    @Override
    public Optional<URI> to(String key, Duration validity) {
        GetPresignedObjectUrlArgs request = GetPresignedObjectUrlArgs.builder()
                .method(Http.Method.GET)
                .bucket(bucket)
                .object(ObjectKeys.require(key))
                .expiry(Math.toIntExact(validity.toSeconds()))
                .build();
        try {
            return Optional.of(URI.create(client.getPresignedObjectUrl(request)));
        } catch (MinioException e) {
            throw new IllegalStateException("no address can be signed for " + key, e);
        }
    }
}
