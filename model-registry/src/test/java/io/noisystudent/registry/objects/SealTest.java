package io.noisystudent.registry.objects;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SealTest {
    private static final String KEY = "models/digits/versions/0000000001.json";
    private static final String PREVIOUS = "0123456789abcdef".repeat(4);

    private final ModelVersion version = new TestRegistry(new InMemoryObjectStore()).register("request-1");

    @Test
    void shouldNoticeEveryChangedByteAndEveryLostEnd() {
        // Given
        byte[] sealed = Documents.chain(version, PREVIOUS);
        assertThat(read(sealed)).isEqualTo(version);
        for (int i = 0; i < sealed.length; i++) {
            for (int bit : new int[] {0, 4}) {
                // When
                byte[] flipped = sealed.clone();
                flipped[i] ^= (byte) (1 << bit);
                // Then
                assertDamaged(flipped);
            }
            assertDamaged(Arrays.copyOf(sealed, i));
        }
    }

    @Test
    void shouldNoticeAChangeByAnEditor() {
        String sealed = new String(Documents.seal(version), StandardCharsets.UTF_8);
        assertDamaged(sealed.replace(Samples.MODEL, "birds").getBytes(StandardCharsets.UTF_8));
        assertDamaged(sealed.replace(":", ": ").getBytes(StandardCharsets.UTF_8));
        assertDamaged((sealed + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldReadObjectsOfBeforeThereWereSeals() {
        // Given
        byte[] old = Documents.write(version);
        // When, Then
        assertThat(read(old)).isEqualTo(version);
        assertThat(Documents.previousSha256(old, 0, old.length)).isEmpty();
    }

    @Test
    void shouldReadWhatANewerRegistrySealed() {
        String json = new String(Documents.write(version), StandardCharsets.UTF_8);
        byte[] newer = Seal.close(
                json.replace("{\"model\"", "{\"newer\":{\"a\":[1]},\"model\"").getBytes(StandardCharsets.UTF_8), null);
        assertThat(read(newer)).isEqualTo(version);
    }

    @Test
    void shouldNameTheObjectBeforeIt() {
        byte[] chained = Documents.chain(version, PREVIOUS);
        byte[] first = Documents.chain(version, null);
        assertThat(Documents.previousSha256(chained, 0, chained.length)).hasValue(PREVIOUS);
        assertThat(Documents.previousSha256(first, 0, first.length)).isEmpty();
    }

    private static ModelVersion read(byte[] content) {
        return Documents.read(KEY, content, ModelVersion.class);
    }

    private static void assertDamaged(byte[] content) {
        assertThatThrownBy(() -> read(content))
                .hasFieldOrPropertyWithValue("code", ErrorCode.OBJECT_DAMAGED)
                .hasFieldOrPropertyWithValue("subject", KEY);
    }
}
