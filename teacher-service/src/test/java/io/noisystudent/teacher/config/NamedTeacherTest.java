package io.noisystudent.teacher.config;

import io.noisystudent.contracts.config.CurriculumKind;
import io.noisystudent.contracts.config.CurriculumKind.OneStudent;
import io.noisystudent.contracts.config.CurriculumKind.TransferSet;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.testkit.registry.FakeRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NamedTeacherTest {
    private static final ModelRef THIRD = new ModelRef("pets", 3);

    @Test
    void shouldFindAVersionByItsNumberAndAskForItOnce() {
        try (FakeRegistry registry = registry()) {
            // Given
            NamedTeacher teacher = teacher(registry, "3");

            // When
            Optional<ModelVersion> found = teacher.find();
            int requests = registry.requests();
            teacher.find();

            // Then
            assertThat(found).map(ModelVersion::model).contains(THIRD);
            assertThat(registry.requests()).isEqualTo(requests);
            teacher.requireFound(found.orElseThrow());
        }
    }

    @Test
    void shouldFindAVersionByItsAlias() {
        try (FakeRegistry registry = registry()) {
            // When
            registry.teacher(THIRD);

            // Then
            assertThat(teacher(registry, "teacher").find())
                    .map(ModelVersion::model)
                    .contains(THIRD);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, there is no version 4 of pets; import it", "best, there is no alias best of pets; import it"})
    void shouldRefuseWhatIsNotThere(String name, String message) {
        try (FakeRegistry registry = registry()) {
            // Given
            NamedTeacher teacher = teacher(registry, name);

            // When / Then
            assertThat(teacher.find()).isEmpty();
            assertThatThrownBy(() -> teacher.requireFound(null))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
                        assertThat(e.subject()).isEqualTo("pipeline.curriculum.kind.distillation.teacher");
                        assertThat(e).hasMessageContaining(message);
                    });
        }
    }

    @Test
    void shouldLetAPipelineTrainItsFirstTeacher() {
        try (FakeRegistry registry = registry()) {
            // Given
            NamedTeacher first = teacher(registry, "teacher");
            NamedTeacher none =
                    new NamedTeacher("pets", new CurriculumKind.NoisyStudent(), new RegistryClient(registry.uri()));

            // When
            first.requireFound(first.find().orElse(null));
            none.requireFound(none.find().orElse(null));

            // Then
            assertThat(first.find()).isEmpty();
        }
    }

    private static FakeRegistry registry() {
        FakeRegistry registry = new FakeRegistry(List.of("cat", "dog"));
        registry.add(new ModelVersion(THIRD, "0".repeat(64), 1, List.of("cat", "dog"), null, null, Instant.EPOCH));
        return registry;
    }

    private static NamedTeacher teacher(FakeRegistry registry, String name) {
        return new NamedTeacher("pets", new OneStudent(name, TransferSet.ALL), new RegistryClient(registry.uri()));
    }
}
