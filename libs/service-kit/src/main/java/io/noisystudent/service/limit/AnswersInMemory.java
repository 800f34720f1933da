package io.noisystudent.service.limit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.service.refusal.RefusalForm;
import io.noisystudent.service.refusal.RetryAfter;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Completes answers of JSON and text before they are sent, and counts them until the connection counts them.
 *
 * <p>The thread that made an answer never waits for its client: otherwise as many clients as there are threads could stop a
 * service by reading nothing.
 *
 * <p>Made with the first request: filters are instantiated before there is a configuration.
 */
@ApplicationScoped
public class AnswersInMemory {
    private static final int UNAVAILABLE = 503;
    private static final int FIRST_BYTES = 512;

    private final ObjectMapper mapper;
    private final ObjectWriter json;
    private final RefusalForm form;

    AnswersInMemory(ObjectMapper json, RefusalForm form) {
        this.mapper = json;
        this.json = json.writer();
        this.form = form;
    }

    /** The last of all filters: whatever the others answer is counted. */
    @ServerResponseFilter(priority = 0)
    public void complete(ContainerResponseContext answer) {
        WatchedConnection connection =
                WatchedConnection.of(CurrentRequestManager.get().unwrap(HttpServerRequest.class));
        Object entity = answer.getEntity();
        if (connection == null || entity == null) {
            return;
        }
        try {
            byte[] bytes = bytes(entity, answer, connection);
            if (bytes != null && bytes != entity) {
                answer.setEntity(bytes, answer.getEntityAnnotations(), answer.getMediaType());
            }
        } catch (FullException e) {
            if (!isRead(CurrentRequestManager.get())) {
                // It is done: a client that reads nothing must not be asked to send it again.
                connection.evict();
                answer.setEntity(null);
                return;
            }
            NoisyStudentException reason = new NoisyStudentException(
                    ErrorCode.TOO_BUSY,
                    "answer",
                    "answers that wait for this client, or for all, take all of the memory that there is for them; read"
                            + " them, or ask for less at once, and ask again after the seconds of Retry-After");
            answer.setStatus(UNAVAILABLE);
            answer.getHeaders().putSingle(HttpHeaders.RETRY_AFTER, RetryAfter.SECONDS);
            answer.setEntity(
                    form.body(UNAVAILABLE, reason), answer.getEntityAnnotations(), MediaType.valueOf(form.mediaType()));
        }
    }

    private static boolean isRead(ResteasyReactiveRequestContext request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }

    /** The answer as it is sent; null for a file or a stream, which the thread that answers sends part by part. */
    private byte @Nullable [] bytes(Object entity, ContainerResponseContext answer, WatchedConnection connection) {
        if (entity instanceof byte[] bytes) {
            announce(connection, bytes.length);
            return bytes;
        }
        if (entity instanceof String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            announce(connection, bytes.length);
            return bytes;
        }
        MediaType type = answer.getMediaType();
        boolean isValue = entity instanceof Record || entity instanceof Map || entity instanceof Collection;
        if (!isValue || type == null || !type.getSubtype().endsWith("json")) {
            return null;
        }
        try (CountedBytes bytes = new CountedBytes(connection)) {
            writer(entity, answer.getEntityType()).writeValue(bytes, entity);
            return bytes.toByteArray();
        } catch (IOException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof FullException full) {
                    throw full;
                }
            }
            throw new UncheckedIOException(e);
        }
    }

    /** The type arguments say what a list may hold, and so whether each says what it is. */
    private ObjectWriter writer(Object entity, @Nullable Type declared) {
        return declared instanceof ParameterizedType generic
                        && generic.getRawType() instanceof Class<?> raw
                        && raw.isInstance(entity)
                ? json.forType(mapper.constructType(generic))
                : json;
    }

    private static void announce(WatchedConnection connection, int bytes) {
        if (!connection.announce(bytes)) {
            throw new FullException();
        }
    }

    private static final class FullException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private FullException() {
            super("no room", null, false, false);
        }
    }

    private static final class CountedBytes extends ByteArrayOutputStream {
        private final WatchedConnection connection;

        private CountedBytes(WatchedConnection connection) {
            super(FIRST_BYTES);
            this.connection = connection;
        }

        @Override
        public synchronized void write(byte[] part, int from, int length) {
            announce(connection, length);
            super.write(part, from, length);
        }
    }
}
