package io.noisystudent.contracts.codec;

import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.contracts.event.PseudoLabels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of an outgoing control message: CloudEvents 1.0, Kafka protocol binding, binary mode.
 *
 * <p>{@code ce_type} is {@code io.noisystudent.} and the name of the record, with that of its interface before it:
 * {@code io.noisystudent.LabelingTask}, {@code io.noisystudent.GenerationState.Promoted}.
 */
public final class CloudEventHeaders {
    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String TYPE = "ce_type";
    public static final String SOURCE = "ce_source";
    public static final String TIME = "ce_time";
    public static final String CONTENT_TYPE = "content-type";

    private CloudEventHeaders() {}

    /**
     * Headers for {@code event}.
     *
     * @param id unique together with the source; the same event sent again has the same id
     * @param source who sends, a URI reference: {@code /teacher-service/digits}
     */
    public static Headers of(Object event, String id, String source, Instant time) {
        RecordHeaders headers = new RecordHeaders();
        add(headers, SPEC_VERSION, "1.0");
        add(headers, ID, id);
        add(headers, TYPE, type(event.getClass()));
        add(headers, SOURCE, source);
        add(headers, TIME, time.toString());
        add(headers, CONTENT_TYPE, contentType(event));
        return headers;
    }

    /** The event type of a class. */
    public static String type(Class<?> event) {
        Class<?> outer = event.getEnclosingClass();
        return "io.noisystudent." + (outer == null ? "" : outer.getSimpleName() + ".") + event.getSimpleName();
    }

    private static String contentType(Object event) {
        return event instanceof PseudoLabels || event instanceof Predictions
                ? "application/protobuf"
                : "application/json";
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
