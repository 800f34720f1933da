package io.noisystudent.bench.conformance;

import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.module.Elements;
import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.module.Mode;
import io.noisystudent.learning.module.ModuleOptions;
import io.noisystudent.learning.module.Trained;
import io.noisystudent.learning.noise.NoiseRates;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.validation.GraphCheck;
import io.noisystudent.networks.validation.ShapeLimits;
import io.noisystudent.networks.validation.Shapes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The trainer's side: checked as at an import, and run as in evaluation. */
final class TrainerGraph {
    private TrainerGraph() {}

    /**
     * The shapes of the outputs, found without running anything.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException if it cannot be trained
     */
    static List<long[]> check(NodeTest test) {
        GraphCheck.trainable(test.graph());
        Shapes shapes = Shapes.infer(
                test.graph(),
                Map.of(test.graph().inputs().get(0).name(), test.input().dims()),
                ShapeLimits.DEFAULT);
        return test.outputs().stream().map(shapes::of).toList();
    }

    static List<Numbers> run(NodeTest test) {
        Set<String> kept = test.outputs().stream().skip(1).collect(Collectors.toSet());
        return NativeScope.callWithoutGradients(() -> {
            ModuleOptions options = new ModuleOptions(NoiseRates.NONE, Trained.ALL, kept);
            try (GraphModule module = GraphModule.of(test.graph(), Compute.cpu(), options)) {
                Activations values = module.forward(
                        Elements.toTorch(test.input(), ScalarType.Float, Compute.cpu()), Mode.EVALUATION);
                return test.outputs().stream()
                        .map(name -> name.equals(Signature.LOGITS) ? values.logits() : values.value(name))
                        .map(Numbers::of)
                        .toList();
            }
        });
    }
}
