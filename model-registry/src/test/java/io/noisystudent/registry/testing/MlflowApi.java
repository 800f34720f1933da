package io.noisystudent.registry.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.digest.Digests;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The shared registry as MLflow's client asks it; {@code '} in a body stands for the double quote. */
public final class MlflowApi {
    private MlflowApi() {}

    public static void model(String name, int seed) {
        ok(post("registered-models/create", "{'name':'" + name + "'}"));
        version(name, seed);
    }

    public static void version(String name, int seed) {
        ok(post("model-versions/create", "{'name':'" + name + "','source':'sha256:" + upload(seed) + "'}"));
    }

    public static String upload(int seed) {
        byte[] onnx = Api.onnx(1000 + seed);
        String digest = Digests.sha256Hex(onnx);
        assertThat(new Api(Registries.shared())
                        .send("PUT", "/blobs/sha256/" + digest, onnx)
                        .statusCode())
                .isLessThan(300);
        return digest;
    }

    public static JsonNode search(String what, String filter) {
        return ok(get(what + "/search?filter=" + encoded(filter)))
                .get(what.equals("model-versions") ? "model_versions" : "registered_models");
    }

    public static List<String> names(JsonNode found) {
        return found.get("model_versions").findParents("version").stream()
                .map(item ->
                        item.get("name").asText() + "/" + item.get("version").asText())
                .toList();
    }

    public static JsonNode ok(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return Api.json(answer);
    }

    public static String error(HttpResponse<byte[]> answer) {
        assertThat(Api.json(answer).get("message").asText()).isNotEmpty();
        return answer.statusCode() + " " + Api.json(answer).get("error_code").asText();
    }

    public static HttpResponse<byte[]> get(String path) {
        return raw("GET", "/api/2.0/mlflow/" + path, "");
    }

    public static HttpResponse<byte[]> post(String path, String body) {
        return raw("POST", "/api/2.0/mlflow/" + path, body);
    }

    public static HttpResponse<byte[]> patch(String path, String body) {
        return raw("PATCH", "/api/2.0/mlflow/" + path, body);
    }

    public static HttpResponse<byte[]> delete(String path, String body) {
        return raw("DELETE", "/api/2.0/mlflow/" + path, body);
    }

    public static HttpResponse<byte[]> raw(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        if (!body.isEmpty()) {
            request.header("content-type", "application/json");
        }
        return Registries.shared()
                .send(path, request.method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
