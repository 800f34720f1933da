package io.noisystudent.kafka.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import org.apache.kafka.common.header.Headers;

/**
 * Spans of sending and processing records. Their context travels in the headers {@code traceparent} and
 * {@code tracestate} of W3C Trace Context; attributes have the names of OpenTelemetry's conventions for messaging. With
 * {@link OpenTelemetry#noop()} nothing is recorded and no header is written.
 */
public final class RecordTracing {
    private static final String INSTRUMENTATION = "io.noisystudent";

    private final Tracer tracer;

    public RecordTracing(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer(INSTRUMENTATION);
    }

    /** Sends a record that begins a trace of its own, which has a link to that of the generation. */
    public void beginTrace(Headers headers, String topic, String id, SpanContext generation) {
        publish(send(topic, id).setNoParent().addLink(generation), headers);
    }

    /** Sends a record within the trace of the generation. */
    public void joinTrace(Headers headers, String topic, String id, SpanContext generation) {
        publish(send(topic, id).setParent(Context.root().with(Span.wrap(generation))), headers);
    }

    /** Begins to process a record, within the trace that its headers name, or within a new one. */
    public RecordSpan process(Headers headers, String topic) {
        Context parent = W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, TraceHeaders.GETTER);
        return new RecordSpan(tracer.spanBuilder("process " + topic)
                .setParent(parent)
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("messaging.destination.name", topic)
                .startSpan());
    }

    /** Notes that what this thread does uses a record, whose trace thereby becomes one to be found from here. */
    public static void linkTo(Headers headers) {
        Span current = Span.current();
        if (current.isRecording()) {
            Context source =
                    W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, TraceHeaders.GETTER);
            SpanContext context = Span.fromContext(source).getSpanContext();
            if (context.isValid()) {
                current.addLink(context);
            }
        }
    }

    /** Puts the context of what this thread does into the headers of a record. */
    public static void writeCurrent(Headers headers) {
        TraceHeaders.write(Span.current(), headers);
    }

    /** Adds an attribute to what this thread does: {@code noisystudent.} and a name. */
    public static void describe(String name, String value) {
        Span.current().setAttribute("noisystudent." + name, value);
    }

    private SpanBuilder send(String topic, String id) {
        return tracer.spanBuilder("send " + topic)
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.type", "send")
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("messaging.message.id", id);
    }

    private static void publish(SpanBuilder builder, Headers headers) {
        Span span = builder.startSpan();
        TraceHeaders.write(span, headers);
        span.end();
    }
}
