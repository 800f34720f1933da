package io.noisystudent.registry.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.testkit.process.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client that hides nothing of HTTP. */
public final class Api {
    public static final ObjectMapper JSON = JsonMapper.create();
    private static final ImageShape IMAGE = new ImageShape(8, 8, 1);

    private final ServiceProcess registry;

    public Api(ServiceProcess registry) {
        this.registry = registry;
    }

    /** A servable model of the pipeline; each seed is another file. */
    public static byte[] onnx(long seed) {
        return onnx(seed, List.of("cat", "dog"));
    }

    public static byte[] onnx(long seed, List<String> classes) {
        return OnnxWriter.write(Networks.build("mlp", IMAGE, classes, seed));
    }

    /** The same with an activation that has no gradient here. */
    public static byte[] servedOnly(long seed) {
        Graph graph = OnnxReader.read(onnx(seed));
        List<Node> nodes = graph.nodes().stream()
                .map(node -> node.operator().equals("Relu")
                        ? new Node(node.name(), "Selu", node.inputs(), node.outputs(), node.attributes())
                        : node)
                .toList();
        return OnnxWriter.write(new Graph(
                graph.name(),
                graph.opset(),
                nodes,
                graph.inputs(),
                graph.outputs(),
                graph.initializers(),
                graph.metadata()));
    }

    public HttpResponse<byte[]> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder().GET();
        return registry.send("/api/v1" + path, headers.length == 0 ? request : request.headers(headers));
    }

    public HttpResponse<byte[]> send(String method, String path, Object body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .method(method, HttpRequest.BodyPublishers.ofByteArray(bytes(body)))
                .header("content-type", body instanceof byte[] ? "application/octet-stream" : "application/json");
        return registry.send("/api/v1" + path, headers.length == 0 ? request : request.headers(headers));
    }

    /** Imports a file; returns the number of its version. */
    public int importFile(String model, byte[] onnx) {
        HttpResponse<byte[]> answer = send("POST", "/models/" + model + "/versions", onnx);
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(new String(answer.body(), StandardCharsets.UTF_8));
        }
        return json(answer).at("/model/version").asInt();
    }

    public static JsonNode json(HttpResponse<byte[]> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Status and code of a problem, and whether it is one. */
    public static String problem(HttpResponse<byte[]> answer) {
        @Nullable String type = answer.headers().firstValue("content-type").orElse(null);
        return answer.statusCode() + " " + json(answer).path("code").asText() + " "
                + (type != null && type.startsWith("application/problem+json"));
    }

    private static byte[] bytes(Object body) {
        try {
            if (body instanceof byte[] raw) {
                return raw;
            }
            return body instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : JSON.writeValueAsBytes(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
