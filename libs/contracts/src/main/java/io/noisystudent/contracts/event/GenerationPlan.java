package io.noisystudent.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.noisystudent.contracts.config.PipelineSignature;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.log.LogRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was fixed when a generation opened; it never changes afterwards.
 *
 * @param id {@code "0"}, {@code "1"}, ...; {@code "control"} with a number for the labels-only control
 * @param number of the generation; of the control: the generation with whose student it is compared
 * @param reason why it opened, for people
 * @param teacher whose labels are used, which takes part in the steps of a recipe that distills, and with which the
 *     candidate is compared first; null when there is no teacher yet; of a control: the student with which it is compared
 * @param labeled snapshot of the labeled log, one range per partition
 * @param unlabeled snapshot of the unlabeled log, one range per partition; empty for a training on labeled images
 *     alone
 * @param taskSamples records of the log per labeling task: with {@code unlabeled} it determines every task, so that
 *     the state of a generation does not grow with the log; task {@code i} has the id {@code generation-i}
 * @param answersFrom end of the pseudo-label log when the generation opened
 * @param logs ids of the topics with which the generation works, by name: a topic that is made again has another id, and
 *     its offsets mean other records; null in what was written before ids were
 * @param signature of the pipeline when the generation opened; null in what was written before plans had it
 * @param start with whose weights a control begins, and what is adapted to the size that is served; null for fresh ones,
 *     and for students
 * @param curriculum by the rules of which kind it opened, {@code born-again} for example; null for Noisy Student; of what a
 *     person asked for, or a step between, {@code ensemble} or {@code fixres}, which are no kinds
 * @param peers recipes of the students that are trained along with that of {@code recipe}, in one training; null where each
 *     student is trained alone
 * @param ensemble what it averages instead of training; null of all that is trained
 * @param specialists how many specialists of {@code teacher} are trained, each by a request of its own, before one version is
 *     made of them and the teacher; null of all that is no specialist
 */
public record GenerationPlan(
        String id,
        int number,
        TrainingRequest.Purpose purpose,
        String reason,
        Recipe recipe,
        @Nullable ModelRef teacher,
        List<LogRange> labeled,
        List<LogRange> unlabeled,
        long taskSamples,
        List<LogRange> answersFrom,
        Instant openedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, String> logs,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PipelineSignature signature,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ModelRef start,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String curriculum,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Recipe> peers,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Ensemble ensemble,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer specialists) {
    public GenerationPlan {
        labeled = List.copyOf(labeled);
        unlabeled = List.copyOf(unlabeled);
        answersFrom = List.copyOf(answersFrom);
        logs = logs == null ? null : Map.copyOf(logs);
        peers = peers == null ? null : List.copyOf(peers);
    }

    /** The id that a topic had when the generation opened; null if the plan does not say. */
    public @Nullable String log(String topic) {
        return logs == null ? null : logs.get(topic);
    }

    /** Whether its students are trained along with one another and learn from each other. */
    public boolean together() {
        return peers != null;
    }

    /** Whether its students are specialists, of which one version is made. */
    public boolean specialized() {
        return specialists != null;
    }

    /** The recipes of the students that are trained together, in their order; one where each is trained alone. */
    public List<Recipe> cohort() {
        return Stream.concat(Stream.of(recipe), Stream.ofNullable(peers).flatMap(List::stream))
                .toList();
    }

    /** The recipe of a student that was trained. */
    public Recipe recipeOf(StudentResult student) {
        List<Recipe> all = cohort();
        return IntStream.range(0, all.size())
                .filter(i -> requestId(i).equals(student.requestId()))
                .mapToObj(all::get)
                .findFirst()
                .orElse(recipe);
    }

    /** The id of the request for a student, by its index. */
    public String requestId(int student) {
        return id + "-s" + student;
    }

    /** Whether its student learns from a teacher; generation 0 and controls learn from the labels alone, ensembles not. */
    public boolean selfTrained() {
        return purpose == TrainingRequest.Purpose.STUDENT && teacher != null && ensemble == null;
    }

    /** Whether it is the labels-only control, which is measured and never promoted. */
    public boolean control() {
        return purpose == TrainingRequest.Purpose.CONTROL;
    }
}
