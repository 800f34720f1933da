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
 * batch. Their outputs are not kept: every view is another one. Native memory, therefore close it.
 */
final class TeacherPass implements AutoCloseable {
    private final List<GraphModule> networks = new ArrayList<>();
    private final TeacherView view;
    private final Compute compute;

    /** @param graphs not used where the terms ask no teacher */
    TeacherPass(List<Graph> graphs, LossInputs inputs, Compute compute) {
        this.compute = compute;
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
        return NativeScope.partWithoutGradients(() -> compute.inPrecision(() -> networks.stream()
                .map(network ->
                        network.forward(batch.shown(view), Mode.EVALUATION).inFloat())
                .toList()));
    }

    @Override
    public void close() {
        networks.forEach(GraphModule::close);
    }
}
