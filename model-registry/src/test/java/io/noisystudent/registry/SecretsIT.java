package io.noisystudent.registry;

import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.registryclient.signing.PemFile;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.stack.EmbeddedStack;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Every secret of the packaged service has a value that is looked for wherever it speaks. */
class SecretsIT {
    private static final String CANARY = "canary7b2e";
    private static final String WEBHOOK = "whsec_"
            + Base64.getEncoder().encodeToString((CANARY + "0123456789abcdef").getBytes(StandardCharsets.UTF_8));
    private static final String JAAS = "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\""
            + " password=\"" + CANARY + "\";";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static EmbeddedStack stack;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        stack = EmbeddedStack.shared();
    }

    @Tag("slow")
    @Test
    void shouldPrintNoSecretInAnyAnswerOrLog() throws Exception {
        // Given
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String key = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
        Map<String, String> settings = new HashMap<>(settings());
        settings.put("noisystudent.signing.key", file("key", key).toString());
        settings.put(
                "noisystudent.signing.trusted-keys",
                Files.writeString(directory.resolve("key.pub"), PemFile.text(pair.getPublic()))
                        .toString());
        List<String> secrets =
                List.of(CANARY, stack.objectStore().secretKey(), WEBHOOK.substring("whsec_".length()), key);
        try (ServiceProcess registry = Registries.start(stack, settings)) {
            Api api = new Api(registry);
            // When it works, and when it refuses or fails
            api.importFile("told", Api.onnx(1));
            HttpResponse<byte[]> promoted = api.send(
                    "POST", "/models/told/versions/1/promote", new PromotionRequest("ann", "first", List.of(), true));
            assertThat(promoted.statusCode()).isEqualTo(200);
            Awaitility.await().atMost(PATIENCE).until(() -> registry.output().contains("not notified webhook=ops"));
            // Then
            for (String path : List.of(
                    "/q/health",
                    "/q/metrics",
                    "/q/openapi",
                    "/q/info",
                    "/api/v1/models/told",
                    "/api/v1/models/told/versions/1/signatures",
                    "/api/v1/webhooks",
                    "/api/v1/webhooks/ops/deliveries",
                    "/api/v1/models/absent",
                    "/api/v1/models/told/versions/x")) {
                HttpResponse<byte[]> answer =
                        registry.send(path, HttpRequest.newBuilder().header("Authorization", "Bearer " + CANARY));
                assertThat(answer.headers().map() + new String(answer.body(), StandardCharsets.UTF_8))
                        .as(path)
                        .doesNotContain(secrets);
            }
            assertThat(registry.output()).contains("notified").doesNotContain(secrets);
        }
    }

    @Test
    void shouldPrintNoSecretWhenItDoesNotStart() throws Exception {
        assertNoneStartsOrPrintsASecret(Map.of("a malformed login", login("\"" + CANARY + "\"")));
    }

    @Test
    @Tag("slow")
    void shouldPrintNoSecretWhateverKeepsItFromStarting() throws Exception {
        assertNoneStartsOrPrintsASecret(Map.of(
                "a wrong store password",
                Map.of("noisystudent.store.secret-key", CANARY),
                "a malformed signing key",
                Map.of(
                        "noisystudent.signing.key",
                        file("broken", CANARY + CANARY).toString()),
                "half a login",
                login("required password=\"" + CANARY + "\" username")));
    }

    private static void assertNoneStartsOrPrintsASecret(Map<String, Map<String, String>> broken) throws Exception {
        Map<String, ServiceProcess> registries = new LinkedHashMap<>();
        broken.forEach((what, settings) -> {
            Map<String, String> all = new HashMap<>(settings());
            all.putAll(settings);
            registries.put(what, Registries.launch(Registries.settings(stack, all)));
        });
        for (Map.Entry<String, ServiceProcess> entry : registries.entrySet()) {
            try (ServiceProcess registry = entry.getValue()) {
                assertThat(registry.awaitExit(Duration.ofMinutes(2)))
                        .as(entry.getKey())
                        .isNotZero();
                assertThat(registry.output()).as(entry.getKey()).isNotEmpty().doesNotContain(CANARY);
            }
        }
    }

    private static Map<String, String> login(String options) {
        return Map.of(
                "kafka.security.protocol",
                "SASL_PLAINTEXT",
                "kafka.sasl.mechanism",
                "SCRAM-SHA-512",
                "kafka.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule " + options + ";");
    }

    private static Map<String, String> settings() {
        return Map.of(
                "kafka.sasl.jaas.config",
                JAAS,
                "kafka.ssl.key.password",
                CANARY,
                "noisystudent.webhooks.allowed-hosts",
                "127.0.0.1",
                "noisystudent.webhooks.targets.ops.url",
                "http://127.0.0.1:1/",
                "noisystudent.webhooks.targets.ops.secret",
                WEBHOOK,
                "quarkus.log.category.\"io.noisystudent\".level",
                "DEBUG",
                "noisystudent.store.patience",
                "PT2S");
    }

    private Path file(String name, String base64) throws IOException {
        return Files.writeString(
                directory.resolve(name), "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
    }
}
