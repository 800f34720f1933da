package io.noisystudent.kafka.trace;

import io.noisystudent.contracts.digest.Digests;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.time.Instant;
import java.util.HexFormat;

/** The trace of a generation. Its ids follow from the generation, so that they are not stored. */
public final class GenerationTrace {
    private static final int TRACE_BYTES = 16;
    private static final int SPAN_BYTES = 8;

    private GenerationTrace() {}

    /** The same for every caller who asks for the same generation. */
    public static SpanContext of(String pipeline, String generation, Instant openedAt) {
        byte[] digest = Digests.sha256(pipeline + '/' + generation + '/' + openedAt);
        HexFormat hex = HexFormat.of();
        return SpanContext.createFromRemoteParent(
                hex.formatHex(digest, 0, TRACE_BYTES),
                hex.formatHex(digest, TRACE_BYTES, TRACE_BYTES + SPAN_BYTES),
                TraceFlags.getSampled(),
                TraceState.getDefault());
    }
}
