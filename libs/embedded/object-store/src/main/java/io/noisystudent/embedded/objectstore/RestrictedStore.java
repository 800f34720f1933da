package io.noisystudent.embedded.objectstore;

import java.io.InputStream;
import org.gaul.s3proxy.S3ErrorCode;
import org.gaul.s3proxy.S3ProxyException;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** The operations that the pipeline uses, as far as a policy allows them; {@link UnusedOperations} refuses all others. */
final class RestrictedStore extends UnusedOperations {
    private static final String LIST = "s3:ListBucket";
    private static final String GET = "s3:GetObject";

    private final Policy policy;

    RestrictedStore(BlobStore store, Policy policy) {
        super(store);
        this.policy = policy;
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        require(policy.allows(LIST, request.bucket(), request.prefix()));
        return super.list(request);
    }

    @Override
    public HeadBucketResponse headBucket(HeadBucketRequest request) {
        require(policy.allows(LIST, request.bucket()));
        return super.headBucket(request);
    }

    @Override
    public CreateBucketResponse createContainer(CreateBucketRequest request) {
        require(policy.allows("s3:CreateBucket", request.bucket()));
        return super.createContainer(request);
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
        require(policy.allows(GET, request.bucket() + "/" + request.key()));
        try {
            return super.getBlob(request);
        } catch (NoSuchKeyException e) {
            throw absent(request.bucket(), e);
        }
    }

    @Override
    public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
        require(policy.allows(GET, request.bucket() + "/" + request.key()));
        try {
            return super.blobMetadata(request);
        } catch (NoSuchKeyException e) {
            throw absent(request.bucket(), e);
        }
    }

    /** Asked by the store itself before a write. */
    @Override
    public @Nullable HeadObjectResponse blobMetadataIfPresent(String bucket, String key) {
        return delegate().blobMetadataIfPresent(bucket, key);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        require(policy.allows("s3:PutObject", request.bucket() + "/" + request.key()));
        return super.putBlob(request, content);
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        require(policy.allows("s3:DeleteObject", request.bucket() + "/" + request.key()));
        return super.removeBlob(request);
    }

    /** Who may not list must not learn from an answer what is absent. */
    private RuntimeException absent(String bucket, NoSuchKeyException absence) {
        return policy.allows(LIST, bucket) ? absence : new S3ProxyException(S3ErrorCode.ACCESS_DENIED, absence);
    }

    private static void require(boolean allowed) {
        if (!allowed) {
            throw refusal();
        }
    }
}
