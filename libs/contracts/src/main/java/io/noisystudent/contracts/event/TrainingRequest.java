package io.noisystudent.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.SelectionConfig;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks a trainer for one student, or for several that are trained along with one another: a pure function of what stands
 * here.
 *
 * @param id unique per request of one log of generations; the same request sent again has the same id
 * @param model name under which the student is registered
 * @param generation number of the generation whose labeling tasks count
 * @param student index among the students of this generation
 * @param purpose why it is trained; a control is measured but never promoted
 * @param teacher whose pseudo-labels these are, which takes part in the steps of a recipe that distills, and with whose
 *     weights a warm start begins; of a control and of what is adapted only the latter; null for supervised training from
 *     fresh weights
 * @param log id of the topic of generations that numbers them: where it is made again, ids restart; null in what was
 *     written before there was one
 * @param peers the other students of its cohort, in their order; they are registered too, each as if it had been asked for
 *     by its own request; null where a student is trained alone
 * @param ensemble what is averaged instead of training: the network of the recipe is its name, and nothing else of the
 *     recipe is used; null of students and controls
 * @param specialist which specialist of {@code teacher} it is, with whose weights it begins; null of all others
 */
public record TrainingRequest(
        String id,
        String model,
        int generation,
        int student,
        Purpose purpose,
        Recipe recipe,
        SelectionConfig selection,
        long seed,
        @Nullable ModelRef teacher,
        TrainingRanges data,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String log,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Peer> peers,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Ensemble ensemble,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Specialist specialist) {
    public TrainingRequest {
        peers = peers == null ? null : List.copyOf(peers);
    }

    /** Unique among all requests of the model that there ever were, whatever became of the logs. */
    public String identity() {
        return log == null ? id : id + "." + log;
    }

    /**
     * A student that is trained along with that of a request, on the same batches.
     *
     * @param id that its own request has
     * @param student index among the students of the generation
     */
    public record Peer(String id, int student, Recipe recipe, long seed) {}

    /**
     * The requests of all students of the training, in their order, this one among them; one where it is trained alone. The
     * first is the one that is sent, and whose seed the training has.
     */
    public List<TrainingRequest> cohort() {
        if (peers == null) {
            return List.of(this);
        }
        List<Peer> all = Stream.concat(Stream.of(new Peer(id, student, recipe, seed)), peers.stream())
                .sorted(Comparator.comparingInt(Peer::student))
                .toList();
        return all.stream().map(own -> of(own, all)).toList();
    }

    private TrainingRequest of(Peer own, List<Peer> all) {
        return new TrainingRequest(
                own.id(),
                model,
                generation,
                own.student(),
                purpose,
                own.recipe(),
                selection,
                own.seed(),
                teacher,
                data,
                log,
                all.stream().filter(other -> other.student() != own.student()).toList(),
                null,
                null);
    }

    /** Why a network is trained. */
    public enum Purpose {
        STUDENT,
        CONTROL,
        /** Classifier and last normalization of {@code teacher} alone are adapted to the size that is served. */
        FIXRES
    }
}
