package io.noisystudent.embedded.objectstore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lists objects that are there, and none that are still being written, at the cost of the page alone.
 *
 * <p>The store beneath reads the attributes of every file below a prefix for every page, which takes seconds with a
 * hundred thousand objects. Here names decide, and only the files of the page are looked at. Listings with a delimiter,
 * which the pipeline does not ask for, are left to the store.
 */
final class FinishedObjects extends ForwardingBlobStore {
    private static final int MOST_KEYS = 1000;

    private final Path objects;

    /** @param objects the directory with a directory for each bucket */
    FinishedObjects(BlobStore store, Path objects) {
        super(store);
        this.objects = objects;
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        Path bucket = objects.resolve(request.bucket());
        boolean delimited = request.delimiter() != null && !request.delimiter().isEmpty();
        if (delimited) {
            return super.list(request);
        }
        if (!containerExists(request.bucket())) {
            throw NoSuchBucketException.builder()
                    .statusCode(404)
                    .message("there is no bucket " + request.bucket())
                    .build();
        }
        int limit = request.maxKeys() == null ? MOST_KEYS : Math.min(request.maxKeys(), MOST_KEYS);
        String prefix = request.prefix() == null ? "" : request.prefix();
        String marker = request.continuationToken() == null ? request.startAfter() : request.continuationToken();
        KeyWalk walk = new KeyWalk(bucket, prefix, marker == null ? "" : marker, limit + 1);
        List<String> keys = walk.keys();
        boolean more = keys.size() > limit;
        List<String> shown = more ? keys.subList(0, limit) : keys;
        List<S3Object> page = new ArrayList<>(shown.size());
        for (String key : shown) {
            HeadObjectResponse found = blobMetadataIfPresent(request.bucket(), key);
            if (found != null) {
                page.add(S3Object.builder()
                        .key(key)
                        .eTag(found.eTag())
                        .lastModified(found.lastModified())
                        .size(found.contentLength())
                        .build());
            }
        }
        if (page.isEmpty() && more) {
            // All were removed meanwhile. A client would take an empty page for the end.
            return list(
                    request.toBuilder().continuationToken(shown.get(limit - 1)).build());
        }
        return ListObjectsV2Response.builder()
                .contents(page)
                .commonPrefixes(List.of())
                .keyCount(page.size())
                .nextContinuationToken(more && !shown.isEmpty() ? shown.get(limit - 1) : null)
                .isTruncated(more)
                .build();
    }
}
