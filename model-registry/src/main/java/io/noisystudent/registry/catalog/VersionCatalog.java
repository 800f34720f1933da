package io.noisystudent.registry.catalog;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.error.Warning;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.Names;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Gives numbers to models.
 *
 * <p>The writer that creates a number's object has the number. A writer has read all versions below the number
 * that it writes, so that a training request, or the file of an import, gets one version however often and wherever it
 * is registered.
 */
public final class VersionCatalog {
    private static final int RACES = 1000;

    private final RegistryView view;
    private final SlotWriter slots;
    private final Clock clock;

    public VersionCatalog(RegistryView view, SlotWriter slots, Clock clock) {
        this.view = requireNonNull(view, "view is null");
        this.slots = requireNonNull(slots, "slots is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** A file that is in the store already. */
    public record Artifact(String sha256, long size, List<String> classes, List<Warning> warnings) {
        public Artifact {
            classes = List.copyOf(classes);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Registers a file as the next version, or returns the one that this request, or this import, made before.
     *
     * @throws NoisyStudentException {@code BAD_NAME}, {@code BAD_REQUEST} if the lineage is that of another model or
     *     what is said is too much to be kept, {@code STORE_UNAVAILABLE}
     */
    public Registration register(String name, Artifact artifact, VersionDescription description) {
        return register(name, artifact, description, false);
    }

    /** As {@link #register}, without lineage, and always as the next version: also if the file is a version already. */
    public Registration registerAgain(String name, Artifact artifact) {
        return register(name, artifact, new VersionDescription(null, null), true);
    }

    private Registration register(String name, Artifact artifact, VersionDescription description, boolean again) {
        Names.model(name);
        VersionLimits.require(description, artifact.classes().size());
        requireOwnLineage(name, description.lineage());
        for (int race = 0; race < RACES; race++) {
            ModelView model = view.refreshModel(name);
            Optional<ModelVersion> before =
                    again ? Optional.empty() : registered(model, artifact, description.lineage());
            if (before.isPresent()) {
                return new Registration(before.get(), false);
            }
            view.requirePlaceFor(model);
            view.prepareNumbers(model);
            ModelVersion version = new ModelVersion(
                    new ModelRef(name, model.nextVersion()),
                    artifact.sha256(),
                    artifact.size(),
                    artifact.classes(),
                    description.lineage(),
                    description.report(),
                    clock.instant(),
                    artifact.warnings());
            byte[] object = Documents.chain(
                    version, model.sha256OfObject(model.highestVersion()).orElse(null));
            view.memory().require(RegistryKeys.version(version.model()), object.length);
            if (slots.write(RegistryKeys.version(version.model()), object).isEmpty()) {
                view.refreshModel(name);
                return new Registration(version, true);
            }
        }
        throw new NoisyStudentException(
                ErrorCode.STORE_UNAVAILABLE, name, "lost " + RACES + " races for a version number; try again later");
    }

    /** The version; {@code NOT_FOUND} if there is none, {@code OBJECT_DAMAGED}. */
    public ModelVersion require(String name, int number) {
        return view.model(Names.model(name))
                .flatMap(model -> model.version(number))
                .or(() -> view.refreshModel(name).version(number))
                .orElseThrow(() -> absent(name, number));
    }

    private NoisyStudentException absent(String name, int number) {
        if (number > 0) {
            view.damage().requireSound(RegistryKeys.version(new ModelRef(name, number)));
        }
        return new NoisyStudentException(
                ErrorCode.NOT_FOUND,
                name + "/" + number,
                "there is no such version; see /models/" + name + "/versions");
    }

    private static Optional<ModelVersion> registered(ModelView model, Artifact artifact, @Nullable Lineage lineage) {
        return lineage == null
                ? model.ofDigest(artifact.sha256())
                : model.ofRequest(lineage.request().identity());
    }

    private static void requireOwnLineage(String name, @Nullable Lineage lineage) {
        if (lineage != null && !lineage.request().model().equals(name)) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST,
                    "lineage.request.model",
                    "the lineage is that of a training of '" + lineage.request().model() + "'; register it there");
        }
    }
}
