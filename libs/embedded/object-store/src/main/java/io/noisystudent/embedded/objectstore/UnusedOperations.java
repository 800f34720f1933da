package io.noisystudent.embedded.objectstore;

import java.io.InputStream;
import java.util.List;
import org.gaul.s3proxy.S3ErrorCode;
import org.gaul.s3proxy.S3ProxyException;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Refuses what no policy of the pipeline mentions; the store supports no versions and no encryption anyway. */
abstract class UnusedOperations extends ForwardingBlobStore {
    UnusedOperations(BlobStore store) {
        super(store);
    }

    static S3ProxyException refusal() {
        return new S3ProxyException(S3ErrorCode.ACCESS_DENIED);
    }

    @Override
    public ListBucketsResponse list() {
        throw refusal();
    }

    @Override
    public BucketCannedACL getContainerAccess(String bucket) {
        throw refusal();
    }

    @Override
    public GetBucketAclResponse getContainerAcl(GetBucketAclRequest request) {
        throw refusal();
    }

    @Override
    public void setContainerAccess(String bucket, BucketCannedACL access) {
        throw refusal();
    }

    @Override
    public void clearContainer(ListObjectsV2Request request) {
        throw refusal();
    }

    @Override
    public void deleteContainer(String bucket) {
        throw refusal();
    }

    @Override
    public void deleteBucket(String bucket) {
        throw refusal();
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        throw refusal();
    }

    @Override
    public ObjectCannedACL getBlobAccess(String bucket, String key) {
        throw refusal();
    }

    @Override
    public GetObjectAclResponse getBlobAcl(GetObjectAclRequest request) {
        throw refusal();
    }

    @Override
    public void setBlobAccess(String bucket, String key, ObjectCannedACL access) {
        throw refusal();
    }

    @Override
    public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
        throw refusal();
    }

    @Override
    public UploadPartResponse uploadMultipartPart(
            MultipartUpload upload, UploadPartRequest request, InputStream content) {
        throw refusal();
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        throw refusal();
    }

    @Override
    public void abortMultipartUpload(MultipartUpload upload) {
        throw refusal();
    }

    @Override
    public List<software.amazon.awssdk.services.s3.model.MultipartUpload> listMultipartUploads(String bucket) {
        throw refusal();
    }
}
