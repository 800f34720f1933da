package io.noisystudent.embedded.objectstore;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.gaul.s3proxy.S3ErrorCode;
import org.gaul.s3proxy.S3ProxyException;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Reads and writes that fail, for tests of what uses a store: a file says which, and is read for each of them.
 *
 * <p>A line of it, as Java's properties have it, is the key of an object and {@code error} (every read is refused),
 * {@code break BYTES} (the connection is closed after so many bytes), {@code stall BYTES} (it stays open, and nothing
 * more comes) or {@code read-only} (every write is refused).
 */
final class FaultyObjects extends ForwardingBlobStore {
    private static final String READ_ONLY = "read-only";

    private final Path faults;

    FaultyObjects(BlobStore store, Path faults) {
        super(store);
        this.faults = faults;
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
        String fault = fault(request.key());
        if (fault.equals("error")) {
            throw new S3ProxyException(S3ErrorCode.INTERNAL_ERROR, "a fault on request");
        }
        ResponseInputStream<GetObjectResponse> content = super.getBlob(request);
        if (fault.isEmpty() || fault.equals(READ_ONLY)) {
            return content;
        }
        long bytes = Long.parseLong(fault.substring(fault.indexOf(' ') + 1));
        return new ResponseInputStream<>(content.response(), new Ending(content, bytes, fault.startsWith("stall")));
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        if (fault(request.key()).equals(READ_ONLY)) {
            throw new S3ProxyException(S3ErrorCode.INTERNAL_ERROR, "a fault on request");
        }
        return super.putBlob(request, content);
    }

    private String fault(String key) {
        if (!Files.exists(faults)) {
            return "";
        }
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(faults)) {
            read.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read.getProperty(key, "");
    }

    /** Content that ends early, or does not go on. */
    private static final class Ending extends FilterInputStream {
        private final boolean stalls;
        private long left;

        Ending(InputStream content, long bytes, boolean stalls) {
            super(content);
            this.left = bytes;
            this.stalls = stalls;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                stallIfAsked();
                throw new IOException("a fault on request");
            }
            int n = super.read(target, offset, (int) Math.min(length, left));
            left -= Math.max(n, 0);
            return n;
        }

        private void stallIfAsked() {
            if (stalls) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
