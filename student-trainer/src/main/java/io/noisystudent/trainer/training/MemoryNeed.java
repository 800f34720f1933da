package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a training needs memory for.
 *
 * @param request its id
 * @param what is too large when there is not enough memory
 * @param advice what to lower then
 */
record MemoryNeed(String request, String what, String advice) {
    private static final String SMALLER_NETWORK = "choose a smaller network";
    private static final String FEWER_STUDENTS = SMALLER_NETWORK + ", or fewer students";

    /** The samples, and the pseudo-labels of a generation, among which the trainer chooses. */
    static MemoryNeed data(TrainingRequest request) {
        return new MemoryNeed(
                request.id(),
                "the data, " + length(request.data().labeled())
                        + " records of labeled images and the pseudo-labels of "
                        + request.data().samples() + " unlabeled ones",
                "give selection.per-class a number, raise labeling.min-confidence");
    }

    /** The weights, before the first step. */
    static MemoryNeed network(TrainingRequest request, ImageShape image) {
        return new MemoryNeed(request.id(), networks(request) + " for images of " + image, smaller(request));
    }

    /** The versions, what they are merged to, and what both make of a few images. */
    static MemoryNeed ensemble(TrainingRequest request) {
        return new MemoryNeed(
                request.id(), "the " + request.recipe().network(), "name fewer versions, or smaller ones");
    }

    /** What the networks make of a batch, and their gradients. */
    static MemoryNeed steps(TrainingRequest request, ImageShape image) {
        Recipe recipe = request.recipe();
        int parts = recipe.optimizer().parts();
        int pseudo = request.data().labelingTasks() == 0 ? 0 : recipe.batchSize() * recipe.unlabeledRatio();
        return new MemoryNeed(
                request.id(),
                "a step of " + networks(request) + " on a batch of " + recipe.batchSize() + " labeled and " + pseudo
                        + " pseudo-labeled images of " + image + (parts == 1 ? "" : " in " + parts + " parts"),
                "lower batch-size or unlabeled-ratio, raise accumulate, " + smaller(request));
    }

    /** All that are trained together. */
    private static String networks(TrainingRequest request) {
        List<String> names = request.cohort().stream()
                .map(student -> student.recipe().network())
                .toList();
        return (names.size() == 1 ? "the network " : "the networks ") + String.join(", ", names);
    }

    private static String smaller(TrainingRequest request) {
        return request.peers() == null ? SMALLER_NETWORK : FEWER_STUDENTS;
    }

    /** The file that is registered. */
    static MemoryNeed export(TrainingRequest request) {
        return new MemoryNeed(
                request.id(), "the file of the network " + request.recipe().network(), SMALLER_NETWORK);
    }

    /**
     * The result of work that needs this memory.
     *
     * @throws NoisyStudentException {@code OUT_OF_MEMORY} or {@code DEVICE_MEMORY}, with what was too large, if there is
     *     not enough
     */
    <T> T within(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException | OutOfMemoryError e) {
            Optional<MemoryShortage> shortage = MemoryShortage.of(e);
            if (shortage.isEmpty() || isRefusal(e)) {
                throw e;
            }
            throw refusal(shortage.get(), e);
        }
    }

    private NoisyStudentException refusal(MemoryShortage shortage, Throwable cause) {
        String place = shortage.ofDevice()
                ? "the card has no memory for " + what + " (" + shortage.said() + "): " + advice
                        + ", take a 16-bit precision unless it trains in one, or give trainers a card with more memory"
                : "no memory for " + what + " (" + shortage.said() + "); " + MemoryShortage.limits() + ": " + advice
                        + ", or give trainers more memory";
        return new NoisyStudentException(shortage.code(), request, place, cause);
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof NoisyStudentException refusal
                && (refusal.code() == ErrorCode.OUT_OF_MEMORY || refusal.code() == ErrorCode.DEVICE_MEMORY);
    }

    private static long length(List<LogRange> ranges) {
        return ranges.stream().mapToLong(LogRange::length).sum();
    }
}
