package io.noisystudent.storage.minio;

import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.ObjectWriteResponse;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.StatObjectArgs;
import io.minio.UploadObjectArgs;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import io.minio.messages.ListBucketResultV2;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.storage.ByteRange;
import io.noisystudent.storage.ObjectKeys;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.PutResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import okhttp3.OkHttpClient;

/**
 * The port on a bucket of any S3-protocol store that honors {@code If-None-Match: *}.
 *
 * <p>Every object is one PUT, because stores do not enforce the condition on multipart uploads. Writes are never
 * retried, neither by the MinIO client nor by OkHttp: a repeated write whose first reply was lost would be answered that
 * the key is taken, by itself. Content above 8 MiB that comes as a stream is first spooled to a temporary file, since
 * the client would hold it in memory to sign it.
 */
public final class MinioObjectStore implements ObjectStore, AutoCloseable {
    private static final Map<String, String> CREATE_ONLY = Map.of("If-None-Match", "*");
    private static final Map<String, String> UNCONDITIONAL = Map.of();
    private static final String CONTENT_TYPE = "application/octet-stream";
    private static final int IN_MEMORY_BYTES = 8 * 1024 * 1024;
    private static final int MAX_PAGE = 1000;

    private final String bucket;
    private final URI endpoint;
    private final OkHttpClient http;
    private final MinioAsyncClient reads;
    private final MinioAsyncClient writes;

    private MinioObjectStore(MinioConfig config) {
        this.bucket = config.bucket();
        this.endpoint = config.endpoint();
        this.http = MinioHttp.writing(config);
        this.writes = client(config, http);
        this.reads = client(config, MinioHttp.reading(http));
    }

    /** A bucket that another service makes; no request is sent yet. */
    public static MinioObjectStore open(MinioConfig config) {
        return new MinioObjectStore(config);
    }

    /**
     * Connects, and creates the bucket if it is absent.
     *
     * @throws NoisyStudentException {@code STORE_UNAVAILABLE} if the store is not there, {@code STORE_REFUSED} if it
     *     refuses the credentials or gives no right to the bucket, {@code CONFIG_INVALID} if it refuses to create the
     *     bucket, is not who it should be, or speaks TLS where it should not or does not where it should
     */
    public static MinioObjectStore connect(MinioConfig config) {
        MinioObjectStore store = new MinioObjectStore(config);
        try {
            store.createBucket(config);
        } catch (NoisyStudentException e) {
            store.close();
            throw e;
        }
        return store;
    }

