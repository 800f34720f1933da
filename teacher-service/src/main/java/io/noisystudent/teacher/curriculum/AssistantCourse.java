package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumKind.TeacherAssistant;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationState.Examined;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.teacher.curriculum.AssistantChoice.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/**
 * From a large teacher over assistants to a small student, each of the one before, whatever the gate said of that one
 * (Mirzadeh et al. 2020). Where an alias names the teacher, it stays that of the first of them that was evaluated, though
 * the alias may have moved since, to an assistant for example.
 */
final class AssistantCourse implements Course {
    private static final int BYTES_PER_WEIGHT = 4;

    private final TeacherAssistant kind;
    private final Map<String, Long> sizes;
    private final Recipe first;
    private final List<Recipe> assistants;
    private final Recipe student;

    /** @param parameters of a network, by its name */
    AssistantCourse(PipelineConfig pipeline, TeacherAssistant kind, ToLongFunction<String> parameters) {
        List<Recipe> recipes = pipeline.recipes();
        this.kind = kind;
        // Counting builds a network.
        this.sizes = recipes.stream()
                .map(Recipe::network)
                .distinct()
                .collect(Collectors.toMap(Function.identity(), parameters::applyAsLong));
        this.first = recipes.get(0);
        this.assistants = recipes.subList(kind.trainsFirstTeacher() ? 1 : 0, recipes.size() - 1).stream()
                .sorted((one, other) -> Long.compare(size(other), size(one)))
                .toList();
        this.student = recipes.get(recipes.size() - 1);
    }

    @Override
    public Step next(Generations own, Generations all, Observation seen) {
        return teacher(own, seen).map(teacher -> next(teacher, own, all, seen)).orElseGet(Step.First::new);
    }

    private Step next(ModelRef teacher, Generations own, Generations all, Observation seen) {
        List<Examined> trained = trained(teacher, own);
        if (trained.size() < kind.assistants()) {
            return assistant(teacher, trained, all, seen);
        }
        ModelRef last = Course.student(trained.get(trained.size() - 1));
        return child(last, List.of(student), own)
                .<Step>map(state ->
                        new Step.Over("the student " + Course.student(state) + " of " + last + " was evaluated; "
                                + trained.stream()
                                        .map(assistant -> assistant.plan().reason())
                                        .collect(Collectors.joining("; "))))
                .orElseGet(() -> student(last));
    }

    @Override
    public Step again(Generations own, Generations all, Observation seen) {
        return teacher(own, seen)
                .map(teacher -> trained(teacher, own))
                .filter(trained -> trained.size() == kind.assistants())
                .map(trained -> student(Course.student(trained.get(trained.size() - 1))))
                .orElseGet(() -> next(own, all, seen));
    }

    private Step student(ModelRef assistant) {
        return new Step.Taught(
                student, assistant, "the student " + student.network() + " of the assistant " + assistant);
    }

    private Optional<ModelRef> teacher(Generations own, Observation seen) {
        Optional<ModelRef> named = Optional.ofNullable(seen.named()).map(ModelVersion::model);
        if (kind.teacherVersion().isPresent()) {
            return named;
        }
        return own.examined()
                .filter(state -> state.plan().selfTrained())
                .findFirst()
                .map(state -> state.plan().teacher())
                .or(() -> named)
                .or(() -> Course.firstTeacher(own, seen));
    }

    /** The assistants so far, the largest first. */
    private List<Examined> trained(ModelRef teacher, Generations own) {
        List<Examined> chain = new ArrayList<>();
        Optional<Examined> next = child(teacher, assistants, own);
        while (next.isPresent() && chain.size() < kind.assistants()) {
            chain.add(next.get());
            next = child(Course.student(next.get()), assistants, own);
        }
        return chain;
    }

    /** The newest version of one of these recipes' networks that was distilled from another version. */
    private static Optional<Examined> child(ModelRef teacher, List<Recipe> recipes, Generations own) {
        return own.examined()
                .filter(state -> teacher.equals(state.plan().teacher()))
                .filter(state -> recipes.stream().anyMatch(recipe -> recipe.network()
                        .equals(state.plan().recipe().network())))
                .reduce((earlier, later) -> later);
    }

    private Step assistant(ModelRef teacher, List<Examined> trained, Generations all, Observation seen) {
        Known above = trained.isEmpty()
                ? known(teacher, all, seen)
                : known(trained.get(trained.size() - 1).plan().recipe(), all);
        ModelRef from = trained.isEmpty() ? teacher : Course.student(trained.get(trained.size() - 1));
        int remaining = kind.assistants() - trained.size();
        List<Recipe> smaller = assistants.stream()
                .filter(recipe -> trained.stream()
                        .noneMatch(state -> state.plan().recipe().network().equals(recipe.network())))
                .filter(recipe -> trained.isEmpty() || size(recipe) <= above.parameters())
                .toList();
        requireSmaller(smaller, remaining, above, from);
        // So many are left below each of them that all assistants can be trained.
        List<Known> candidates = smaller.subList(0, smaller.size() - remaining + 1).stream()
                .map(recipe -> known(recipe, all))
                .toList();
        AssistantChoice choice = AssistantChoice.of(above, known(student, all), candidates, remaining);
        Recipe recipe = smaller.stream()
                .filter(candidate -> candidate.network().equals(choice.network()))
                .findFirst()
                .orElseThrow();
        return new Step.Taught(
                recipe, from, "the assistant " + choice.network() + " of " + from + ", " + choice.reason());
    }

    private void requireSmaller(List<Recipe> assisting, int remaining, Known above, ModelRef teacher) {
        if (assisting.size() < remaining) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "pipeline.curriculum.kind.teacher-assistant.assistants",
                    "is " + kind.assistants() + ", of which " + remaining + " are to be trained after " + teacher
                            + ", and " + assisting.size() + " of the networks that may assist are at most as large as"
                            + " that one; give a smaller number, or recipes of smaller networks");
        }
        Recipe largest = assisting.get(0);
        if (size(largest) > above.parameters()) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "pipeline.recipes",
                    String.format(
                            Locale.ROOT,
                            "the assistant %s has %,d parameters and %s, its teacher, %,d: an assistant is at most as"
                                    + " large; name a smaller network",
                            largest.network(),
                            size(largest),
                            teacher,
                            above.parameters()));
        }
    }

    private Known known(Recipe recipe, Generations all) {
        return new Known(
                recipe.network(),
                size(recipe),
                all.accuracyAlone(recipe.network()).orElse(null));
    }

    /** Of a version that was not trained here, the file says how many parameters it has at most. */
    private Known known(ModelRef teacher, Generations all, Observation seen) {
        Optional<Long> trainedHere = all.trained(teacher).flatMap(state -> state.students().stream()
                .filter(candidate -> candidate.model().equals(teacher))
                .map(candidate -> candidate.report().parameters())
                .findFirst());
        long size = trainedHere
                .or(() -> Optional.ofNullable(seen.named())
                        .filter(version -> version.model().equals(teacher))
                        .map(AssistantCourse::size))
                .orElseGet(() -> size(first));
        return new Known(teacher.toString(), size, all.accuracy(teacher).orElse(null));
    }

    private static long size(ModelVersion version) {
        TrainingReport report = version.report();
        return report == null ? version.size() / BYTES_PER_WEIGHT : report.parameters();
    }

    private long size(Recipe recipe) {
        return requireNonNull(sizes.get(recipe.network()), "a network of no recipe");
    }
}
