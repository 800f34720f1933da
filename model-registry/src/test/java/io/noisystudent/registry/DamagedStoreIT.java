package io.noisystudent.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.VersionRequest;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.registry.testing.Stores;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.minio.MinioObjectStore;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.stack.EmbeddedStack;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The service as it is shipped, on a store that fails in parts. */
class DamagedStoreIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static EmbeddedStack stack;
    private static ServiceProcess registry;
    private static Api api;
    private static MinioObjectStore store;

    @BeforeAll
    static void start() {
        stack = EmbeddedStack.shared();
        registry = Registries.start(
                stack,
                Map.of(
                        "noisystudent.store.timeout", "2s",
                        "noisystudent.registry.write-probe-interval", "1s",
                        "noisystudent.registry.look-interval", "1s",
                        "noisystudent.registry.reconcile-interval", "PT0.5S"));
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
        String key = RegistryKeys.blob(Digests.sha256Hex(onnx));
        List<String> routes = List.of(
                "/api/v1/models/broken/versions/1/artifact",
                "/api/2.0/mlflow-artifacts/artifacts/models/broken/1/model.onnx");
        double before = metric("noisystudent_registry_broken_downloads_total\\{cause=\"store\",?\\}");
        // When the store closes the connection, or stops sending
        stack.storeFaults().breakAfter(key, onnx.length / 2);
        for (String route : routes) {
            assertThat(receive(route)).isBetween(1, onnx.length - 1);
        }
        stack.storeFaults().stallAfter(key, onnx.length / 2);
        assertThat(receive(routes.get(0))).isBetween(1, onnx.length - 1);
        // Then it is counted and named, and the registry goes on
        assertThat(metric("noisystudent_registry_broken_downloads_total\\{cause=\"store\",?\\}"))
                .isEqualTo(before + 3);
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
        String digest = Digests.sha256Hex(onnx);
        byte[] damaged = onnx.clone();
        damaged[onnx.length / 2] ^= 1;
        store.replace(RegistryKeys.blob(digest), damaged);
        // When, Then: no client gets it whole, and nothing is registered with it
        String artifact = "/models/damaged/versions/1/artifact";
        assertThat(receive("/api/v1" + artifact)).isLessThan(onnx.length);
        HttpResponse<byte[]> part = api.get(artifact, "Range", "bytes=0-99");
        assertThat(Api.problem(part)).isEqualTo("500 OBJECT_DAMAGED true");
        assertThat(part.headers().firstValue("Content-Range")).isEmpty();
        assertThat(Api.problem(api.send("POST", "/models/other/versions", new VersionRequest(digest, null, null))))
                .isEqualTo("500 OBJECT_DAMAGED true");
        assertThat(api.get("/models/other").statusCode()).isEqualTo(404);
        assertThat(metric("noisystudent_registry_broken_downloads_total\\{cause=\"damaged\",?\\}"))
                .isEqualTo(1);
        assertThat(ready().toString()).contains(RegistryKeys.blob(digest)).contains("\"status\":\"UP\"");
        // When the right bytes come again
        assertThat(api.send("PUT", "/blobs/sha256/" + digest, onnx).statusCode())
                .isEqualTo(201);
        // Then
        assertThat(api.get(artifact).body()).isEqualTo(onnx);
        assertThat(api.get(artifact, "Range", "bytes=5-9").body()).hasSize(5);
        assertThat(ready().toString()).doesNotContain(RegistryKeys.blob(digest));
    }

    @Test
    void shouldSayThatItReadsAndCannotWrite() {
        // Given
        Awaitility.await().atMost(PATIENCE).until(() -> writes().statusCode() == 200);
        assertThat(metric("noisystudent_registry_writable")).isEqualTo(1);
        // When
        stack.storeFaults().refuseWrites(RegistryKeys.WRITE_PROBE);
        // Then
        Awaitility.await().atMost(PATIENCE).until(() -> writes().statusCode() == 503);
        assertThat(new String(writes().body(), StandardCharsets.UTF_8))
                .contains("DOWN", RegistryKeys.WRITE_PROBE, "HTTP 500");
        assertThat(metric("noisystudent_registry_writable")).isZero();
        assertThat(registry.isReady()).isTrue();
        // When
        stack.storeFaults().clear();
        // Then
        Awaitility.await().atMost(PATIENCE).until(() -> writes().statusCode() == 200);
        assertThat(store.list("proofs/", "", 10)).extracting(ObjectStat::key).containsExactly(RegistryKeys.WRITE_PROBE);
    }

    @Test
    void shouldNotBeReadyWhileTheStoreListsAndGivesNothing() {
        // When
        stack.storeFaults().refuse(RegistryKeys.WRITE_PROBE);
        // Then
        Awaitility.await().atMost(PATIENCE).until(() -> !registry.isReady());
        assertThat(ready().toString()).contains(RegistryKeys.WRITE_PROBE);
        // When
        stack.storeFaults().clear();
        // Then
        Awaitility.await().atMost(PATIENCE).until(registry::isReady);
    }

    private static HttpResponse<byte[]> writes() {
        return registry.send("/q/health/group/writes", HttpRequest.newBuilder());
    }

    @Test
    void shouldStartWorkAndStopWithoutObjectsThatTheStoreDoesNotGive() throws Exception {
        // Given three versions and two aliases, and what another registry wrote cannot be read
        for (int seed = 11; seed <= 13; seed++) {
            api.importFile("parts", Api.onnx(seed));
        }
        move(api, "stable", 0, 1);
        move(api, "canary", 0, 2);
        String version = RegistryKeys.version(new ModelRef("parts", 2));
        String slot = RegistryKeys.slot("parts", "canary", 1);
        String evaluation = RegistryKeys.evaluation(new ModelRef("parts", 3), "unreadable");
        stack.storeFaults().refuse(evaluation);
        store.create(evaluation, new byte[] {'{'});
        // When it is met while the registry runs
        Awaitility.await().atMost(PATIENCE).until(() -> ready().toString().contains(evaluation));
        // Then
        assertThat(registry.isReady()).isTrue();
        move(api, "stable", 1, 3);
        // When a registry starts, and gets the evaluation, which is damaged
        stack.storeFaults().clear();
        stack.storeFaults().refuse(version);
        stack.storeFaults().refuse(slot);
        try (ServiceProcess started = Registries.start(stack, Map.of())) {
            Api other = new Api(started);
            // Then only what is damaged is lost, and it is named and counted
            assertThat(other.get("/models/parts/versions/1").statusCode()).isEqualTo(200);
            assertThat(Api.problem(other.get("/models/parts/versions/2"))).isEqualTo("500 OBJECT_DAMAGED true");
            assertThat(Api.problem(other.get("/models/parts/aliases/canary"))).isEqualTo("500 CHAIN_BROKEN true");
            move(other, "stable", 2, 1);
            assertThat(other.importFile("parts", Api.onnx(14))).isEqualTo(4);
            assertThat(started.output()).contains(version, slot, evaluation);
            assertThat(metric(started, "noisystudent_registry_damaged_objects")).isEqualTo(3);
            assertStopsWithoutErrorsAfterADownloadThatBreaks(started);
        } finally {
            stack.storeFaults().clear();
        }
    }

    private static void assertStopsWithoutErrorsAfterADownloadThatBreaks(ServiceProcess stopped) throws Exception {
        byte[] onnx = Api.onnx(11);
        stack.storeFaults().breakAfter(RegistryKeys.blob(Digests.sha256Hex(onnx)), onnx.length / 2);
        assertThat(receive(stopped, "/api/v1/models/parts/versions/1/artifact")).isLessThan(onnx.length);
        assertThat(stopped.terminate(Duration.ofSeconds(30))).isTrue();
        // It did not wait for answers that have no client any more.
        assertThat(stopped.output())
                .contains("download ended early", "model-registry stopped")
                .doesNotContain("Timed out", "\tat ");
    }

    private static void move(Api by, String alias, long revision, int version) {
        HttpResponse<byte[]> answer = by.send(
                "PUT",
                "/models/parts/aliases/" + alias,
                new AliasMove(version, "ann", "test", List.of()),
                "If-Match",
                "\"" + revision + "\"");
        assertThat(answer.statusCode()).isIn(200, 201);
    }

    /** How many bytes come before the answer breaks; it must do so, and not by the patience of the client. */
    private static int receive(String path) throws Exception {
        return receive(registry, path);
    }

    private static int receive(ServiceProcess from, String path) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(from.uri(path)).build();
        HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
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
        return metric(registry, name);
    }

    private static double metric(ServiceProcess of, String name) {
        String text = new String(of.send("/q/metrics", HttpRequest.newBuilder()).body(), StandardCharsets.UTF_8);
        Matcher line =
                Pattern.compile("(?m)^" + name + "(?:\\{\\})? ([0-9.E]+)$").matcher(text);
        assertThat(line.find()).as(text).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
