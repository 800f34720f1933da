package io.noisystudent.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.stack.EmbeddedStack;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of the description, sent one after the other to an empty registry.
 *
 * <p>With {@code -Dexamples.write=true} the answers are written into the file of the examples instead.
 */
class OpenApiExamplesIT {
    private static final Path CALLS = Path.of("src", "main", "resources", "openapi-examples.json");
    private static final boolean WRITE = Boolean.getBoolean("examples.write");
    /** What the examples call the digest of the second file. */
    private static final String DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static final Map<String, byte[]> FILES =
            Map.of("first.onnx", Api.onnx(1), "second.onnx", Api.onnx(2), "third.onnx", Api.onnx(3));
    private static final Set<String> TOOLS = Set.of("/q/");

    /** One example of one operation, collected from wherever the description has it. */
    private static final class Call {
        private final String method;
        private String path;
        private final List<String> query = new ArrayList<>();
        private final List<String> headers = new ArrayList<>();
        private byte[] body = new byte[0];
        private int status;
        private String type = "";
        private JsonNode answer = Api.JSON.missingNode();

        Call(String method, String path) {
            this.method = method;
            this.path = path;
        }
    }

    @Test
    void shouldAnswerEveryExampleAsDescribed() throws Exception {
        try (EmbeddedStack stack = EmbeddedStack.shared();
                ServiceProcess registry = Registries.start(stack, Map.of())) {
            // Given
            JsonNode description = description(registry);
            Map<String, Call> calls = new TreeMap<>();
            Set<String> silent = new TreeSet<>();
            description.get("paths").properties().forEach(path -> path.getValue()
                    .properties()
                    .forEach(operation -> {
                        if (operation.getValue().has("responses")
                                && TOOLS.stream().noneMatch(path.getKey()::startsWith)
                                && !collect(path.getKey(), operation.getKey(), operation.getValue(), calls)) {
                            silent.add(operation.getKey() + " " + path.getKey());
                        }
                    }));
            // Then
            assertThat(silent).as("operations without an example").isEmpty();
            assertThat(calls).hasSizeGreaterThan(60);
            ArrayNode recorded = (ArrayNode) Api.JSON.readTree(Files.readAllBytes(CALLS));
            int number = 0;
            SoftAssertions differences = new SoftAssertions();
            for (Map.Entry<String, Call> call : calls.entrySet()) {
                HttpResponse<byte[]> answer = send(registry, call.getValue());
                check(differences, call.getKey(), call.getValue(), answer);
                if (WRITE) {
                    record((ObjectNode) recorded.get(number).get("response"), call.getValue(), answer);
                }
                number++;
            }
            differences.assertAll();
            if (WRITE) {
                Files.writeString(
                        CALLS, Api.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(recorded) + "\n");
            }
        }
    }

    private static JsonNode description(ServiceProcess registry) throws IOException {
        byte[] json = registry.send("/q/openapi?format=json", HttpRequest.newBuilder())
                .body();
        String digest = Digests.sha256Hex(FILES.get("second.onnx"));
        return Api.JSON.readTree(new String(json, StandardCharsets.UTF_8).replace(DIGEST, digest));
    }

    /** Adds the examples of an operation; whether it has any. */
    private static boolean collect(String path, String method, JsonNode operation, Map<String, Call> calls) {
        Map<String, Call> found = new TreeMap<>();
        operation.get("responses").properties().forEach(response -> response.getValue()
                .path("content")
                .properties()
                .forEach(content -> content.getValue()
                        .path("examples")
                        .properties()
                        .forEach(example -> {
                            Call call = new Call(method, path);
                            call.status = Integer.parseInt(response.getKey());
                            call.type = content.getKey();
                            call.answer = example.getValue().path("value");
                            found.put(example.getKey(), call);
                        })));
        operation.path("requestBody").path("content").properties().forEach(content -> content.getValue()
                .path("examples")
                .properties()
                .forEach(example -> {
                    Call call = found.get(example.getKey());
                    JsonNode file = example.getValue().get("externalValue");
                    call.body = file == null
                            ? example.getValue().get("value").toString().getBytes(StandardCharsets.UTF_8)
                            : FILES.get(file.asText());
                    call.headers.addAll(List.of("content-type", content.getKey()));
                }));
        Stream<JsonNode> parameters =
                StreamSupport.stream(operation.path("parameters").spliterator(), false);
        parameters.forEach(parameter -> parameter.path("examples").properties().forEach(example -> {
            place(
                    found.get(example.getKey()),
                    parameter.get("in").asText(),
                    parameter.get("name").asText(),
                    example.getValue().get("value").asText());
        }));
        calls.putAll(found);
        return !found.isEmpty();
    }

    private static void place(Call call, String in, String name, String value) {
        switch (in) {
            case "path" -> call.path = call.path.replace("{" + name + "}", encoded(value));
            case "query" -> call.query.add(name + "=" + encoded(value));
            default -> call.headers.addAll(List.of(name, value));
        }
    }

    private static HttpResponse<byte[]> send(ServiceProcess registry, Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                // For calls without a body, which a foreign page could send too.
                .header("X-Noisy-Student-Client", "examples")
                .method(call.method.toUpperCase(Locale.ROOT), HttpRequest.BodyPublishers.ofByteArray(call.body));
        if (!call.headers.isEmpty()) {
            request.headers(call.headers.toArray(String[]::new));
        }
        return registry.send(
                call.path + (call.query.isEmpty() ? "" : "?" + String.join("&", call.query)),
                request.header("accept", call.type.replaceAll(";.*", "") + ", */*;q=0.1"));
    }

    private static void check(SoftAssertions differences, String name, Call call, HttpResponse<byte[]> answer)
            throws IOException {
        String body = call.type.contains("json") ? new String(answer.body(), StandardCharsets.UTF_8) : "a file";
        differences
                .assertThat(answer.statusCode())
                .as("%s: %s %s gives %s", name, call.method, call.path, body)
                .isEqualTo(call.status);
        differences
                .assertThat(
                        answer.headers().firstValue("content-type").orElse("").replace(" ", ""))
                .as(name)
                .startsWith(call.type.replace("*/*", "").replaceAll(";.*", ""));
        if (call.type.contains("json") && !WRITE) {
            differences
                    .assertThat(shape(Api.JSON.readTree(answer.body())))
                    .as("%s gives %s", name, body)
                    .isEqualTo(shape(call.answer));
        }
    }

    /** What a document is made of: its fields, and those of the first item of each list. What is null may be absent. */
    private static String shape(JsonNode node) {
        if (node.isObject()) {
            Map<String, String> fields = new TreeMap<>();
            node.properties().forEach(field -> {
                if (!field.getValue().isNull()) {
                    fields.put(field.getKey(), shape(field.getValue()));
                }
            });
            return fields.toString();
        }
        if (node.isArray()) {
            return node.isEmpty() ? "[]" : "[" + shape(node.get(0)) + "]";
        }
        return node.isNumber()
                ? "number"
                : node.isMissingNode() ? "nothing" : node.getNodeType().toString();
    }

    private static void record(ObjectNode response, Call call, HttpResponse<byte[]> answer) throws IOException {
        if (call.type.contains("json")) {
            String digest = Digests.sha256Hex(FILES.get("second.onnx"));
            response.set(
                    "value",
                    Api.JSON.readTree(new String(answer.body(), StandardCharsets.UTF_8).replace(digest, DIGEST)));
        } else if (call.type.startsWith("text")) {
            response.put("value", new String(answer.body(), StandardCharsets.UTF_8));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
