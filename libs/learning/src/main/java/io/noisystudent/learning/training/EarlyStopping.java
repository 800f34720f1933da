package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.checkpoint.Position;
import io.noisystudent.learning.torch.CloseOnFailure;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.Graph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Watches the accuracy of the averaged weights on held-out images, keeps the best weights, and says when it has not risen
 * for too long (Prechelt 1998). Of several networks the mean accuracy counts.
 */
final class EarlyStopping implements AutoCloseable {
    private final int patience;
    private final LabeledSamples heldOut;
    private final Cohort cohort;
    private final Compute compute;
    private final List<Map<String, Tensor>> best = new ArrayList<>();
    private Optional<Position.Best> found = Optional.empty();

    private EarlyStopping(int patience, LabeledSamples heldOut, Cohort cohort, Compute compute) {
        this.patience = patience;
        this.heldOut = heldOut;
        this.cohort = cohort;
        this.compute = compute;
        try (CloseOnFailure made = new CloseOnFailure()) {
            for (Member member : cohort.members()) {
                Map<String, Tensor> copy = new LinkedHashMap<>();
                NativeScope.runWithoutGradients(() -> member.averages()
                        .forEach((name, value) ->
                                copy.put(name, made.add(NativeScope.keep(value.clone()), Tensor::close))));
                best.add(copy);
            }
            made.finish();
        }
    }

    /** Empty where a recipe does not ask for it; without held-out images {@code NO_TRAINING_DATA}. */
    static Optional<EarlyStopping> of(Recipe recipe, TrainingData data, Cohort cohort, Compute compute) {
        Recipe.EarlyStopping settings = recipe.earlyStopping();
        if (settings == null) {
            return Optional.empty();
        }
        LabeledSamples heldOut = data.heldOut()
                .filter(samples -> samples.size() > 0)
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.NO_TRAINING_DATA,
                        recipe.network(),
                        "early-stopping needs labeled images in the split validation, and there are none; send some, give"
                                + " the split a share, or leave early-stopping out"));
        return Optional.of(new EarlyStopping(settings.patience(), heldOut, cohort, compute));
    }

    /** Evaluates the averaged weights, keeps them if they are the best so far, and returns their accuracy. */
    double evaluate() {
        double accuracy = cohort.averaged().stream()
                .mapToDouble(graph -> Evaluation.accuracy(graph, heldOut, compute))
                .average()
                .orElseThrow();
        if (found.isEmpty() || accuracy > found.get().accuracy()) {
            keep();
            found = Optional.of(new Position.Best(accuracy, 0));
        } else {
            found = Optional.of(
                    new Position.Best(found.get().accuracy(), found.get().epochsSince() + 1));
        }
        return accuracy;
    }

    private void keep() {
        NativeScope.runWithoutGradients(() -> {
            for (int i = 0; i < best.size(); i++) {
                Map<String, Tensor> averages = cohort.members().get(i).averages();
                best.get(i).forEach((name, copy) -> copy.copy_(averages.get(name)));
            }
        });
    }

    /** Whether the accuracy has not risen for as many epochs as the recipe allows. */
    boolean isOver() {
        return found.filter(state -> state.epochsSince() >= patience).isPresent();
    }

    /** The best accuracy so far, for a checkpoint. */
    Optional<Position.Best> found() {
        return found;
    }

    /** Goes on from a checkpoint, which holds the best weights too. */
    void resume(Optional<Position.Best> before) {
        found = before;
    }

    /** The best networks; before the first evaluation those that the phase began with. */
    List<Graph> graphs() {
        List<Graph> graphs = new ArrayList<>();
        for (int i = 0; i < best.size(); i++) {
            graphs.add(cohort.members().get(i).export(best.get(i)));
        }
        return graphs;
    }

    /** The best weights by name, for a checkpoint. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (int i = 0; i < best.size(); i++) {
            String prefix = Cohort.prefix(i) + "best/";
            best.get(i).forEach((name, copy) -> state.put(prefix + name, copy));
        }
        return state;
    }

    @Override
    public void close() {
        best.forEach(weights -> weights.values().forEach(Tensor::close));
    }
}
