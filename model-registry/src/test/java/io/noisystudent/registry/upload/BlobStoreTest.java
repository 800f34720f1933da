package io.noisystudent.registry.upload;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.error.Warning;
import io.noisystudent.networks.build.GraphBuilder;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.build.Normalization;
import io.noisystudent.networks.build.Value;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import io.noisystudent.storage.testing.StoreFault;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class BlobStoreTest {
    private static final ImageShape IMAGE = new ImageShape(8, 8, 1);
    private static final List<String> CLASSES = List.of("cat", "dog");
    private static final byte[] MODEL = OnnxWriter.write(Networks.build("mlp", IMAGE, CLASSES, 1));
    private static final String DIGEST = Documents.sha256(MODEL);

    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Test
    void shouldKeepAVerifiedModelUnderItsDigest() throws IOException {
        // When
        BlobStore.Kept kept = blobs(1 << 30).keep(body(MODEL), DIGEST);
        // Then
        assertThat(kept.created()).isTrue();
        assertThat(kept.model()).isEqualTo(new VerifiedModel(DIGEST, MODEL.length, CLASSES, 2, IMAGE, List.of()));
        assertThat(store.get("blobs/sha256/" + DIGEST)).contains(MODEL);
        assertThat(blobs(1 << 30).keep(body(MODEL), DIGEST).created()).isFalse();
        assertThat(blobs(1 << 30).open(DIGEST, null).readAllBytes()).isEqualTo(MODEL);
    }

    @Test
    void shouldTellOfNormalizationThatAnExporterFolded() {
        // Given: convolutions with biases and nothing that normalises
        GraphBuilder network = new GraphBuilder("folded", 1);
        Value x = network.images(IMAGE, Normalization.standard(IMAGE.channels()));
        for (int layer = 1; layer <= 4; layer++) {
            x = network.relu("relu" + layer, network.pointwise("conv" + layer, x, 3));
        }
        Graph folded = network.classifier(
                network.globalAveragePool("pool", x), CLASSES, ModelMetadata.problem(IMAGE, CLASSES));
        // When
        BlobStore.Kept kept = blobs(1 << 30).keep(body(OnnxWriter.write(folded)), null);
        // Then
        assertThat(kept.model().warnings())
                .extracting(Warning::code, Warning::subject)
                .containsExactly(tuple(ErrorCode.FOLDED_NORMALIZATION, "folded"));
    }

    @Test
    void shouldReadAgainWhatAnotherInstanceVerified() {
        // Given
        blobs(1 << 30).keep(body(MODEL), DIGEST);
        // When, Then
        assertThat(blobs(1 << 30).require(DIGEST).classes()).isEqualTo(CLASSES);
        assertThatThrownBy(() -> blobs(1 << 30).require("0".repeat(64))).hasMessageContaining("no such file");
    }

    @Test
    void shouldTakeALostReplyForWhatItIs() {
        // Given
        store.failNextCreate(StoreFault.LOSE_REPLY);
        // When, Then
        blobs(1 << 30).keep(body(MODEL), DIGEST);
        assertThat(store.get("blobs/sha256/" + DIGEST)).contains(MODEL);
    }

    @Test
    void shouldKeepNothingOfABadUpload() {
        byte[] garbage = "not a model".getBytes(StandardCharsets.UTF_8);
        byte[] truncated = Arrays.copyOf(MODEL, MODEL.length / 2);
        byte[] zip = {'P', 'K', 3, 4, 0, 0, 0, 0};
        assertRefused(garbage, Documents.sha256(garbage), ErrorCode.NOT_ONNX);
        assertRefused(truncated, DIGEST, ErrorCode.DIGEST_MISMATCH);
        assertRefused(truncated, Documents.sha256(truncated), ErrorCode.NOT_ONNX);
        assertRefused(zip, null, ErrorCode.NOT_ONNX);
        assertRefused(new byte[0], null, ErrorCode.NOT_ONNX);
        assertRefused(MODEL, "X", ErrorCode.BAD_NAME);
        assertRefused(MODEL, DIGEST, ErrorCode.TOO_LARGE, MODEL.length - 1);
        assertThat(store.list("", "", 10)).isEmpty();
    }

    @Test
    void shouldKeepNoLongClassNames() {
        Map.of(
                        "[\"" + "c".repeat(1001) + "\", \"dog\"]", ErrorCode.MODEL_LIMITS,
                        "[" + "\"cat\", ".repeat(400_000) + "\"dog\"]", ErrorCode.MODEL_LIMITS,
                        "[" + "c".repeat(100_000), ErrorCode.BAD_GRAPH)
                .forEach((names, code) -> {
                    GraphBuilder network = new GraphBuilder("named", 1);
                    Value x = network.images(IMAGE, Normalization.standard(IMAGE.channels()));
                    byte[] model = OnnxWriter.write(network.classifier(
                            network.globalAveragePool("pool", x), CLASSES, Map.of(ModelMetadata.CLASSES, names)));
                    assertThatThrownBy(() -> blobs(1 << 30).keep(body(model), null))
                            .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                                assertThat(e.code()).isEqualTo(code);
                                assertThat(e.describe()).hasSizeLessThan(1000);
                            });
                });
        assertThat(store.list("", "", 10)).isEmpty();
    }

    @Test
    void shouldKeepNothingOfABodyThatBreaksOff() {
        InputStream broken = new FilterInputStream(body(Arrays.copyOf(MODEL, 1000))) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int n = super.read(target, offset, length);
                if (n < 0) {
                    throw new IOException("connection reset");
                }
                return n;
            }
        };
        assertThatThrownBy(() -> blobs(1 << 30).keep(broken, DIGEST)).hasMessageContaining("broke off after");
        assertThat(store.list("", "", 10)).isEmpty();
    }

    @Test
    void shouldKnowWhichProblemAModelSolves() {
        // Given
        VerifiedModel model = blobs(1 << 30).keep(body(MODEL), DIGEST).model();
        // When, Then
        model.requireProblem(IMAGE, CLASSES);
        for (Runnable wrong : List.<Runnable>of(
                () -> model.requireProblem(new ImageShape(9, 8, 1), CLASSES),
                () -> model.requireProblem(IMAGE, List.of("dog", "cat")),
                () -> model.requireProblem(IMAGE, List.of("cat", "dog", "bird")))) {
            assertThatThrownBy(wrong::run).isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                    .isEqualTo(ErrorCode.SIGNATURE_MISMATCH));
        }
    }

    private void assertRefused(byte[] bytes, String digest, ErrorCode code) {
        assertRefused(bytes, digest, code, 1 << 30);
    }

    private void assertRefused(byte[] bytes, String digest, ErrorCode code, long limit) {
        assertThatThrownBy(() -> blobs(limit).keep(body(bytes), digest))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private BlobStore blobs(long limit) {
        return new BlobStore(store, new Spool(limit), new ModelVerifier(Trial.inThisProcess(Duration.ofSeconds(60))));
    }

    private static InputStream body(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }
}
