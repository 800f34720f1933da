package io.noisystudent.registryclient.signing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelSignatureTest {
    private static final ModelRef MODEL = new ModelRef("digits", 3);
    private static final String DIGEST = "a".repeat(64);

    @ParameterizedTest
    @CsvSource({"Ed25519, 0", "EC, 256", "EC, 384", "EC, 521"})
    void shouldVerifyOnlyWhatWasSignedByThatKey(String algorithm, int bits) throws Exception {
        // Given
        KeyPair pair = pair(algorithm, bits);
        PublicKey stranger = pair(algorithm, bits).getPublic();
        // When
        JsonNode bundle = ModelSignature.sign(pair.getPrivate(), pair.getPublic(), MODEL, DIGEST);
        // Then
        PublicKey key = pair.getPublic();
        assertThat(ModelSignature.verify(bundle, key, MODEL, DIGEST)).isTrue();
        assertThat(ModelSignature.verify(bundle, stranger, MODEL, DIGEST)).isFalse();
        assertThat(ModelSignature.verify(bundle, key, new ModelRef("digits", 4), DIGEST))
                .isFalse();
        assertThat(ModelSignature.verify(bundle, key, MODEL, "b".repeat(64))).isFalse();
    }

    @Test
    void shouldRefuseWhatWasChanged() throws Exception {
        KeyPair pair = pair("Ed25519", 0);
        ObjectNode bundle = (ObjectNode) ModelSignature.sign(pair.getPrivate(), pair.getPublic(), MODEL, DIGEST);
        ObjectNode envelope = (ObjectNode) bundle.get("dsseEnvelope");
        String payload = envelope.get("payload").asText();
        String other =
                new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8).replace("digits/3", "digits/4");
        envelope.put("payload", Base64.getEncoder().encodeToString(other.getBytes(StandardCharsets.UTF_8)));
        assertThat(ModelSignature.verify(bundle, pair.getPublic(), new ModelRef("digits", 4), DIGEST))
                .isFalse();
        envelope.put("payload", payload).put("payloadType", "text/plain");
        assertThat(ModelSignature.verify(bundle, pair.getPublic(), MODEL, DIGEST))
                .isFalse();
        for (String nothing : List.of("{}", "[]", "{\"dsseEnvelope\":{\"payload\":\"%%\"}}")) {
            assertThat(ModelSignature.verify(new ObjectMapper().readTree(nothing), pair.getPublic(), MODEL, DIGEST))
                    .isFalse();
        }
    }

    /** The example of the specification of DSSE. */
    @Test
    void shouldEncodeAsDsseDoes() {
        byte[] encoded = Dsse.encoded("http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8));
        assertThat(new String(encoded, StandardCharsets.UTF_8))
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    /** The digest of one file's digest is what model_signing calls the root. */
    @Test
    void shouldHaveTheLayoutOfModelSigning() throws Exception {
        KeyPair pair = pair("EC", 256);
        JsonNode bundle = ModelSignature.sign(pair.getPrivate(), pair.getPublic(), MODEL, DIGEST);
        JsonNode statement = new ObjectMapper()
                .readTree(Base64.getDecoder()
                        .decode(bundle.at("/dsseEnvelope/payload").asText()));
        assertThat(bundle.get("mediaType").asText()).isEqualTo("application/vnd.dev.sigstore.bundle.v0.3+json");
        assertThat(bundle.at("/verificationMaterial/publicKey/hint").asText())
                .isEqualTo(ModelSignature.keyId(pair.getPublic()))
                .hasSize(64);
        assertThat(statement.at("/subject/0/digest/sha256").asText())
                .isEqualTo("e0e77a507412b120f6ede61f62295b1a7b2ff19d3dcc8f7253e51663470c888e");
        assertThat(statement.at("/predicate/resources/0").toString())
                .isEqualTo("{\"name\":\"model.onnx\",\"algorithm\":\"sha256\",\"digest\":\"" + DIGEST + "\"}");
    }

    @Test
    void shouldRequireWarnOrIgnore() throws Exception {
        KeyPair pair = pair("Ed25519", 0);
        JsonNode bundle = ModelSignature.sign(pair.getPrivate(), pair.getPublic(), MODEL, DIGEST);
        List<PublicKey> old = List.of(pair("Ed25519", 0).getPublic());
        Verification required = new Verification(Verification.Mode.REQUIRED, old);
        assertThatThrownBy(() -> required.require(MODEL, DIGEST, List.of(bundle)))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                        .isEqualTo(ErrorCode.UNTRUSTED_SIGNATURE));
        assertThatThrownBy(() -> required.require(MODEL, DIGEST, List.of())).isInstanceOf(NoisyStudentException.class);
        assertThatCode(() -> new Verification(Verification.Mode.WARN, old).require(MODEL, DIGEST, List.of()))
                .doesNotThrowAnyException();
        assertThatCode(() -> Verification.OFF.require(MODEL, DIGEST, List.of())).doesNotThrowAnyException();
        Verification rotated = new Verification(Verification.Mode.REQUIRED, List.of(old.get(0), pair.getPublic()));
        assertThatCode(() -> rotated.require(MODEL, DIGEST, List.of(bundle))).doesNotThrowAnyException();
    }

    @Test
    void shouldReadKeysOfOpenSslAndRefuseOtherFiles(@TempDir Path directory) throws Exception {
        // Given
        Path file = Files.writeString(directory.resolve("key.pem"), """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
                -----END PRIVATE KEY-----
                """);
        Path pub = Files.writeString(directory.resolve("key.pub"), """
                -----BEGIN PUBLIC KEY-----
                MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
                -----END PUBLIC KEY-----
                """);
        // When
        JsonNode bundle = ModelSignature.sign(
                PemFile.privateKey(file), PemFile.publicKeys(pub).get(0), MODEL, DIGEST);
        // Then: the key pair of RFC 8032, test 1
        assertThat(ModelSignature.verify(bundle, PemFile.publicKeys(pub).get(0), MODEL, DIGEST))
                .isTrue();
        assertThat(PemFile.text(PemFile.publicKeys(pub).get(0))).isEqualTo(Files.readString(pub));
        for (Path wrong : List.of(pub, directory.resolve("missing"))) {
            assertThatThrownBy(() -> PemFile.privateKey(wrong))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.CONFIG_INVALID));
        }
        assertThatThrownBy(() -> PemFile.publicKeys(file)).isInstanceOf(NoisyStudentException.class);
        assertThatThrownBy(() -> Verification.of(Verification.Mode.WARN, null))
                .isInstanceOf(NoisyStudentException.class);
    }

    @Test
    void shouldSayWhatIsWrongWithABrokenKeyFile(@TempDir Path directory) throws Exception {
        for (String broken : List.of(
                "",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI",
                "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----\n",
                "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2Vw\n-----END PUBLIC KEY-----\n",
                "-----BEGIN PUBLIC KEY-----\nA=AA\n-----END PUBLIC KEY-----\n",
                "\u00e9")) {
            Path file = Files.writeString(directory.resolve("broken.pub"), broken);
            assertThatThrownBy(() -> Verification.of(Verification.Mode.REQUIRED, file))
                    .as(broken)
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
                        assertThat(e.subject()).isEqualTo(file.toString());
                    });
        }
    }

    private static KeyPair pair(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (bits > 0) {
            generator.initialize(bits);
        }
        return generator.generateKeyPair();
    }
}
