package io.noisystudent.learning.training;

import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.module.Mode;
import io.noisystudent.learning.module.ModuleOptions;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.objective.TeacherView;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.Graph;
import java.util.ArrayList;
import java.util.List;

/**
 * Teachers in the course of a training: one or several networks in evaluation mode, without gradient, on one view of a
 * batch. Their outputs are kept where every image always looks the same. Native memory, therefore close it.
 */
final class TeacherPass implements AutoCloseable {
    private final List<GraphModule> networks = new ArrayList<>();
    private final TeacherView view;
    private final Compute compute;
    private final KeptOutputs kept;

    /** Keeps nothing. */
    TeacherPass(List<Graph> graphs, LossInputs inputs, Compute compute) {
        this(graphs, inputs, compute, new KeptOutputs(0, 0, compute));
    }

    /**
     * @param graphs not used where the terms ask no teacher
     * @param kept for images that always look the same, which this closes; used where teachers see the student's own
     */
    TeacherPass(List<Graph> graphs, LossInputs inputs, Compute compute, KeptOutputs kept) {
        this.compute = compute;
        this.kept = kept;
        view = inputs.teacherView();
        if (view == TeacherView.NONE) {
            return;
        }
        if (graphs.isEmpty()) {
            throw new IllegalArgumentException("a term of the objective asks a teacher, and none is given");
        }
        ModuleOptions options = ModuleOptions.keeping(inputs.teacherValues());
        graphs.forEach(graph -> networks.add(GraphModule.of(graph, compute, options)));
    }

    /** The outputs for a batch, with float32 logits, which end with the caller's scope; none where no term asks. */
    List<Activations> of(BatchTensors batch) {
        if (networks.isEmpty() || batch.rowsOf(view) == 0) {
            return List.of();
        }
        return NativeScope.partWithoutGradients(
                () -> view == TeacherView.SAME ? kept.of(batch.numbers(), () -> computed(batch)) : computed(batch));
    }

    private List<Activations> computed(BatchTensors batch) {
        return compute.inPrecision(() -> networks.stream()
                .map(network ->
                        network.forward(batch.shown(view), Mode.EVALUATION).inFloat())
                .toList());
    }

    @Override
    public void close() {
        networks.forEach(GraphModule::close);
        kept.close();
    }
}
