package io.noisystudent.registry.annotations;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.AnnotationChange;
import io.noisystudent.contracts.registry.Annotations;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.testing.Race;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.registry.view.KeptLimits;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AnnotationServiceTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final TestRegistry registry = new TestRegistry(store);

    @Test
    void shouldMergeChangesAndKeepTheirHistory() {
        // Given
        registry.importFile("a");
        registry.importFile("b");
        // When
        change(1, "first words", tags("stage", "canary", "owner", "ann"));
        change(2, "of another", null);
        change(1, null, tags("stage", null, "reviewed", "yes"));
        Annotations same = change(1, null, tags("reviewed", "yes"));
        // Then
        assertThat(same.description()).isEqualTo("first words");
        assertThat(same.tags()).containsOnly(Map.entry("owner", "ann"), Map.entry("reviewed", "yes"));
        assertThat(same.revision()).isEqualTo(3);
        assertThat(new TestRegistry(store).annotations.current(Samples.MODEL, 1))
                .isEqualTo(same);
        assertThat(registry.annotations.history(Samples.MODEL, 1)).hasSize(2);
        assertThat(registry.annotations.current(Samples.MODEL, null)).isEqualTo(Annotations.NONE);
    }

    @Test
    void shouldKeepABoundedHistory() {
        // Given
        registry.importFile("a");
        registry.importFile("b");
        int most = (4 << 20) / 20_000 + 1;
        for (int i = 0; i < most; i++) {
            change(1, (i % 2 == 0 ? "x" : "y").repeat(20_000), null);
        }
        // When, Then
        assertThatThrownBy(() -> change(1, "one more", null)).isInstanceOfSatisfying(NoisyStudentException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST);
            assertThat(e.getMessage()).contains("it has " + most + " changes");
        });
        assertThat(change(2, "another version", null).description()).isEqualTo("another version");
    }

    @Test
    void shouldKeepABoundedNumberOfModels() {
        // Given
        registry.importFile("a");
        TestRegistry bounded = new TestRegistry(store, new KeptLimits(1, 10, 1 << 20));
        bounded.view.refresh();
        // When, Then
        assertThatThrownBy(() -> bounded.annotations.open("another", new AnnotationChange("ann", "one more", null)))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST);
                    assertThat(e.subject()).isEqualTo("another");
                    assertThat(e.getMessage()).contains("noisystudent.registry.max-models");
                });
        assertThat(bounded.importFile("b").model().version()).isEqualTo(2);
    }

    @Test
    void shouldRefuseAChangeThatIsBasedOnAnOldOne() {
        registry.importFile("a");
        change(1, "one", null);
        assertRefused(
                ErrorCode.STALE_REVISION,
                () -> registry.annotations.change(Samples.MODEL, 1, 0L, new AnnotationChange("bob", "two", null)));
        assertThat(registry.annotations
                        .change(Samples.MODEL, 1, 1L, new AnnotationChange("bob", "two", null))
                        .description())
                .isEqualTo("two");
    }

    @Test
    void shouldRefuseWhatIsNotThereOrTooLong() {
        registry.importFile("a");
        assertRefused(ErrorCode.NOT_FOUND, () -> change(2, "x", null));
        assertRefused(ErrorCode.BAD_REQUEST, () -> change(1, "x".repeat(20_001), null));
        assertRefused(ErrorCode.BAD_REQUEST, () -> change(1, null, tags("", "x")));
        assertRefused(ErrorCode.BAD_REQUEST, () -> change(1, null, tags("a\nb", "x")));
        assertRefused(ErrorCode.BAD_REQUEST, () -> change(1, null, tags("a", "x".repeat(5001))));
        Map<String, @Nullable String> many = new HashMap<>();
        for (int i = 0; i < 201; i++) {
            many.put("tag" + i, "x");
        }
        assertRefused(ErrorCode.BAD_REQUEST, () -> change(1, null, many));
        assertThat(registry.annotations.current(Samples.MODEL, 1)).isEqualTo(Annotations.NONE);
    }

    @Test
    void shouldLoseNoChangeOfManyWriters() throws Exception {
        // Given
        registry.importFile("a");
        TestRegistry other = new TestRegistry(store);
        // When
        Race.run(
                16,
                i -> () -> (i % 2 == 0 ? registry : other)
                        .annotations.change(
                                Samples.MODEL, 1, null, new AnnotationChange("w", null, tags("t" + i, "x"))));
        // Then
        assertThat(new TestRegistry(store).annotations.current(Samples.MODEL, 1).tags())
                .hasSize(16);
    }

    @Test
    void shouldOpenAModelOnceAndSkipDamage() {
        assertThat(registry.annotations.open("empty", new AnnotationChange("ann", null, null)))
                .isTrue();
        assertThat(registry.annotations.open("empty", new AnnotationChange("bob", null, null)))
                .isFalse();
        store.create(RegistryKeys.annotation("empty", 2), "damaged".getBytes(StandardCharsets.UTF_8));
        Annotations after =
                registry.annotations.change("empty", null, null, new AnnotationChange("ann", "still works", null));
        assertThat(after.revision()).isEqualTo(3);
        assertThat(registry.view.damage().size()).isEqualTo(1);
    }

    private Annotations change(
            int version, @Nullable String description, @Nullable Map<String, @Nullable String> tags) {
        return registry.annotations.change(
                Samples.MODEL, version, null, new AnnotationChange("ann", description, tags));
    }

    private static Map<String, @Nullable String> tags(@Nullable String... pairs) {
        Map<String, @Nullable String> tags = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            tags.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return tags;
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
