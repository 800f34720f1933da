package io.noisystudent.registry.upload;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.error.Warning;
import io.noisystudent.networks.build.GraphBuilder;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.build.PixelNormalization;
import io.noisystudent.networks.build.Value;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.storage.ByteRange;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import io.noisystudent.storage.testing.StoreFault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class BlobStoreTest {
    private static final ImageShape IMAGE = new ImageShape(8, 8, 1);
    private static final List<String> CLASSES = List.of("cat", "dog");
    private static final byte[] MODEL = OnnxWriter.write(Networks.build("mlp", IMAGE, CLASSES, 1));
    private static final String DIGEST = Digests.sha256Hex(MODEL);
    private static final String KEY = RegistryKeys.blob(DIGEST);

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final DamageLog noted = new DamageLog();

    @Test
    void shouldKeepAVerifiedModelUnderItsDigest() throws IOException {
        // When
        BlobStore.Kept kept = blobs(1 << 30).keep(body(MODEL), DIGEST);
        // Then
        assertThat(kept.created()).isTrue();
        assertThat(kept.model()).isEqualTo(new VerifiedModel(DIGEST, MODEL.length, CLASSES, 2, IMAGE, List.of()));
        assertThat(store.get("blobs/sha256/" + DIGEST)).contains(MODEL);
        assertThat(blobs(1 << 30).keep(body(MODEL), DIGEST).created()).isFalse();
        assertThat(blobs(1 << 30).open(DIGEST, MODEL.length, null).readAllBytes())
                .isEqualTo(MODEL);
    }

    @Test
    void shouldReportNormalizationThatAnExporterFolded() {
        // Given: convolutions with biases and nothing that normalizes
        GraphBuilder network = new GraphBuilder("folded", 1);
        Value x = network.images(IMAGE, PixelNormalization.standard(IMAGE.channels()));
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
        assertRefused(garbage, Digests.sha256Hex(garbage), ErrorCode.NOT_ONNX);
        assertRefused(truncated, DIGEST, ErrorCode.DIGEST_MISMATCH);
        assertRefused(truncated, Digests.sha256Hex(truncated), ErrorCode.NOT_ONNX);
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
                    Value x = network.images(IMAGE, PixelNormalization.standard(IMAGE.channels()));
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

    /** What a store may do to a file. */
    static Map<String, BiConsumer<InMemoryObjectStore, String>> damages() {
        return Map.of(
                "first byte", (store, key) -> store.replace(key, flipped(0)),
                "last byte", (store, key) -> store.replace(key, flipped(MODEL.length - 1)),
                "truncated", (store, key) -> store.replace(key, Arrays.copyOf(MODEL, MODEL.length - 1)),
                "empty", (store, key) -> store.replace(key, new byte[0]),
                "longer", (store, key) -> store.replace(key, Arrays.copyOf(MODEL, MODEL.length + 1)),
                "unreadable", InMemoryObjectStore::makeUnreadable,
                "breaks off", (store, key) -> store.breakReads(key, MODEL.length / 2));
    }

    static Set<String> damageNames() {
        return damages().keySet();
    }

    @ParameterizedTest
    @MethodSource("damageNames")
    void shouldNotServeADamagedFileAndReplaceItByTheNextUpload(String damage) throws IOException {
        // Given
        BlobStore blobs = blobs(1 << 30);
        blobs.keep(body(MODEL), DIGEST);
        assertThat(blobs.open(DIGEST, MODEL.length, new ByteRange(10, 5)).readAllBytes())
                .isEqualTo(Arrays.copyOfRange(MODEL, 10, 15));
        damages().get(damage).accept(store, KEY);
        // When, Then: neither here nor by an instance that did not verify it
        for (BlobStore reader : List.of(blobs, blobs(1 << 30))) {
            assertThat(received(reader, null)).hasSizeLessThan(MODEL.length);
            // A part has no wrong byte at all.
            assertThat(received(reader, new ByteRange(0, MODEL.length)))
                    .satisfies(part -> assertThat(part).isEqualTo(Arrays.copyOf(MODEL, part.length)));
            assertThatThrownBy(() -> reader.require(DIGEST))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                            .isIn(ErrorCode.OBJECT_DAMAGED, ErrorCode.STORE_UNAVAILABLE));
        }
        boolean isReported = damage.equals("unreadable") || damage.equals("breaks off");
        assertThat(noted.keys("")).isEqualTo(isReported ? List.of() : List.of(KEY));
        // When
        boolean created = blobs.keep(body(MODEL), DIGEST).created();
        // Then
        assertThat(created).isTrue();
        assertThat(blobs.open(DIGEST, MODEL.length, null).readAllBytes()).isEqualTo(MODEL);
        assertThat(blobs.require(DIGEST).sha256()).isEqualTo(DIGEST);
        assertThat(noted.size()).isZero();
    }

    @Test
    void shouldNotLoseAFileThatCannotBeReplaced() {
        // Given
        blobs(1 << 30).keep(body(MODEL), DIGEST);
        store.setDown(true);
        // When
        assertThatThrownBy(() -> blobs(1 << 30).keep(body(MODEL), DIGEST)).hasMessageContaining("down");
        // Then
        store.setDown(false);
        assertThat(store.get(KEY)).hasValue(MODEL);
    }

    @Test
    void shouldReadPartsAcrossBlocks() throws IOException {
        // Given
        byte[] large = new byte[2 * BlockDigests.BLOCK + 100];
        new SplittableRandom(1).nextBytes(large);
        String digest = Digests.sha256Hex(large);
        store.create(RegistryKeys.blob(digest), large);
        BlobStore blobs = blobs(1 << 30);
        for (ByteRange range : List.of(
                new ByteRange(0, 1),
                new ByteRange(BlockDigests.BLOCK - 1, 2),
                new ByteRange(BlockDigests.BLOCK, BlockDigests.BLOCK),
                new ByteRange(2L * BlockDigests.BLOCK + 99, 1),
                new ByteRange(5, large.length - 5))) {
            int from = (int) range.offset();
            // When, Then
            assertThat(blobs.open(digest, large.length, range).readAllBytes())
                    .isEqualTo(Arrays.copyOfRange(large, from, from + (int) range.length()));
        }
        // When a block is damaged, the others are given
        byte[] damaged = large.clone();
        damaged[0] ^= 1;
        store.replace(RegistryKeys.blob(digest), damaged);
        assertThatThrownBy(() ->
                        blobs.open(digest, large.length, new ByteRange(9, 9)).read())
                .isInstanceOf(BrokenReadException.class);
        assertThat(blobs.open(digest, large.length, new ByteRange(BlockDigests.BLOCK, 1))
                        .read())
                .isEqualTo(large[BlockDigests.BLOCK] & 0xff);
    }

    /** What a client gets. */
    private static byte[] received(BlobStore blobs, @Nullable ByteRange range) {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (InputStream content = blobs.open(DIGEST, MODEL.length, range)) {
            content.transferTo(received);
        } catch (IOException | NoisyStudentException e) {
            return received.toByteArray();
        }
        return received.toByteArray();
    }

    private static byte[] flipped(int at) {
        byte[] content = MODEL.clone();
        content[at] ^= 1;
        return content;
    }

    @Test
    void shouldKnowWhichProblemAModelSolves() {
        // Given
        VerifiedModel model = blobs(1 << 30).keep(body(MODEL), DIGEST).model();
        // When, Then
        model.requireProblem(IMAGE, CLASSES);
        model.requireProblem(new ImageShape(IMAGE.height() + 1, IMAGE.width(), IMAGE.channels()), CLASSES);
        for (Runnable wrong : List.<Runnable>of(
                () -> model.requireProblem(
                        new ImageShape(IMAGE.height(), IMAGE.width(), 4 - IMAGE.channels()), CLASSES),
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
        return new BlobStore(
                store, noted, new Spool(limit), new ModelVerifier(Trial.inThisProcess(Duration.ofSeconds(60))));
    }

    private static InputStream body(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }
}
