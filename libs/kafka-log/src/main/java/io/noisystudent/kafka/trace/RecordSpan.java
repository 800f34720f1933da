package io.noisystudent.kafka.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;

/** The processing of one record, from when it is taken until its answer is committed. */
public final class RecordSpan implements AutoCloseable {
    private final Span span;

    RecordSpan(Span span) {
        this.span = span;
    }

    /** What this thread does within {@code work} belongs to the record. */
    public <T> T around(Supplier<T> work) {
        return Context.root().with(span).wrapSupplier(work).get();
    }

    /** Puts the context into the headers of an answer. */
    public void writeTo(Headers headers) {
        TraceHeaders.write(span, headers);
    }

    /** What was tried did not succeed. */
    public void fail(String reason) {
        span.setStatus(StatusCode.ERROR, reason);
    }

    @Override
    public void close() {
        span.end();
    }
}
