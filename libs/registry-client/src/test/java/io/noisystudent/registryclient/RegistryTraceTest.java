package io.noisystudent.registryclient;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The header of W3C Trace Context that a registry gets. */
class RegistryTraceTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    private final RegistryHttp http =
            new RegistryHttp(RegistryAddress.open(URI.create("http://registry:8080")), Duration.ofMillis(1));

    @Test
    void shouldAskWithinTheTraceOfWhatThisThreadDoes() {
        // Given
        Span span = Span.wrap(SpanContext.create(TRACE, SPAN, TraceFlags.getSampled(), TraceState.getDefault()));

        // When
        HttpRequest request;
        try (Scope scope = span.makeCurrent()) {
            assertThat(scope).isNotNull();
            request = http.to("models").build();
        }

        // Then
        assertThat(request.headers().allValues("traceparent")).containsExactly("00-" + TRACE + "-" + SPAN + "-01");
    }

    @Test
    void shouldSayNothingWhereNothingIsTraced() {
        assertThat(http.to("models").build().headers().map()).doesNotContainKeys("traceparent", "tracestate");
    }
}
