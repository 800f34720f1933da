package io.noisystudent.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.registryclient.signing.ModelSignature;
import io.noisystudent.registryclient.signing.PemFile;
import io.noisystudent.registryclient.signing.Verification;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.stack.EmbeddedStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The life of signatures: without a key, with one, and after its rotation; three registries on one store. */
class SigningIT {
    private static EmbeddedStack stack;

    @BeforeAll
    static void start() {
        stack = EmbeddedStack.shared();
    }

    @Test
    void shouldSignAndGoOnTrustingWhileKeysRotate(@TempDir Path directory) throws Exception {
        // Given
        KeyPair old = pair("Ed25519");
        KeyPair fresh = pair("EC");
        Path oldKeys = directory.resolve("old.pub");
        Path bothKeys = directory.resolve("both.pub");
        Files.writeString(oldKeys, PemFile.text(old.getPublic()));
        Files.writeString(bothKeys, PemFile.text(old.getPublic()) + PemFile.text(fresh.getPublic()));
        // When, Then
        try (ServiceProcess registry = Registries.start(stack, Map.of())) {
            Api api = new Api(registry);
            api.importFile("signed", Api.onnx(1));
            assertThat(bundles(api, 1)).isEmpty();
            assertThat(Api.problem(api.send("POST", "/models/signed/versions/1/signatures", "")))
                    .isEqualTo("501 NOT_SUPPORTED true");
            refuses(client(registry, old.getPublic()), 1, directory);
        }
        try (ServiceProcess registry = Registries.start(stack, settings(file(directory, "old", old), oldKeys))) {
            Api api = new Api(registry);
            api.importFile("signed", Api.onnx(2));
            accepts(client(registry, old.getPublic()), 2, directory);
            refuses(client(registry, fresh.getPublic()), 2, directory);
            assertThat(Api.problem(api.send("POST", "/models/signed/versions/1/signatures", "")))
                    .isEqualTo("403 UNTRUSTED_SIGNATURE true");
            assertThat(api.send("POST", "/models/signed/versions/1/signatures?adopt=true", "")
                            .statusCode())
                    .isEqualTo(200);
            accepts(client(registry, old.getPublic()), 1, directory);
            String keyId = ModelSignature.keyId(old.getPublic());
            JsonNode bundle = Api.json(api.get("/models/signed/versions/2/signatures/" + keyId));
            assertThat(bundle.at("/verificationMaterial/publicKey/hint").asText())
                    .isEqualTo(keyId);
            assertThat(Api.problem(api.get("/models/signed/versions/2/signatures/other")))
                    .isEqualTo("404 NOT_FOUND true");
        }
        try (ServiceProcess registry = Registries.start(stack, settings(file(directory, "fresh", fresh), bothKeys))) {
            Api api = new Api(registry);
            refuses(client(registry, fresh.getPublic()), 2, directory);
            api.send("POST", "/models/signed/versions/2/signatures", "");
            api.send("POST", "/models/signed/versions/2/signatures", "");
            assertThat(bundles(api, 2)).hasSize(2);
            accepts(client(registry, fresh.getPublic()), 2, directory);
            accepts(client(registry, old.getPublic()), 2, directory);
        }
    }

    @Test
    void shouldNotStartWithAKeyThatCannotBeVerified(@TempDir Path directory) throws Exception {
        Path other = Files.writeString(
                directory.resolve("other.pub"), PemFile.text(pair("Ed25519").getPublic()));
        try (ServiceProcess registry = Registries.launch(
                Registries.settings(stack, settings(file(directory, "key", pair("Ed25519")), other)))) {
            assertThat(registry.awaitExit(Duration.ofMinutes(2))).isEqualTo(2);
            assertThat(registry.output())
                    .contains("model-registry does not start. CONFIG_INVALID noisystudent.signing.trusted-keys");
        }
    }

    @Test
    void shouldNotStartWithKeysThatAreBroken(@TempDir Path directory) throws Exception {
        Path broken = Files.writeString(
                directory.resolve("broken.pub"), "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----\n");
        try (ServiceProcess registry = Registries.launch(
                Registries.settings(stack, Map.of("noisystudent.signing.trusted-keys", broken.toString())))) {
            assertThat(registry.awaitExit(Duration.ofMinutes(2))).isEqualTo(2);
            assertThat(registry.output())
                    .contains("model-registry does not start. CONFIG_INVALID " + broken)
                    .doesNotContain("\tat ");
        }
    }

    private static List<JsonNode> bundles(Api api, int version) {
        JsonNode page = Api.json(api.get("/models/signed/versions/" + version + "/signatures"));
        return List.copyOf(page.get("items").findParents("mediaType"));
    }

    private static void accepts(RegistryClient client, int version, Path directory) {
        client.downloadArtifact(new ModelRef("signed", version), directory.resolve("accepted"));
    }

    private static void refuses(RegistryClient client, int version, Path directory) {
        Path target = directory.resolve("refused");
        assertThatThrownBy(() -> client.downloadArtifact(new ModelRef("signed", version), target))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                        .isEqualTo(ErrorCode.UNTRUSTED_SIGNATURE));
        assertThat(target).doesNotExist();
    }

    private static RegistryClient client(ServiceProcess registry, PublicKey trusted) {
        return new RegistryClient(registry.uri("/"), new Verification(Verification.Mode.REQUIRED, List.of(trusted)));
    }

    private static Map<String, String> settings(Path key, Path trusted) {
        return Map.of(
                "noisystudent.signing.key", key.toString(), "noisystudent.signing.trusted-keys", trusted.toString());
    }

    private static Path file(Path directory, String name, KeyPair pair) throws IOException {
        String base64 = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
        return Files.writeString(
                directory.resolve(name + ".pem"),
                "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
    }

    private static KeyPair pair(String algorithm) throws Exception {
        return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    }
}
