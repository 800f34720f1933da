package io.noisystudent.registry.web;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.registry.upload.BrokenReadException;
import io.noisystudent.storage.PiecewiseInputStream;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers that are files: one that breaks is ended so that the client sees it, never as if it were complete. */
@Singleton
public class Downloads {
    private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);

    private final LongAdder damaged = new LongAdder();
    private final LongAdder interrupted = new LongAdder();

    /** The content of the answer to this request. */
    public InputStream answering(HttpServerRequest request, InputStream file) {
        return new Watched(request, file);
    }

    /** Downloads that ended early because the file was damaged. */
    public long damaged() {
        return damaged.sum();
    }

    /** Downloads that ended early because the store stopped sending. */
    public long interrupted() {
        return interrupted.sum();
    }

    private final class Watched extends PiecewiseInputStream {
        private final HttpServerRequest request;
        private final InputStream file;
        private long sent;

        Watched(HttpServerRequest request, InputStream file) {
            this.request = request;
            this.file = file;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int n = file.read(target, offset, length);
                sent += Math.max(n, 0);
                return n;
            } catch (BrokenReadException e) {
                (e.refusal().code() == ErrorCode.OBJECT_DAMAGED ? damaged : interrupted).increment();
                if (!request.response().headWritten()) {
                    throw e.refusal();
                }
                LOG.error(
                        "download ended early, the connection is closed bytes={} {}",
                        sent,
                        e.refusal().describe());
                end();
                throw e;
            }
        }

        /** Ends the answer before the announced length. */
        private void end() {
            if (request.version() == HttpVersion.HTTP_2) {
                request.response().reset();
            } else {
                // A reset closes it as well, and calls no handler: a stop would wait for the answer.
                request.connection().close();
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
