package io.noisystudent.teacher.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TeacherClassesTest {
    private static final ModelRef FIRST = new ModelRef("pets", 1);
    private static final ModelRef SECOND = new ModelRef("pets", 2);

    private final Map<ModelRef, ModelVersion> versions = new HashMap<>();
    private final List<ModelRef> asked = new ArrayList<>();
    private boolean away;
    private final TeacherClasses classes = new TeacherClasses(List.of("cat", "dog"), this::version);

    @Test
    void shouldAskOnceForEachTeacherThatFits() {
        // Given
        register(FIRST, "cat", "dog");
        register(SECOND, "cat", "dog");

        // When
        classes.check(FIRST);
        classes.check(FIRST);
        classes.check(SECOND);
        classes.check(SECOND);

        // Then
        assertThat(asked).containsExactly(FIRST, SECOND);
    }

    @Test
    void shouldRefuseOtherClassesAndNameBothLists() {
        // Given
        register(FIRST, "cat", "fox");

        // When / Then
        assertThatThrownBy(() -> classes.check(FIRST)).isInstanceOfSatisfying(NoisyStudentException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.SIGNATURE_MISMATCH);
            assertThat(e.subject()).isEqualTo("pets/1");
            assertThat(e).hasMessageContainingAll("[cat, fox]", "[cat, dog]");
        });
    }

    @Test
    void shouldRefuseTheSameClassesInAnotherOrder() {
        // Given
        register(FIRST, "dog", "cat");

        // When / Then
        assertThatThrownBy(() -> classes.check(FIRST)).isInstanceOf(NoisyStudentException.class);
    }

    @Test
    void shouldRefuseATeacherThatDoesNotFitEveryTime() {
        // Given
        register(FIRST, "cat", "dog");
        register(SECOND, "cat");
        classes.check(FIRST);

        // When / Then
        assertThatThrownBy(() -> classes.check(SECOND)).isInstanceOf(NoisyStudentException.class);
        assertThatThrownBy(() -> classes.check(SECOND)).isInstanceOf(NoisyStudentException.class);
        classes.check(FIRST);
    }

    @Test
    void shouldAskAgainWhereTheRegistryDoesNotKnowTheVersionYet() {
        // Given
        classes.check(FIRST);

        // When
        register(FIRST, "fox");

        // Then
        assertThatThrownBy(() -> classes.check(FIRST)).isInstanceOf(NoisyStudentException.class);
    }

    @Test
    void shouldAskAgainAfterTheRegistryWasAway() {
        // Given
        register(FIRST, "cat", "dog");
        away = true;
        assertThatThrownBy(() -> classes.check(FIRST))
                .hasFieldOrPropertyWithValue("code", ErrorCode.REGISTRY_UNAVAILABLE);

        // When
        away = false;
        classes.check(FIRST);

        // Then
        assertThat(asked).containsExactly(FIRST, FIRST);
    }

    private void register(ModelRef model, String... names) {
        versions.put(model, new ModelVersion(model, "0".repeat(64), 1, List.of(names), null, null, Instant.EPOCH));
    }

    private Optional<ModelVersion> version(ModelRef model) {
        asked.add(model);
        if (away) {
            throw new NoisyStudentException(ErrorCode.REGISTRY_UNAVAILABLE, "registry", "gives no answer");
        }
        return Optional.ofNullable(versions.get(model));
    }
}
