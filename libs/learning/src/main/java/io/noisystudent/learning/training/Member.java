package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.module.BackboneTraining;
import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.module.Mode;
import io.noisystudent.learning.module.ModuleOptions;
import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.noise.NoiseRates;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.optimizer.MovingAverage;
import io.noisystudent.learning.optimizer.Optimizer;
import io.noisystudent.learning.torch.CloseOnFailure;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.Graph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/** One network of a phase with its optimizer and its average: native memory, therefore close it. */
final class Member implements AutoCloseable {
    private final Phase phase;
    private final GraphModule network;
    private final Objective objective;
    private final Optimizer optimizer;
    private final MovingAverage average;
    private final List<Parameter> parameters;

    /**
     * @param initial the network with the weights that the phase begins with
     * @param objective of the whole training, the caller's to close
     */
    Member(Phase phase, Graph initial, Objective objective, Compute compute) {
        this.phase = phase;
        this.objective = objective;
        Recipe recipe = phase.recipe();
        NoiseRates noise =
                new NoiseRates(recipe.noise().dropout(), recipe.noise().stochasticDepth());
        ModuleOptions options =
                new ModuleOptions(noise, phase.trained(), objective.inputs().studentValues(), backbone(recipe));
        try (CloseOnFailure made = new CloseOnFailure()) {
            network = made.add(GraphModule.of(initial, compute, options), GraphModule::close);
            parameters = Stream.concat(network.parameters().stream(), objective.parameters().stream())
                    .toList();
            optimizer = made.add(Optimizer.of(recipe.optimizer(), parameters, compute), Optimizer::close);
            average = new MovingAverage(network.state(), recipe.movingAverageDecay());
            made.finish();
        }
    }

    private static BackboneTraining backbone(Recipe recipe) {
        OptimizerConfig optimizer = recipe.optimizer();
        return BackboneTraining.of(optimizer.backboneTraining(), optimizer.learningRate());
    }

    Objective objective() {
        return objective;
    }

    /** The outputs for images, with noise. */
    Activations forward(Tensor images, long noiseSeed) {
        network.reseed(noiseSeed);
        return network.forward(images, Mode.TRAINING);
    }

    /**
     * The logits for images, float32 and without gradient, with the noise of a seed and the batch's statistics; nothing of
     * the network moves, its running statistics neither.
     *
     * @param compute in the precision of the training
     */
    Tensor predict(Tensor images, long noiseSeed, Compute compute) {
        return NativeScope.partWithoutGradients(() -> {
            List<Tensor> running = statistics();
            List<Tensor> before = running.stream().map(Tensor::clone).toList();
            Tensor logits = compute.inPrecision(() -> forward(images, noiseSeed))
                    .inFloat()
                    .logits();
            for (int i = 0; i < running.size(); i++) {
                running.get(i).copy_(before.get(i));
            }
            return logits;
        });
    }

    private List<Tensor> statistics() {
        Set<String> moved = network.parameters().stream().map(Parameter::name).collect(Collectors.toSet());
        return network.state().entrySet().stream()
                .filter(entry -> !moved.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /**
     * Moves the weights by their gradients, and the averages after them.
     *
     * @param updates how many came before
     * @param rate of the optimizer, from the phase
     */
    void update(int updates, ToDoubleFunction<Phase> rate) {
        optimizer.step(rate.applyAsDouble(phase));
        average.update(updates);
    }

    /** The gradients of all weights that a backward pass has reached. */
    List<Tensor> gradients() {
        return parameters.stream()
                .map(Parameter::gradient)
                .filter(Tensor::defined)
                .toList();
    }

    /** Lets the gradients go. */
    void skip() {
        parameters.forEach(Parameter::clearGradient);
    }

    /** The averaged weights by name; the average's own. */
    Map<String, Tensor> averages() {
        return average.values();
    }

    /** The network with weights in place of those that it began with. */
    Graph export(Map<String, Tensor> weights) {
        return network.export(weights);
    }

    /** All that changes in the course of a phase, by name. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        network.state().forEach((name, tensor) -> state.put("network/" + name, tensor));
        optimizer.state().forEach((name, tensor) -> state.put("optimizer/" + name, tensor));
        average.values().forEach((name, tensor) -> state.put("average/" + name, tensor));
        objective.parameters().forEach(own -> state.put("objective/" + own.name(), own.value()));
        return state;
    }

    @Override
    public void close() {
        average.close();
        optimizer.close();
        network.close();
    }
}
