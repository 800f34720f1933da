package io.noisystudent.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.testkit.process.ServiceProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What generic clients of HTTP and OpenAPI rely on. */
class HttpFormsIT {
    private static final String ARTIFACT = "/models/forms/versions/1/artifact";
    private static final byte[] ONNX = Api.onnx(2001);

    private static ServiceProcess registry;
    private static Api api;

    @BeforeAll
    static void start() {
        registry = Registries.shared();
        api = new Api(registry);
        api.importFile("forms", ONNX);
    }

    @Test
    void shouldNameTheMethodsOfAPath() {
        assertThat(allowed("OPTIONS", "/api/v1/models/forms/versions/1", 204)).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(allowed("OPTIONS", "/api/v1" + ARTIFACT, 204)).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(allowed("DELETE", "/api/v1/models/forms", 405)).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(allowed("TRACE", "/api/v1/models", 405)).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(allowed("INVENTED", "/api/v1/models", 405)).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(allowed("PUT", "/api/2.0/mlflow/registered-models/create", 405))
                .isEqualTo("OPTIONS, POST");
    }

    private static String allowed(String method, String path, int status) {
        HttpResponse<byte[]> answer = registry.send(
                path,
                HttpRequest.newBuilder()
                        .header("X-Noisy-Student-Client", "1")
                        .method(method, HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(status);
        return answer.headers().firstValue("Allow").orElse("");
    }

    @Test
    void shouldAnswerHeadWithSizeAndTag() {
        String digest = Digests.sha256Hex(ONNX);

        for (String path : Set.of(ARTIFACT, "/blobs/sha256/" + digest)) {
            HttpResponse<byte[]> answer = head(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(ONNX.length);
            assertThat(answer.headers().firstValue("ETag")).contains("\"" + digest + "\"");
            assertThat(answer.body()).isEmpty();
        }
        assertThat(head("/blobs/sha256/" + "0".repeat(64)).statusCode()).isEqualTo(404);
        assertThat(head("/models/forms/versions/9/artifact").statusCode()).isEqualTo(404);
    }

    private static HttpResponse<byte[]> head(String path) {
        return registry.send(
                "/api/v1" + path, HttpRequest.newBuilder().method("HEAD", HttpRequest.BodyPublishers.noBody()));
    }

    @Test
    void shouldCompareTagsWeaklyWhenAClientHasTheFile() {
        String digest = Digests.sha256Hex(ONNX);

        for (String header : Set.of("\"" + digest + "\"", "W/\"" + digest + "\"", "\"x\", W/\"" + digest + "\"", "*")) {
            assertThat(api.get(ARTIFACT, "If-None-Match", header).statusCode())
                    .as(header)
                    .isEqualTo(304);
        }
        assertThat(api.get(ARTIFACT, "If-None-Match", "W/\"x\"").statusCode()).isEqualTo(200);
        assertThat(api.get(ARTIFACT, "If-Match", "W/\"" + digest + "\"").statusCode())
                .isEqualTo(412);
    }

    @Test
    void shouldReadCompressedBodies() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(body)) {
            gzip.write("{\"actor\":\"ann\",\"description\":\"packed\"}".getBytes(StandardCharsets.UTF_8));
        }

        HttpResponse<byte[]> answer = registry.send(
                "/api/v1/models/forms/annotations",
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", "gzip")
                        .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));

        assertThat(Api.json(answer).path("description").asText()).isEqualTo("packed");
    }

    @Test
    void shouldRefuseInTheWordsOfJson() {
        for (String body :
                Set.of("{\"version\":\"one\"}", "{\"version\":[]}", "{\"colour\":1}", "[]", "7", "{", "null")) {
            HttpResponse<byte[]> answer = api.send("PUT", "/models/forms/aliases/canary", body, "If-Match", "\"0\"");
            assertThat(Api.problem(answer)).as(body).isEqualTo("400 BAD_REQUEST true");
            assertThat(Api.json(answer).get("detail").asText()).doesNotContain("io.noisystudent", "java.", "`");
        }
        assertThat(Api.problem(api.send("POST", "/models/forms/versions/0/evaluations", "{}")))
                .startsWith("400 BAD_REQUEST");
    }

    @Test
    void shouldDescribeNullsAndRefusals() {
        JsonNode described = Api.json(registry.send("/q/openapi?format=json", HttpRequest.newBuilder()));
        JsonNode schemas = described.at("/components/schemas");
        Set<String> silent = new TreeSet<>();
        described.get("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> {
                    JsonNode refusal = operation.getValue().at("/responses/default/content");
                    String type =
                            path.getKey().startsWith("/api/2.0/") ? "application/json" : "application/problem+json";
                    if (operation.getValue().has("responses") && !refusal.has(type)) {
                        silent.add(operation.getKey() + " " + path.getKey());
                    }
                }));

        assertThat(silent).isEmpty();
        assertThat(schemas.at("/PageModelVersion/properties/next/type").toString())
                .contains("null");
        assertThat(schemas.at("/PageModelVersion/required").toString()).isEqualTo("[\"items\"]");
        assertThat(schemas.at("/ModelVersion/required").toString())
                .contains("sha256")
                .doesNotContain("lineage");
        assertThat(schemas.at("/ModelVersion/properties/lineage/anyOf/1/type").asText())
                .isEqualTo("null");
    }
}
