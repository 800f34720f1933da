package io.noisystudent.teacher.config;

import io.noisystudent.contracts.config.CurriculumKind;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registryclient.Registry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The version that {@code curriculum.kind} names as teacher, by its number or by an alias. */
final class NamedTeacher {
    private final String model;
    private final CurriculumKind kind;
    private final Registry registry;
    private @Nullable ModelVersion found;

    NamedTeacher(String model, CurriculumKind kind, Registry registry) {
        this.model = model;
        this.kind = kind;
        this.registry = registry;
    }

    /**
     * The version; empty for kinds that name none, and where there is no such version.
     *
     * @throws NoisyStudentException {@code REGISTRY_UNAVAILABLE}: try again later
     */
    Optional<ModelVersion> find() {
        return kind.teacherVersion()
                .map(version -> new ModelRef(model, version))
                .or(() -> kind.teacherName().flatMap(this::target))
                .flatMap(this::version);
    }

    /**
     * Refuses a name that nothing has; the alias {@code teacher} may point nowhere, since its version is trained.
     *
     * @throws NoisyStudentException {@code NOT_FOUND}
     */
    void requireFound(@Nullable ModelVersion version) {
        Optional<String> given = kind.givenTeacher();
        if (version == null && given.isPresent()) {
            throw new NoisyStudentException(
                    ErrorCode.NOT_FOUND,
                    "pipeline.curriculum.kind." + kind.kindName() + ".teacher",
                    "there is no " + (kind.teacherVersion().isPresent() ? "version " : "alias ") + given.get() + " of "
                            + model
                            + "; import it, or name a version that './noisy-student models' lists, or an alias");
        }
    }

    private Optional<ModelRef> target(String alias) {
        return registry.alias(model, alias).map(slot -> new ModelRef(slot.model(), slot.version()));
    }

    /** Versions never change, so that each is asked for once. */
    private Optional<ModelVersion> version(ModelRef reference) {
        if (found == null || !found.model().equals(reference)) {
            found = registry.version(reference).orElse(null);
        }
        return Optional.ofNullable(found);
    }
}
