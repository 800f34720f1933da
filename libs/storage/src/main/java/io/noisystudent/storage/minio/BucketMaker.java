package io.noisystudent.storage.minio;

import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Makes a bucket where the store keeps buckets by default, unless another region is asked for.
 *
 * <p>The client would name the region {@code us-east-1} in the request. S3 takes that region only when nothing is said,
 * and Ceph does not know it at all.
 */
final class BucketMaker extends MinioAsyncClient {
    private final MinioConfig config;

    BucketMaker(MinioAsyncClient client, MinioConfig config) {
        super(client);
        this.config = config;
    }

    /**
     * Makes the bucket; that it is there meanwhile is no failure.
     *
     * @throws NoisyStudentException {@code CONFIG_INVALID} if the store refuses to make it, {@code STORE_UNAVAILABLE}
     */
    void make() {
        MakeBucketArgs request =
                MakeBucketArgs.builder().bucket(config.bucket()).build();
        try {
            CompletableFuture<?> made = config.region().equals(MinioConfig.DEFAULT_REGION)
                    ? executePutAsync(request, null, null, null).thenAccept(okhttp3.Response::close)
                    : makeBucket(request);
            made.join();
        } catch (CompletionException e) {
            if (!MinioErrors.isConflict(e)) {
                throw MinioErrors.isRefusal(e) ? refused(e) : MinioErrors.ofRead(config.bucket(), e);
            }
        }
    }

    private NoisyStudentException refused(CompletionException failure) {
        return new NoisyStudentException(
                ErrorCode.CONFIG_INVALID,
                "store bucket " + config.bucket(),
                "it is absent, and the store refuses to make it: " + MinioErrors.describe(failure)
                        + "; make it by hand, or correct the store's region, now " + config.region(),
                failure);
    }
}
