package io.noisystudent.embedded.objectstore;

import java.util.List;
import java.util.regex.Pattern;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lists objects that are there, and none that are still being written.
 *
 * <p>The store writes an object {@code k} to a file {@code k-UUID} beside it, gives it its name when it is complete,
 * and lists both. S3 lists an object when its write has succeeded. So no object may have a name that ends like that.
 */
final class FinishedObjects extends ForwardingBlobStore {
    private static final Pattern UNFINISHED =
            Pattern.compile(".*-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", Pattern.DOTALL);

    FinishedObjects(BlobStore store) {
        super(store);
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        ListObjectsV2Response page = super.list(request);
        while (true) {
            List<S3Object> finished = page.contents().stream()
                    .filter(object -> !UNFINISHED.matcher(object.key()).matches())
                    .toList();
            boolean empty = finished.isEmpty() && page.commonPrefixes().isEmpty();
            if (!empty || !Boolean.TRUE.equals(page.isTruncated())) {
                return page.toBuilder()
                        .contents(finished)
                        .keyCount(finished.size() + page.commonPrefixes().size())
                        .build();
            }
            // A client would take an empty page for the end.
            page = super.list(request.toBuilder()
                    .continuationToken(page.nextContinuationToken())
                    .build());
        }
    }
}
