package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.module.Mode;
import io.noisystudent.learning.objective.Targets;
import io.noisystudent.learning.torch.Autocast;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Tensors;
import io.noisystudent.networks.graph.Graph;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The teacher in the course of a training: labels the views of a batch, without noise.
 *
 * <p>Its answers are not kept: every view is another one. Source: the mode of UDA and FixMatch (Sohn et al. 2020, section
 * 2), with a teacher that does not move.
 */
final class OnlineTeacher implements AutoCloseable {
    private static final int CLASSES = 1;

    private final GraphModule network;
    private final double minConfidence;
    private final PseudoTargets targets;

    private OnlineTeacher(Graph graph, double minConfidence, PseudoTargets targets) {
        this.network = GraphModule.of(graph);
        this.minConfidence = minConfidence;
        this.targets = targets;
    }

    /** Absent where a recipe takes stored labels, or there is nobody to ask. */
    static Optional<OnlineTeacher> of(Recipe recipe, TrainingData data) {
        Recipe.OnlineLabels online = recipe.objective().onlineLabels();
        if (online == null || data.pseudoLabeled().isEmpty()) {
            return Optional.empty();
        }
        Graph teacher = data.teacher()
                .orElseThrow(() -> new IllegalArgumentException("labels are wanted online, and no teacher is given"));
        return Optional.of(new OnlineTeacher(teacher, online.minConfidence(), new PseudoTargets(recipe.objective())));
    }

    /** Writes the targets of the rows whose views are in the batch. */
    void label(Batch batch, Precision precision) {
        if (batch.viewCount() == 0) {
            return;
        }
        float[] probabilities = probabilities(batch, precision);
        int classes = probabilities.length / batch.viewCount();
        for (int view = 0; view < batch.viewCount(); view++) {
            float[] row = Arrays.copyOfRange(probabilities, view * classes, (view + 1) * classes);
            float confidence = row[Targets.argmax(row)];
            targets.apply(row, confidence < minConfidence ? 0 : batch.weight(view));
            batch.setTarget(batch.rowOf(view), row);
        }
    }

    private float[] probabilities(Batch batch, Precision precision) {
        return NativeScope.callWithoutGradients(() -> {
            Tensor logits =
                    Autocast.call(precision == Precision.BF16, () -> network.forward(batch.views(), Mode.EVALUATION));
            return Tensors.floats(torch.softmax(logits.to(ScalarType.Float), CLASSES));
        });
    }

    @Override
    public void close() {
        network.close();
    }
}
