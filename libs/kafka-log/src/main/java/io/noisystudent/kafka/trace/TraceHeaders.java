package io.noisystudent.kafka.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The headers of a record, as OpenTelemetry's propagator reads and writes them. */
final class TraceHeaders {
    static final TextMapGetter<Headers> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
            return headers == null
                    ? List.of()
                    : Arrays.stream(headers.toArray()).map(Header::key).toList();
        }

        @Override
        public @Nullable String get(@Nullable Headers headers, String key) {
            Header header = headers == null ? null : headers.lastHeader(key);
            return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
        }
    };

    private TraceHeaders() {}

    /** Nothing, if the span is invalid. */
    static void write(Span span, Headers headers) {
        W3CTraceContextPropagator.getInstance().inject(Context.root().with(span), headers, (target, key, value) -> {
            if (target != null) {
                target.remove(key);
                target.add(key, value.getBytes(StandardCharsets.UTF_8));
            }
        });
    }
}
