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
        return new MemoryNeed(
                request.id(), "the network " + request.recipe().network() + " for images of " + image, SMALLER_NETWORK);
    }

    /** What the network makes of a batch, and its gradients. */
    static MemoryNeed steps(TrainingRequest request, ImageShape image) {
        Recipe recipe = request.recipe();
        int parts = recipe.optimizer().parts();
        int pseudo = request.data().labelingTasks() == 0 ? 0 : recipe.batchSize() * recipe.unlabeledRatio();
        return new MemoryNeed(
                request.id(),
                "a step of the network " + recipe.network() + " on a batch of " + recipe.batchSize() + " labeled and "
                        + pseudo + " pseudo-labeled images of " + image + (parts == 1 ? "" : " in " + parts + " parts"),
                "lower batch-size or unlabeled-ratio, raise accumulate, " + SMALLER_NETWORK);
    }

    /** The file that is registered. */
    static MemoryNeed export(TrainingRequest request) {
        return new MemoryNeed(
                request.id(),
                "the file of the trained network " + request.recipe().network(),
                SMALLER_NETWORK);
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
