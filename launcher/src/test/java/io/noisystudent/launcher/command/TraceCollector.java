package io.noisystudent.launcher.command;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A collector that takes OTLP over HTTP, as protobuf. It reads the fields by their numbers in
 * {@code opentelemetry/proto/trace/v1/trace.proto}.
 */
final class TraceCollector implements AutoCloseable {
    private static final int RESOURCE_SPANS = 1;
    private static final int SCOPE_SPANS = 2;
    private static final int SPANS = 2;
    private static final int TRACE_ID = 1;
    private static final int NAME = 5;
    private static final int LINKS = 13;

    private final HttpServer server;
    private final List<CollectedSpan> spans = new CopyOnWriteArrayList<>();

    TraceCollector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    /**
     * What arrived.
     *
     * @param links ids of the traces that it has links to
     */
    record CollectedSpan(String name, String traceId, List<String> links) {}

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<CollectedSpan> named(String name) {
        return spans.stream().filter(span -> span.name().equals(name)).toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            for (UnknownFieldSet resource : messages(UnknownFieldSet.parseFrom(body), RESOURCE_SPANS)) {
                for (UnknownFieldSet scope : messages(resource, SCOPE_SPANS)) {
                    for (UnknownFieldSet span : messages(scope, SPANS)) {
                        spans.add(new CollectedSpan(
                                bytes(span, NAME).toStringUtf8(),
                                traceId(span),
                                messages(span, LINKS).stream()
                                        .map(TraceCollector::traceId)
                                        .toList()));
                    }
                }
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet parent, int field) {
        return parent.getField(field).getLengthDelimitedList().stream()
                .map(TraceCollector::parse)
                .toList();
    }

    private static UnknownFieldSet parse(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteString bytes(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().get(0);
    }

    private static String traceId(UnknownFieldSet message) {
        return HexFormat.of().formatHex(bytes(message, TRACE_ID).toByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
