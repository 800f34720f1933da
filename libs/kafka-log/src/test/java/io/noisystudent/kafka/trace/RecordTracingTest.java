package io.noisystudent.kafka.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Without a tracing SDK; spans that are recorded are looked at where whole services run. */
class RecordTracingTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final Instant OPENED = Instant.parse("2026-01-01T00:00:00Z");

    private final RecordTracing tracing = new RecordTracing(OpenTelemetry.noop());

    @Test
    void shouldPassOnTheContextOfATask() {
        // Given
        Headers task = new RecordHeaders();
        task.add("traceparent", PARENT.getBytes(StandardCharsets.UTF_8));
        task.add("tracestate", "vendor=1".getBytes(StandardCharsets.UTF_8));
        Headers answer = new RecordHeaders();
        Headers progress = new RecordHeaders();

        // When
        try (RecordSpan span = tracing.process(task, "digits.labeling-tasks")) {
            span.writeTo(answer);
            span.writeTo(answer);
            span.around(() -> {
                RecordTracing.writeCurrent(progress);
                return 0;
            });
        }

        // Then
        assertThat(answer.toArray()).hasSize(2);
        assertThat(text(answer, "traceparent")).isEqualTo(PARENT);
        assertThat(text(answer, "tracestate")).isEqualTo("vendor=1");
        assertThat(text(progress, "traceparent")).isEqualTo(PARENT);
    }

    @Test
    void shouldWriteNothingWhereThereIsNoContext() {
        // Given
        Headers foreign = new RecordHeaders();
        foreign.add("traceparent", "not one".getBytes(StandardCharsets.UTF_8));
        Headers answer = new RecordHeaders();

        // When
        try (RecordSpan span = tracing.process(foreign, "digits.labeling-tasks")) {
            span.writeTo(answer);
        }
        RecordTracing.writeCurrent(answer);

        // Then
        assertThat(answer.toArray()).isEmpty();
    }

    @Test
    void shouldDeriveTheTraceOfAGeneration() {
        // When
        SpanContext first = GenerationTrace.of("digits", "1", OPENED);

        // Then
        assertThat(first.isValid()).isTrue();
        assertThat(first).isEqualTo(GenerationTrace.of("digits", "1", OPENED));
        assertThat(first.getTraceId())
                .isNotEqualTo(GenerationTrace.of("digits", "2", OPENED).getTraceId())
                .isNotEqualTo(GenerationTrace.of("digits", "1", OPENED.plusNanos(1_000_000))
                        .getTraceId())
                .isNotEqualTo(GenerationTrace.of("pets", "1", OPENED).getTraceId());
        Headers request = new RecordHeaders();
        tracing.joinTrace(request, "digits.training-requests", "1-s0", first);
        assertThat(text(request, "traceparent")).contains(first.getTraceId());
    }

    private static String text(Headers headers, String key) {
        return new String(headers.lastHeader(key).value(), StandardCharsets.UTF_8);
    }
}
