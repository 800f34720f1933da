package io.noisystudent.labeler.models;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.labeler.testing.Images;
import io.noisystudent.labeler.testing.TinyModels;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.registryclient.signing.Verification;
import io.noisystudent.testkit.registry.FakeRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelFilesTest {
    private static final ModelRef MODEL = new ModelRef("shapes", 1);

    private final FakeRegistry registry = new FakeRegistry(TinyModels.CLASSES);

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void shouldFetchAVersionOnce() {
        // Given
        registry.put(MODEL, TinyModels.onnx(1));
        ModelFiles files = files(1 << 30, Instant.EPOCH);

        // When
        byte[] first = files.read(MODEL);
        int requests = registry.requests();
        byte[] second = files.read(MODEL);

        // Then
        assertThat(first).isEqualTo(TinyModels.onnx(1)).isEqualTo(second);
        assertThat(registry.requests()).isEqualTo(requests);
    }

    @Test
    void shouldServeWhatItHasWhileTheRegistryIsAway() {
        // Given
        registry.put(MODEL, TinyModels.onnx(1));
        files(1 << 30, Instant.EPOCH).read(MODEL);
        registry.close();

        // When
        byte[] afterRestart = files(1 << 30, Instant.EPOCH).read(MODEL);

        // Then
        assertThat(afterRestart).isEqualTo(TinyModels.onnx(1));
    }

    @Test
    void shouldFetchADamagedFileAgain() throws IOException {
        // Given
        registry.put(MODEL, TinyModels.onnx(1));
        ModelFiles files = files(1 << 30, Instant.EPOCH);
        files.read(MODEL);
        Path file = onnx().get(0);
        byte[] rotten = Files.readAllBytes(file);
        rotten[rotten.length / 2] ^= 1;
        Files.write(file, rotten);

        // When
        byte[] bytes = files.read(MODEL);

        // Then
        assertThat(bytes).isEqualTo(TinyModels.onnx(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u00ff\u00fe", "0000000000000000000000000000000000000000000000000000000000000000"})
    void shouldAskAgainForADamagedDigest(String rotten) throws IOException {
        // Given
        registry.put(MODEL, TinyModels.onnx(1));
        ModelFiles files = files(1 << 30, Instant.EPOCH);
        files.read(MODEL);
        Path digest = directory.resolve("shapes-1.sha256");
        Files.write(digest, rotten.getBytes(StandardCharsets.ISO_8859_1));

        // When
        byte[] bytes = files.read(MODEL);

        // Then
        assertThat(bytes).isEqualTo(TinyModels.onnx(1));
        assertThat(digest).content().hasSize(64).isNotEqualTo(rotten);
    }

    @Test
    void shouldRefuseOtherBytesThanTheVersionHas() throws IOException {
        // Given
        registry.put(MODEL, TinyModels.onnx(1));
        registry.damage(MODEL, TinyModels.onnx(2));

        // When, Then
        assertThatThrownBy(() -> files(1 << 30, Instant.EPOCH).read(MODEL))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH));
        assertThat(onnx()).isEmpty();
    }

    @Test
    void shouldDeleteWhatWasNotUsedForLongest() throws IOException {
        // Given
        long size = TinyModels.onnx(1).length;
        for (int version = 1; version <= 3; version++) {
            registry.put(new ModelRef("shapes", version), TinyModels.onnx(version));
        }
        files(3 * size, Instant.ofEpochSecond(1)).read(MODEL);
        files(3 * size, Instant.ofEpochSecond(2)).read(new ModelRef("shapes", 2));
        files(3 * size, Instant.ofEpochSecond(3)).read(MODEL);

        // When
        files(2 * size + 100, Instant.ofEpochSecond(4)).read(new ModelRef("shapes", 3));

        // Then
        assertThat(onnx().stream().map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrder("shapes-1.onnx", "shapes-3.onnx");
    }

    @Test
    void shouldRefuseAModelOfOtherClasses() {
        // Given
        registry.put(MODEL, TinyModels.onnx(1));
        ModelLoader loader = new ModelLoader(
                files(1 << 30, Instant.EPOCH),
                TinyModels.DEVICES,
                Images.SHAPE,
                List.of("dark", "light", "other"),
                TinyModels.NO_GUARD);

        // When, Then
        assertThatThrownBy(() -> loader.load(MODEL))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SIGNATURE_MISMATCH))
                .hasMessageContaining("mixed")
                .hasMessageContaining("other");
    }

    @Test
    void shouldLoadOnlyWhatATrustedKeySigned() throws Exception {
        // Given: a version that was fetched while signatures were not checked
        KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        registry.put(MODEL, TinyModels.onnx(1));
        files(1 << 30, Instant.EPOCH).read(MODEL);
        ModelFiles strict = new ModelFiles(
                directory,
                1 << 30,
                new RegistryClient(
                        registry.uri(), new Verification(Verification.Mode.REQUIRED, List.of(key.getPublic()))),
                Clock.systemUTC());

        // When, Then
        assertThatThrownBy(() -> strict.read(MODEL))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                        .isEqualTo(ErrorCode.UNTRUSTED_SIGNATURE));
        registry.sign(MODEL, key);
        assertThat(strict.read(MODEL)).isEqualTo(TinyModels.onnx(1));
        registry.close();
        assertThat(strict.read(MODEL)).isEqualTo(TinyModels.onnx(1));
    }

    private ModelFiles files(long maxBytes, Instant now) {
        return new ModelFiles(
                directory, maxBytes, new RegistryClient(registry.uri()), Clock.fixed(now, ZoneOffset.UTC));
    }

    private List<Path> onnx() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".onnx")).toList();
        }
    }
}