    @Override
    public PutResult create(String key, InputStream content, long length) {
        checkNew(key, length);
        try {
            if (length <= IN_MEMORY_BYTES) {
                byte[] bytes = content.readNBytes((int) length + 1);
                requireLength(key, length, bytes.length);
                return create(key, bytes);
            }
            Path spool = Files.createTempFile("object-", ".spool");
            try {
                requireLength(key, length, ContentSpool.copy(content, spool, length));
                return create(key, spool);
            } finally {
                Files.deleteIfExists(spool);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public PutResult create(String key, byte[] content) {
        return put(key, content, CREATE_ONLY);
    }

    @Override
    public PutResult create(String key, Path file) {
        return put(key, file, CREATE_ONLY);
    }

    @Override
    public void replace(String key, byte[] content) {
        put(key, content, UNCONDITIONAL);
    }

    @Override
    public void replace(String key, Path file) {
        put(key, file, UNCONDITIONAL);
    }

    private PutResult put(String key, byte[] content, Map<String, String> condition) {
        checkNew(key, content.length);
        PutObjectArgs request = PutObjectArgs.builder()
                .bucket(bucket)
                .object(key)
                .data(content, content.length)
                .headers(condition)
                .contentType(CONTENT_TYPE)
                .build();
        return written(key, () -> writes.putObject(request));
    }

    private PutResult put(String key, Path file, Map<String, String> condition) {
        try {
            checkNew(key, Files.size(file));
            UploadObjectArgs request = UploadObjectArgs.builder()
                    .bucket(bucket)
                    .object(key)
                    .filename(file.toString(), MAX_OBJECT_BYTES)
                    .headers(condition)
                    .contentType(CONTENT_TYPE)
                    .build();
            return written(key, () -> writes.uploadObject(request));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MinioException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public InputStream open(String key, ByteRange range) {
        GetObjectArgs.Builder request = GetObjectArgs.builder()
                .bucket(bucket)
                .object(ObjectKeys.require(key))
                .offset(range.offset());
        if (!range.isOpenEnded()) {
            request.length(range.length());
        }
        return read(key, () -> reads.getObject(request.build()));
    }

    @Override
    public InputStream open(String key) {
        GetObjectArgs request = GetObjectArgs.builder()
                .bucket(bucket)
                .object(ObjectKeys.require(key))
                .build();
        return read(key, () -> reads.getObject(request));
    }

    @Override
    public Optional<byte[]> get(String key) {
        try (InputStream content = open(key)) {
            byte[] bytes = content.readNBytes(SMALL_OBJECT_BYTES + 1);
            if (bytes.length > SMALL_OBJECT_BYTES) {
                throw new NoisyStudentException(
                        ErrorCode.TOO_LARGE, key, "more than " + SMALL_OBJECT_BYTES + " bytes; open it as a stream");
            }
            return Optional.of(bytes);
        } catch (NoisyStudentException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw MinioErrors.ofRead(key, e);
        }
    }

    @Override
    public Optional<ObjectStat> stat(String key) {
        StatObjectArgs request = StatObjectArgs.builder()
                .bucket(bucket)
                .object(ObjectKeys.require(key))
                .build();
        try {
            var found = reads.statObject(request).join();
            String etag = found.headers().get("ETag");
            return Optional.of(new ObjectStat(
                    key,
                    found.size(),
                    etag == null ? "" : etag.replace("\"", ""),
                    found.lastModified().toInstant()));
        } catch (CompletionException e) {
            if (MinioErrors.isNotFound(e)) {
                return Optional.empty();
            }
            throw MinioErrors.ofRead(key, e);
        }
    }

    @Override
    public List<ObjectStat> list(String prefix, String after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be positive, not " + limit);
        }
        List<ObjectStat> found = new ArrayList<>();
        String last = after;
        boolean more = true;
        while (more && found.size() < limit) {
            ListBucketResultV2 page = page(prefix, last, Math.min(limit - found.size(), MAX_PAGE));
            for (Item item : page.contents()) {
                item.setEncodingType(page.encodingType());
                found.add(stat(item));
                last = item.objectName();
            }
            more = page.isTruncated() && !page.contents().isEmpty();
        }
        return List.copyOf(found);
    }

    @Override
    public void delete(String key) {
        RemoveObjectArgs request = RemoveObjectArgs.builder()
                .bucket(bucket)
                .object(ObjectKeys.require(key))
                .build();
        try {
            writes.removeObject(request).join();
        } catch (CompletionException e) {
            if (!MinioErrors.isNotFound(e)) {
                throw MinioErrors.ofWrite(key, e);
            }
        }
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    private ListBucketResultV2 page(String prefix, String after, int limit) {
        ListObjectsV2Args.Builder request = ListObjectsV2Args.builder()
                .bucket(bucket)
                .prefix(prefix)
                .maxKeys(limit)
                .encodingType("url");
        if (!after.isEmpty()) {
            request.startAfter(after);
        }
        try {
            return reads.listObjectsV2(request.build()).join().result();
        } catch (CompletionException e) {
            throw failed(prefix.isEmpty() ? bucket : prefix, e);
        }
    }

    private static ObjectStat stat(Item item) {
        return new ObjectStat(
                item.objectName(),
                item.size(),
                item.etag() == null ? "" : item.etag().replace("\"", ""),
                item.lastModified().toInstant());
    }

    private void createBucket(MinioConfig config) {
        BucketExistsArgs question = BucketExistsArgs.builder().bucket(bucket).build();
        try {
            if (reads.bucketExists(question).join()) {
                return;
            }
        } catch (CompletionException e) {
            if (MinioErrors.isForbidden(e)) {
                // The answer to this question has no body that says why; a listing has.
                page("", "", 1);
                return;
            }
            throw failed(bucket, e);
        }
        new BucketMaker(writes, config).make();
    }

    /** A plain request to a server that speaks TLS fails in as many ways as there are servers. */
    private NoisyStudentException failed(String key, Throwable failure) {
        boolean doubtful = endpoint.getScheme().equals("http") && MinioErrors.isNoAnswerOfAStore(failure);
        return doubtful && TlsProbe.answers(endpoint)
                ? MinioErrors.needsTls(endpoint, failure)
                : MinioErrors.ofRead(key, failure);
    }

    private static PutResult written(String key, Request<ObjectWriteResponse> request) {
        try {
            return new PutResult.Created(request.send().join().etag());
        } catch (CompletionException e) {
            if (MinioErrors.isPreconditionFailed(e)) {
                return new PutResult.AlreadyExists();
            }
            throw MinioErrors.ofWrite(key, e);
        }
    }

    private static <T> T read(String key, Request<T> request) {
        try {
            return request.send().join();
        } catch (CompletionException e) {
            throw MinioErrors.ofRead(key, e);
        }
    }

    private static void checkNew(String key, long length) {
        ObjectKeys.require(key);
        if (length > MAX_OBJECT_BYTES) {
            throw new NoisyStudentException(
                    ErrorCode.TOO_LARGE,
                    key,
                    length + " bytes are more than the " + MAX_OBJECT_BYTES + " of one write");
        }
    }

    private static void requireLength(String key, long declared, long actual) {
        if (actual != declared) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST,
                    key,
                    "the content has " + (actual > declared ? "more than" : "only " + actual + " of") + " the declared "
                            + declared + " bytes; send it again");
        }
    }

    private static MinioAsyncClient client(MinioConfig config, OkHttpClient http) {
        return MinioAsyncClient.builder()
                .endpoint(config.endpoint().toString())
                .region(config.region())
                .credentials(config.accessKey(), config.secretKey())
                .httpClient(http)
                .build();
    }

    private interface Request<T> {
        CompletableFuture<T> send();
    }
}
