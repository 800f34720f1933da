package io.noisystudent.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.registry.VersionRequest;
import io.noisystudent.embedded.testing.EmbeddedStack;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.Layout;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.RegistryProcess;
import io.noisystudent.registry.testing.Stores;
import io.noisystudent.storage.minio.MinioObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The service as it is shipped, on a store that fails in parts. */
class DamagedStoreIT {
    private static EmbeddedStack stack;
    private static RegistryProcess registry;
    private static Api api;
    private static MinioObjectStore store;

    @BeforeAll
    static void start() {
        stack = EmbeddedStack.shared();
        registry = RegistryProcess.start(stack, Map.of("noisystudent.store.timeout", "5s"));
        api = new Api(registry);
        store = Stores.of(stack);
    }

    @AfterAll
    static void stop() {
        store.close();
        registry.close();
        stack.close();
    }

    @Test
    void shouldEndADownloadThatBreaksAsBroken() throws Exception {
        // Given
        byte[] onnx = Api.onnx(1);
        api.importFile("broken", onnx);
        String key = Layout.blob(Documents.sha256(onnx));
        List<String> routes = List.of(
                "/api/v1/models/broken/versions/1/artifact",
                "/api/2.0/mlflow-artifacts/artifacts/models/broken/1/model.onnx");
        double before = metric("noisystudent_registry_broken_downloads_total\\{cause=\"store\",?\\}");
        // When the store closes the connection, or stops sending
        stack.storeFaults().breakAfter(key, onnx.length / 2);
        for (String route : routes) {
            assertThat(receive(route, HttpClient.Version.HTTP_1_1)).isBetween(1, onnx.length - 1);
            assertThat(receive(route, HttpClient.Version.HTTP_2)).isBetween(1, onnx.length - 1);
        }
        stack.storeFaults().stallAfter(key, onnx.length / 2);
        assertThat(receive(routes.get(0), HttpClient.Version.HTTP_1_1)).isBetween(1, onnx.length - 1);
        // Then it is counted and named, and the registry goes on
        assertThat(metric("noisystudent_registry_broken_downloads_total\\{cause=\"store\",?\\}"))
                .isEqualTo(before + 5);
        assertThat(registry.output()).contains("download ended early", key);
        assertThat(registry.isReady()).isTrue();
        stack.storeFaults().clear();
        assertThat(api.get("/models/broken/versions/1/artifact").body()).isEqualTo(onnx);
    }

    @Test
    void shouldRepairADamagedFileByItsUpload() throws Exception {
        // Given
        byte[] onnx = Api.onnx(2);
        api.importFile("damaged", onnx);
        String digest = Documents.sha256(onnx);
        byte[] damaged = onnx.clone();
        damaged[onnx.length / 2] ^= 1;
        store.replace(Layout.blob(digest), damaged);
        // When, Then: nobody gets it whole, and nothing is registered with it
        String artifact = "/models/damaged/versions/1/artifact";
        assertThat(receive("/api/v1" + artifact, HttpClient.Version.HTTP_1_1)).isLessThan(onnx.length);
        assertThat(receive("/api/v1" + artifact, HttpClient.Version.HTTP_2)).isLessThan(onnx.length);
        HttpResponse<byte[]> part = api.get(artifact, "Range", "bytes=0-99");
        assertThat(Api.problem(part)).isEqualTo("500 OBJECT_DAMAGED true");
        assertThat(part.headers().firstValue("Content-Range")).isEmpty();
        assertThat(Api.problem(api.send("POST", "/models/other/versions", new VersionRequest(digest, null, null))))
                .isEqualTo("500 OBJECT_DAMAGED true");
        assertThat(api.get("/models/other").statusCode()).isEqualTo(404);
        assertThat(metric("noisystudent_registry_broken_downloads_total\\{cause=\"damaged\",?\\}"))
                .isEqualTo(2);
        assertThat(ready().toString()).contains(Layout.blob(digest)).contains("\"status\":\"UP\"");
        // When the right bytes come again
        assertThat(api.send("PUT", "/blobs/sha256/" + digest, onnx).statusCode())
                .isEqualTo(201);
        // Then
        assertThat(api.get(artifact).body()).isEqualTo(onnx);
        assertThat(api.get(artifact, "Range", "bytes=5-9").body()).hasSize(5);
        assertThat(ready().toString()).doesNotContain(Layout.blob(digest));
    }

    /** How many bytes come before the answer breaks; it must do so, and not by the patience of the client. */
    private static int receive(String path, HttpClient.Version version) throws Exception {
        HttpClient client = HttpClient.newBuilder().version(version).build();
        HttpRequest request = HttpRequest.newBuilder(registry.uri(path)).build();
        HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(version);
        return CompletableFuture.supplyAsync(() -> untilItBreaks(answer.body())).get(30, TimeUnit.SECONDS);
    }

    private static int untilItBreaks(InputStream body) {
        int received = 0;
        try {
            byte[] buffer = new byte[4096];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                received += n;
            }
        } catch (IOException e) {
            return received;
        }
        throw new AssertionError("the answer ended as if it were complete, after " + received + " bytes");
    }

    private static JsonNode ready() {
        return Api.json(registry.send("/q/health/ready", HttpRequest.newBuilder()));
    }

    private static double metric(String name) {
        String text = new String(registry.send("/q/metrics", HttpRequest.newBuilder()).body(), StandardCharsets.UTF_8);
        Matcher line =
                Pattern.compile("(?m)^" + name + "(?:\\{\\})? ([0-9.E]+)$").matcher(text);
        assertThat(line.find()).as(text).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
