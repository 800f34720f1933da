package io.noisystudent.teacher.config;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.registryclient.Registry;
import io.noisystudent.teacher.curriculum.Observation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The registered versions with whose networks and weights recipes begin, by the number or alias that they name. */
final class StartVersions {
    private final String model;
    private final List<Recipe> recipes;
    private final Registry registry;

    StartVersions(PipelineConfig pipeline, Registry registry) {
        this.model = pipeline.name();
        this.recipes = pipeline.recipes();
        this.registry = registry;
    }

    /**
     * Those that are there.
     *
     * @throws NoisyStudentException {@code REGISTRY_UNAVAILABLE}: try again later
     */
    Map<String, ModelRef> find() {
        Map<String, ModelRef> found = new HashMap<>();
        recipes.stream()
                .flatMap(recipe -> recipe.registeredVersion().stream())
                .distinct()
                .forEach(name -> find(name).ifPresent(version -> found.put(name, version)));
        return found;
    }

    private Optional<ModelRef> find(String name) {
        if (Character.isDigit(name.charAt(0)) && name.chars().allMatch(Character::isDigit)) {
            ModelRef version = new ModelRef(model, Integer.parseInt(name));
            return registry.version(version).map(there -> version);
        }
        return registry.alias(model, name).map(slot -> new ModelRef(slot.model(), slot.version()));
    }

    /**
     * Passes if all were found.
     *
     * @throws NoisyStudentException {@code NOT_FOUND}
     */
    void requireFound(Observation seen) {
        for (int i = 0; i < recipes.size(); i++) {
            Optional<String> name = recipes.get(i).registeredVersion();
            if (name.isPresent() && !seen.starts().containsKey(name.get())) {
                throw new NoisyStudentException(
                        ErrorCode.NOT_FOUND,
                        "pipeline.recipes[" + i + "].network",
                        "there is no version or alias " + name.get() + " of " + model
                                + " to begin with; import it first,"
                                + " or name a version that './noisy-student models' lists, or an alias");
            }
        }
    }
}
